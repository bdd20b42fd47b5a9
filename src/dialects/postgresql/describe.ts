import type { SchemaObject } from "../../metadata/schema-object.ts";
import { formatQualifiedName } from "../../sql/qualified-name.ts";
import { wordsOf } from "./kind-words.ts";
import { written } from "./ddl/locate.ts";

type Located = SchemaObject & { table?: string; domain?: string; arguments?: string; identity?: string };

/** `column orders.note`, `index ix_orders_date on orders`, `table shop.orders`. */
export function describeObject(object: SchemaObject): string {
  const { kind, schema, name, table, domain, arguments: types, identity } = object as Located;
  const word = wordsOf[kind]?.called ?? kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (typeof identity === "string") return `${word} ${identity}`;
  if (types !== undefined) return `${word} ${written(schema, name)}(${types})`;
  if (kind === "owner" || kind === "securityLabel") return `${word} of ${(object as unknown as { on: string }).on}`;
  if (kind === "grant") return `${word} on ${(object as unknown as { on: string }).on} to ${name}`;
  if (kind === "rowSecurity") return `${word} of ${written(schema, name)}`;
  if (kind === "column" || kind === "default")
    return `${word} ${written(schema, table as string)}.${formatQualifiedName(name)}`;
  if (table !== undefined && kind !== "sequenceOwner")
    return `${word} ${formatQualifiedName(name)} of ${written(schema, table)}`;
  if (domain !== undefined) return `${word} ${formatQualifiedName(name)} of ${written(schema, domain)}`;
  return `${word} ${written(schema, name)}`;
}
