/** Which domains and composite types go along when a domain makes place for another of its name. */
import type { CompositeModel } from "../../kinds/composite/model.ts";
import type { DomainModel } from "../../kinds/domain/model.ts";
import { domainKey } from "../../kinds/domain/model.ts";
import type { Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import { isTypeUsed } from "./columns-of-type.ts";
import { typeKeys } from "./type-keys.ts";

type Composed = DomainModel | CompositeModel;

const isComposed = (object: SchemaObject): object is Composed =>
  object.kind === "domain" || object.kind === "composite";

/** Keys of the types that a domain or composite type is made of. */
const madeOf = (object: Composed, metadata: MetaData): readonly Key[] =>
  object.kind === "domain"
    ? typeKeys(object.type, metadata)
    : object.attributes.flatMap(({ type }) => typeKeys(type, metadata));

/** Types that are over another one before and are there afterwards too, in the order in which `metadata` can make them. */
export function typesOver(type: Key, { database, target }: ChangeContext, metadata: MetaData): Key[] {
  const found = new Set<Key>();
  const walk = (key: Key): void => {
    for (const [above, object] of database.objects) {
      if (found.has(above) || !isComposed(object) || target.get(above)?.kind !== object.kind) continue;
      if (!madeOf(object, database).includes(key)) continue;
      found.add(above);
      walk(above);
    }
  };
  walk(type);
  const ordered: Key[] = [];
  const place = (key: Key): void => {
    if (!found.delete(key)) return;
    madeOf(metadata.get(key) as Composed, metadata).forEach(place);
    ordered.push(key);
  };
  [...found].forEach(place);
  return ordered;
}

/** True where rows may hold values of the type or of one over it, so that it cannot go before they have moved. */
export const isHeldByRows = (type: Key, context: ChangeContext): boolean =>
  isTypeUsed(type, context) || typesOver(type, context, context.database).some((above) => isTypeUsed(above, context));

/** The replaced domain whose operation makes the type anew, too, because the type is over it. */
export function remadeWith(object: SchemaObject, context: ChangeContext): Key | undefined {
  if (!isComposed(object)) return undefined;
  for (const key of madeOf(object, context.database)) {
    const base = context.database.get(key);
    if (base === undefined) continue;
    const lowest = remadeWith(base, context) ?? (isReplaced(base, context) ? key : undefined);
    if (lowest !== undefined) return lowest;
  }
  return undefined;
}

function isReplaced(object: SchemaObject, context: ChangeContext): boolean {
  if (object.kind !== "domain") return false;
  const before = object as DomainModel;
  const key = domainKey(before.schema, before.name);
  const after = context.target.get(key) as DomainModel | undefined;
  if (after?.kind !== "domain" || (before.type === after.type && before.collation === after.collation)) return false;
  return isHeldByRows(key, context);
}

/** The differences with those types as ones that change too, alone: what depends on them is out of the way meanwhile. */
export function withTypesOver(differences: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const above = new Map<Key, Difference>();
  for (const difference of differences) {
    if (difference.type !== "alter" || !isReplaced(difference.database, context)) continue;
    for (const key of typesOver(difference.key, context, context.target)) {
      const [database, target] = [context.database.get(key), context.target.get(key)] as [SchemaObject, SchemaObject];
      above.set(key, { type: "alter", key, database, target, attributes: ["type"], change: "alterAlone" });
    }
  }
  return above.size === 0 ? differences : [...differences.filter(({ key }) => !above.has(key)), ...above.values()];
}
