import { domainCheckKey, domainKey, type DomainCheckModel, type DomainModel } from "../../../../kinds/domain/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { defineKind, type AlterRequest, type Change } from "../../../../metadata/kind.ts";
import type { Operation } from "../../../../operations/operation.ts";
import { objectsNamed } from "../../expression-keys.ts";
import { typeKeys } from "../../type-keys.ts";
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
  attributes: { type: "recreate", collation: "recreate", notNull: "alter", default: "alter", comment: "alter" },
  occupies: (domain) => [`type ${domain.schema}.${domain.name}`],
  absorbs: ["domainCheck"],
  create: (domain, _context, parts) => [createDomainOp(domain, parts as DomainCheckModel[])],
  drop: (domain, _context, parts) => [dropDomainOp(domain, parts as DomainCheckModel[])],
  alter: (request) => alter(request),
  rename: renameTypeOps,
  operations: { createDomain, dropDomain, alterDomain },
});

function alter({ database, target, attributes }: AlterRequest<DomainModel>): readonly Operation[] {
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
  survives: (_object, changed) => changed.kind !== "enum",
  create: (check) => [addDomainCheckOp(check)],
  drop: (check) => [dropDomainCheckOp(check)],
  alter: ({ database, target }) => [commentOp(target, target.comment, database.comment)],
  operations: { addDomainCheck, dropDomainCheck },
});
