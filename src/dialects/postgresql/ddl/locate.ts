/** Names as revisions write them (`orders`, `shop.orders`) and as operations carry them (schema and name apart). */
import { defaultSchema } from "../../../sql/default-schema.ts";
import { formatQualifiedName, parseQualifiedName } from "../../../sql/qualified-name.ts";

export { defaultSchema };

export interface Located {
  readonly schema: string;
  readonly name: string;
}

/** `orders` → public and orders; `shop.orders` → shop and orders. */
export function locate(written: string): Located {
  const parts = parseQualifiedName(written);
  return parts.length === 1
    ? { schema: defaultSchema(), name: parts[0] as string }
    : { schema: parts[0] as string, name: parts.slice(1).join(".") };
}

/** The name of a table part's table. */
export function locateTable(written: string): { readonly schema: string; readonly table: string } {
  const { schema, name } = locate(written);
  return { schema, table: name };
}

/** The inverse of `locate`: the default schema is not written. */
export function written(schema: string | undefined, name: string): string {
  return schema === undefined || schema === defaultSchema()
    ? formatQualifiedName(name)
    : formatQualifiedName(schema, name);
}

export const writtenTable = (part: { readonly schema: string; readonly table: string }): string =>
  written(part.schema, part.table);
