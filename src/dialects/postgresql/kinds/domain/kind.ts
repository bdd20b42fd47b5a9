import { domainCheckKey, domainKey, type DomainCheckModel, type DomainModel } from "../../../../kinds/domain/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { defineKind, type AlterRequest, type Change, type ChangeContext } from "../../../../metadata/kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { columnsOfType, isReplaceable } from "../../columns-of-type.ts";
import { swapDefaults } from "../../ddl/replace-type.ts";
import type { TypeOver } from "../../ddl/types-over.ts";
import { objectsNamed } from "../../expression-keys.ts";
import { castFor } from "../../types/casts.ts";
import { typeKeys } from "../../type-keys.ts";
import { isHeldByRows, remadeWith, typesOver } from "../../types-over.ts";
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

export const domainKind = defineKind<DomainModel>({
  name: "domain",
  managed: "always",
  rank: 3,
  key: (domain) => domainKey(domain.schema, domain.name),
  dependsOn: (domain, metadata) => [
    schemaKey(domain.schema),
    ...typeKeys(domain.type, metadata),
    ...(domain.default === undefined ? [] : objectsNamed(domain.default, metadata)),
  ],
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
  const over = overOf(target, context);
  const back = { ...context, database: context.target, target: context.database };
  return {
    type: replaceDomain.type,
    object: target,
    checks: checksOf(target, context.target),
    byText: byText(database, target, context),
    columns: columnsOfType(domainKey(target.schema, target.name), context),
    ...(over.length === 0 ? {} : { over }),
    former: {
      object: database,
      checks: checksOf(database, context.database),
      byText: byText(target, database, back),
      ...(over.length === 0 ? {} : { over: formerOver(target, context) }),
    },
  };
}

function overOf({ schema, name }: DomainModel, context: ChangeContext): TypeOver[] {
  return typesOver(domainKey(schema, name), context, context.target).map((key) => ({
    ...composed(context.target.get(key) as TypeOver["object"], context.target),
    columns: columnsOfType(key, context),
  }));
}

/** The same types as the database has them, in the order in which it can make them, for the way back. */
function formerOver({ schema, name }: DomainModel, context: ChangeContext): TypeOver[] {
  return typesOver(domainKey(schema, name), context, context.database).map((key) => ({
    ...composed(context.database.get(key) as TypeOver["object"], context.database),
    columns: swapDefaults(columnsOfType(key, context)),
  }));
}

const composed = (object: TypeOver["object"], metadata: MetaData): Omit<TypeOver, "columns"> =>
  object.kind === "domain" ? { object, checks: checksOf(object, metadata) } : { object };

const checksOf = ({ schema, name }: DomainModel, metadata: MetaData): DomainCheckModel[] =>
  [...metadata.objects.values()].filter((object): object is DomainCheckModel => {
    const check = object as DomainCheckModel;
    return check.kind === "domainCheck" && check.schema === schema && check.domain === name;
  });

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

export const domainCheckKind = defineKind<DomainCheckModel>({
  name: "domainCheck",
  managed: "always",
  rank: 4,
  key: (check) => domainCheckKey(check.schema, check.domain, check.name),
  parent: (check) => domainKey(check.schema, check.domain),
  dependsOn: (check, metadata) => [domainKey(check.schema, check.domain), ...objectsNamed(check.expression, metadata)],
  attributes: {
    domain: "ignore",
    expression: "recreate",
    notValid: { change: (): Change => "recreate" },
    comment: "alter",
  },
  survives: (check, changed) =>
    !isReplaceable(changed) || (changed.schema === check.schema && changed.name === check.domain),
  create: (check) => [addDomainCheckOp(check)],
  drop: (check) => [dropDomainCheckOp(check)],
  alter: ({ database, target }) => [commentOp(target, target.comment, database.comment)],
  operations: { addDomainCheck, dropDomainCheck },
});
