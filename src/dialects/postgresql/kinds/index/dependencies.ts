import { columnKey } from "../../../../kinds/column/model.ts";
import type { IndexElement } from "../../../../kinds/index/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import { materializedViewKey } from "../../../../kinds/view/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { columnsNamed, objectsNamed } from "../../expression-keys.ts";
import { columnsOfTable } from "../../type-parts.ts";

interface Indexed {
  readonly schema: string;
  readonly table: string;
  readonly elements: readonly IndexElement[];
  readonly include?: readonly string[];
  readonly where?: string;
}

/** The table, columns, types and extensions that an index or exclusion constraint needs. */
export function indexDependencies(
  { schema, table, elements, include = [], where }: Indexed,
  metadata: MetaData,
): Key[] {
  const columns = [...elements.map((element) => element.column), ...include].filter((name) => name !== undefined);
  const expressions = [...elements.map((element) => element.expression), where].filter((text) => text !== undefined);
  return [
    tableKey(schema, table),
    materializedViewKey(schema, table),
    ...columns.map((column) => columnKey(schema, table, column)),
    ...(expressions.some(hasWholeRow)
      ? columnsOfTable(metadata, schema, table).map(({ name }) => columnKey(schema, table, name))
      : []),
    ...expressions.flatMap((text) => [...columnsNamed(text, schema, table, metadata), ...objectsNamed(text, metadata)]),
  ];
}

/** True where an index computes something of a whole row, `(f(t.*))`, which is a row of the columns as they are. */
export const holdsWholeRow = ({ elements, where = "" }: Pick<Indexed, "elements" | "where">): boolean =>
  [...elements.map(({ expression = "" }) => expression), where].some(hasWholeRow);

/** `t.*`, as the server prints a row that is an argument. */
const hasWholeRow = (expression: string): boolean =>
  expression.includes(".*") && /[\w$"\u0080-\uffff]\.\*/.test(expression.replace(/'(?:[^']|'')*'/g, "''"));
