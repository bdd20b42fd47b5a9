import type { SchemaObject } from "../../metadata/schema-object.ts";
import { formatQualifiedName } from "../../sql/qualified-name.ts";
import { written } from "./ddl/locate.ts";

const words: Readonly<Record<string, string>> = {
  primaryKey: "primary key",
  unique: "unique constraint",
  foreignKey: "foreign key",
  exclusion: "exclusion constraint",
  domainCheck: "check",
  sequenceOwner: "owner of sequence",
  composite: "type",
  indexAttachment: "attached index",
  inheritance: "inheritance of",
};

/** `column orders.note`, `index ix_orders_date on orders`, `table shop.orders`. */
export function describeObject(object: SchemaObject): string {
  const { kind, schema, name, table, domain } = object as SchemaObject & { table?: string; domain?: string };
  const word = words[kind] ?? kind;
  if (kind === "column" || kind === "default") return `${word} ${written(schema, table as string)}.${formatQualifiedName(name)}`;
  if (table !== undefined && kind !== "sequenceOwner") return `${word} ${formatQualifiedName(name)} of ${written(schema, table)}`;
  if (domain !== undefined) return `${word} ${formatQualifiedName(name)} of ${written(schema, domain)}`;
  return `${word} ${written(schema, name)}`;
}
