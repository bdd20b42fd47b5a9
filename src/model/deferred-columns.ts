/** Columns that are left out of what is read until they are asked for: those that objects can't be without are refused. */
import type { ColumnMapping, Mapper, RelationshipMapping } from "./mapper.ts";
import { DeferredKeyError } from "./member-errors.ts";

/** @throws DeferredKeyError for keys, versions, what says of which class a row is, and columns of relationships */
export function checkDeferredColumns(mapper: Mapper): void {
  const { columns, primaryKey, hierarchy, relationships } = mapper;
  const versions = columns.filter(({ builder }) => builder.declaration.nextVersion !== undefined);
  const own = [...primaryKey, ...versions, ...(hierarchy === undefined ? [] : [hierarchy.discriminator])];
  for (const column of own) refuse(mapper, column);
  for (const relationship of relationships.values()) checkJoin(relationship);
}

function checkJoin({ source, target, pairs, secondary }: RelationshipMapping): void {
  for (const { local } of [...pairs, ...(secondary?.sourcePairs ?? [])]) refuse(source, local);
  for (const { remote } of [...pairs, ...(secondary?.targetPairs ?? [])]) refuse(target, remote);
}

function refuse({ name }: Mapper, { builder, property }: ColumnMapping): void {
  if (builder.declaration.deferred === true) throw new DeferredKeyError(`${name}.${property}`);
}
