/** How a property's name becomes a column's. */
export type ColumnNaming = "snake" | "verbatim" | ((property: string) => string);

/** The column that a property names: `customerId` → `customer_id`, `htmlURL` → `html_url`. */
export function columnNameOf(property: string, naming: ColumnNaming): string {
  if (naming === "verbatim") return property;
  return naming === "snake" ? snakeCase(property) : naming(property);
}

export function snakeCase(name: string): string {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
}
