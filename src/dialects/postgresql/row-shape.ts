/** How a row is written as text that is read as a row again once its type has other columns. */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import type { CompositeModel } from "./kinds/composite/model.ts";
import type { DomainModel } from "./kinds/domain/model.ts";
import type { TableModel } from "../../kinds/table/model.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { quoteIdentifier } from "../../sql/identifier.ts";
import { formatQualifiedName } from "../../sql/qualified-name.ts";
import { written, writtenTable } from "./ddl/locate.ts";
import { RowsOfChangingShapeError } from "./errors.ts";
import { typeKeys } from "./type-keys.ts";
import { columnsOfTable, madeOf } from "./type-parts.ts";
import { schemaOf, isA } from "../../metadata/schema-object.ts";

/** What is dropped and created again for its own sake. */
type IsMadeAnew = (key: Key) => boolean;

/**
 * The text of a column's values as SQL; undefined where the column's own text will do, since the text of a row goes by the
 * order of its columns.
 *
 * @throws RowsOfChangingShapeError where the rows are inside of arrays or of other values
 */
export function writtenAs(column: ColumnModel, context: ChangeContext, isMadeAnew: IsMadeAnew): string | undefined {
  const { database, target } = context;
  const unsettled = new Set(madeOf(column.type, database).filter((key) => hasGenerated(key, context)));
  const reshaped = madeOf(column.type, database).filter((key) => {
    const before = fieldsOf(key, database);
    if (before === undefined || !target.has(key)) return false;
    return unsettled.has(key) || before.join("\0") !== fieldsAfter(key, context, isMadeAnew).join("\0");
  });
  if (reshaped.length === 0) return undefined;
  const own = rowType(column.type, database);
  if (own === undefined || own !== reshaped[0] || reshaped.length > 1 || unsettled.size > 0) {
    const { schema, name } = target.get(reshaped[0] as Key) as TableModel;
    throw new RowsOfChangingShapeError(pathOf(column), written(schema, name));
  }
  const before = new Set(fieldsOf(own, database));
  const name = quoteIdentifier(column.name);
  const fields = fieldsAfter(own, context, isMadeAnew).map((field) =>
    before.has(field) ? `(${name}).${quoteIdentifier(field)}` : "NULL",
  );
  // A row of nothing but NULLs is NULL for IS NULL, and still a row.
  return `CASE WHEN ${name} IS DISTINCT FROM NULL THEN ROW(${fields.join(", ")})::text END`;
}

/** `people.address` */
export const pathOf = (column: ColumnModel): string => `${writtenTable(column)}.${formatQualifiedName(column.name)}`;

/** The table or composite type of which a value is one row, also by way of domains. */
function rowType(type: string, metadata: MetaData): Key | undefined {
  if (type.endsWith("[]")) return undefined;
  const [key] = typeKeys(type, metadata);
  const object = key === undefined ? undefined : metadata.get(key);
  return isA<DomainModel>(object, "domain") ? rowType(object.type, metadata) : key;
}

function fieldsOf(type: Key, metadata: MetaData): readonly string[] | undefined {
  const object = metadata.get(type);
  if (isA<CompositeModel>(object, "composite")) return object.attributes.map(({ name }) => name);
  if (object?.kind !== "table") return undefined;
  return columnsOfTable(metadata, schemaOf(object), object.name).map(({ name }) => name);
}

/** What stays keeps its place, what is new comes last; a table that is made anew has them as its target says. */
function fieldsAfter(type: Key, { database, target }: ChangeContext, isMadeAnew: IsMadeAnew): readonly string[] {
  const after = fieldsOf(type, target) ?? [];
  const before = fieldsOf(type, database) ?? [];
  if (isMadeAnew(type)) return after;
  return [...before.filter((name) => after.includes(name)), ...after.filter((name) => !before.includes(name))];
}

/** True where a column of the table may be dropped and added again around a change of another. */
function hasGenerated(type: Key, { database, target }: ChangeContext): boolean {
  const object = database.get(type);
  if (object?.kind !== "table") return false;
  return columnsOfTable(database, schemaOf(object), object.name).some(
    ({ schema, table, name, generated }) => generated !== undefined && target.has(columnKey(schema, table, name)),
  );
}
