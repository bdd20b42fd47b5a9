/** How a property's name becomes a column's. */
export type ColumnNaming = "snake" | "verbatim" | ((property: string) => string);

/** The column that a property names: `customerId` → `customer_id`, `htmlURL` → `html_url`. */
export function columnNameOf(property: string, naming: ColumnNaming): string {
  if (naming === "verbatim") return property;
  return naming === "snake" ? snakeCase(property) : naming(property);
}

/** A naming that works out each property once, for whole data models, where the same names come again and again. */
export function remembered(naming: ColumnNaming): ColumnNaming {
  if (naming === "verbatim") return naming;
  const known = new Map<string, string>();
  return (property) => {
    let column = known.get(property);
    if (column === undefined) known.set(property, (column = columnNameOf(property, naming)));
    return column;
  };
}

function snakeCase(name: string): string {
  if (/^[a-z0-9_]*$/.test(name)) return name;
  return name.replaceAll(/(?<=[\p{Ll}\d])\p{Lu}|(?<=\p{Lu})\p{Lu}(?=\p{Ll})/gu, "_$&").toLowerCase();
}
