import { domainCheckKey, domainKey, type DomainCheckModel, type DomainModel } from "./model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import type { AlterRequest, Change, ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { columnsOfType, isReplaceable } from "../../columns-of-type.ts";
import { objectsNamed } from "../../expression-keys.ts";
import { castFor } from "../../types/casts.ts";
import { typeKeys } from "../../type-keys.ts";
import {
  checksOf,
  formerTypesOver,
  isHeldByRows,
  isRemadeWith,
  remadeWith,
  targetTypesOver,
} from "../../types-over.ts";
import { commentOp } from "../comment/operations.ts";
import { renameTypeOps } from "../rename/operations.ts";
import {
  addDomainCheck,
  addDomainCheckOp,
  alterDomain,
  createDomain,
  createDomainOp,
  dropDomain,
  dropDomainCheck,
  dropDomainCheckOp,
  dropDomainOp,
  type AlterDomainOp,
  type DomainChanges,
} from "./operations.ts";
import { replaceDomain, type ReplaceDomainOp } from "./replace.ts";

export const domainKind = definePostgresqlKind<DomainModel>({
  name: "domain",
  managed: "always",
  rank: 3,
  readers: ["readDomains"],
  key: (domain) => domainKey(domain.schema, domain.name),
  dependsOn: (domain, metadata) => [
    schemaKey(domain.schema),
    ...typeKeys(domain.type, metadata),
    ...(domain.default === undefined ? [] : objectsNamed(domain.default, metadata)),
  ],
  texts: { sql: ["default"] },
  attributes: {
    type: { change: replaceOrRecreate },
    collation: { change: replaceOrRecreate },
    notNull: "alter",
    default: "alter",
    comment: "alter",
  },
  occupies: (domain) => [`type ${domain.schema}.${domain.name}`],
  survives: (domain, _changed, context) => remadeWith(domain, context) !== undefined,
  alteredWith: remadeWith,
  absorbs: ["domainCheck"],
  create: (domain, _context, parts) => [createDomainOp(domain, parts as DomainCheckModel[])],
  drop: (domain, _context, parts) => [dropDomainOp(domain, parts as DomainCheckModel[])],
  alter: (request) => alter(request),
  renaming: { word: "domain", moves: true },
  rename: renameTypeOps,
  operations: { createDomain, dropDomain, alterDomain, replaceDomain },
});

/** What a domain stands for cannot change; columns of it move to another of its name, rows and all. */
function replaceOrRecreate(database: DomainModel, _target: DomainModel, context: ChangeContext): Change {
  return isHeldByRows(domainKey(database.schema, database.name), context) ? "alterAlone" : "recreate";
}

function replacement(database: DomainModel, target: DomainModel, context: ChangeContext): ReplaceDomainOp {
  const byText = (before: DomainModel, after: DomainModel, within: ChangeContext): boolean => {
    const column = { kind: "column", schema: "", table: "", name: "" } as const;
    return castFor({ ...column, type: before.type }, { ...column, type: after.type }, within).using !== undefined;
  };
  const key = domainKey(target.schema, target.name);
  const over = targetTypesOver(key, context);
  const back = { ...context, database: context.target, target: context.database };
  return {
    type: replaceDomain.type,
    object: target,
    checks: checksOf(target, context.target),
    byText: byText(database, target, context),
    columns: columnsOfType(key, context),
    ...(over.length === 0 ? {} : { over }),
    former: {
      object: database,
      checks: checksOf(database, context.database),
      byText: byText(target, database, back),
      ...(over.length === 0 ? {} : { over: formerTypesOver(key, context) }),
    },
  };
}

function alter({ database, target, attributes, context }: AlterRequest<DomainModel>): readonly Operation[] {
  if (attributes.includes("type") || attributes.includes("collation")) return [replacement(database, target, context)];
  const state = (domain: DomainModel): DomainChanges => ({
    ...(attributes.includes("notNull") ? { notNull: domain.notNull === true } : {}),
    ...(attributes.includes("default") ? { serverDefault: domain.default ?? null } : {}),
  });
  const { schema, name } = target;
  const op: AlterDomainOp = { type: "alterDomain", schema, name, changes: state(target), former: state(database) };
  return [
    ...(Object.keys(op.changes).length === 0 ? [] : [op]),
    ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
  ];
}

export const domainCheckKind = definePostgresqlKind<DomainCheckModel>({
  name: "domainCheck",
  managed: "always",
  rank: 4,
  readers: [],
  key: (check) => domainCheckKey(check.schema, check.domain, check.name),
  parent: (check) => domainKey(check.schema, check.domain),
  names: [{ of: "type", schema: "schema", name: "domain" }],
  dependsOn: (check, metadata) => [domainKey(check.schema, check.domain), ...objectsNamed(check.expression, metadata)],
  texts: { sql: ["expression"] },
  attributes: {
    domain: "ignore",
    expression: "recreate",
    notValid: { change: (): Change => "recreate" },
    comment: "alter",
  },
  survives: (check, changed, context) => !isReplaceable(changed) || goesAlong(check, changed, context),
  create: (check) => [addDomainCheckOp(check)],
  drop: (check) => [dropDomainCheckOp(check)],
  alter: ({ database, target }) => [commentOp(target, target.comment, database.comment)],
  operations: { addDomainCheck, dropDomainCheck },
});

/** A check is made anew with its domain, whether that is what changes or is over it. */
function goesAlong({ schema, domain }: DomainCheckModel, changed: SchemaObject, context: ChangeContext): boolean {
  if (changed.schema === schema && changed.name === domain) return true;
  const own = context.database.get(domainKey(schema, domain));
  return own !== undefined && isRemadeWith(own, changed, context);
}
