/** Which domains and composite types go along when an enum or domain makes place for another of its name. */
import type { CompositeModel } from "./kinds/composite/model.ts";
import { domainKey, type DomainCheckModel, type DomainModel } from "./kinds/domain/model.ts";
import { enumKey, type EnumModel } from "./kinds/enum/model.ts";
import type { Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { isA, type SchemaObject } from "../../metadata/schema-object.ts";
import { columnsOfType, isTypeUsed } from "./columns-of-type.ts";
import { swapDefaults } from "./ddl/replace-type.ts";
import type { TypeOver } from "./ddl/types-over.ts";
import { additions } from "./enum-additions.ts";
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

/** Those types as the target has them, with the columns that move. */
export function targetTypesOver(type: Key, context: ChangeContext): TypeOver[] {
  return typesOver(type, context, context.target).map((key) => ({
    ...composed(context.target.get(key) as Composed, context.target),
    columns: columnsOfType(key, context),
  }));
}

/** The same types as the database has them, in the order in which it can make them, for the way back. */
export function formerTypesOver(type: Key, context: ChangeContext): TypeOver[] {
  return typesOver(type, context, context.database).map((key) => ({
    ...composed(context.database.get(key) as Composed, context.database),
    columns: swapDefaults(columnsOfType(key, context)),
  }));
}

const composed = (object: Composed, metadata: MetaData): Omit<TypeOver, "columns"> =>
  object.kind === "domain" ? { object, checks: checksOf(object, metadata) } : { object };

/** The checks of a domain. */
export const checksOf = ({ schema, name }: DomainModel, metadata: MetaData): DomainCheckModel[] =>
  [...metadata.objects.values()].filter((object): object is DomainCheckModel => {
    const check = object as DomainCheckModel;
    return check.kind === "domainCheck" && check.schema === schema && check.domain === name;
  });

/** True where rows may hold values of the type or of one over it, so that it cannot go before they have moved. */
export const isHeldByRows = (type: Key, context: ChangeContext): boolean =>
  isTypeUsed(type, context) || typesOver(type, context, context.database).some((above) => isTypeUsed(above, context));

/** The replaced enum or domain whose operation makes the type anew, too, because the type is over it. */
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

/** True where both are made anew by one operation. */
export function isRemadeWith(object: SchemaObject, changed: SchemaObject, context: ChangeContext): boolean {
  const leading = remadeWith(object, context);
  if (leading === undefined) return false;
  return context.database.get(leading) === changed || remadeWith(changed, context) === leading;
}

function isReplaced(object: SchemaObject, context: ChangeContext): boolean {
  if (isA<EnumModel>(object, "enum")) {
    const { schema, name, values } = object;
    const target = context.target.get(enumKey(schema, name));
    return target !== undefined && additions(values, target.values) === undefined;
  }
  if (!isA<DomainModel>(object, "domain")) return false;
  const key = domainKey(object.schema, object.name);
  const after = context.target.get(key);
  if (after === undefined || (object.type === after.type && object.collation === after.collation)) return false;
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
