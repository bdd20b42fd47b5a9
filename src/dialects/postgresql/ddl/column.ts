/** A column as `CREATE TABLE` and `ADD COLUMN` write it. */
import type { ColumnModel, Identity } from "../../../kinds/column/model.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/identifier.ts";
import { parameterList, sequenceClauses } from "./clauses.ts";

/** `order_id integer GENERATED ALWAYS AS IDENTITY NOT NULL`. Storage and statistics need statements of their own. */
export function columnDefinition(column: ColumnModel, defaultExpression?: string): string {
  let text = `${quoteIdentifier(column.name)} ${column.type}`;
  if (column.compression !== undefined) text += ` COMPRESSION ${column.compression}`;
  if (column.collation !== undefined) text += ` COLLATE ${column.collation}`;
  if (column.generated !== undefined && column.generated.ofParent !== true) {
    text += ` GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.virtual === true ? "VIRTUAL" : "STORED"}`;
  }
  if (column.identity !== undefined) text += ` ${identityClause(column.identity, column.schema)}`;
  if (defaultExpression !== undefined) text += ` DEFAULT ${defaultExpression}`;
  if (column.notNull === true) text += " NOT NULL";
  return text;
}

export function identityClause(identity: Identity, schema: string): string {
  const clauses = sequenceClauses(identity);
  if (identity.name !== undefined) clauses.unshift(`SEQUENCE NAME ${quoteQualified(schema, identity.name)}`);
  const options = clauses.length === 0 ? "" : ` (${clauses.join(" ")})`;
  return `GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY${options}`;
}

/** What a new column needs besides its definition: `ALTER COLUMN …` clauses. */
export function columnSettings(column: ColumnModel): string[] {
  const name = quoteIdentifier(column.name);
  const clauses: string[] = [];
  if (column.storage !== undefined) clauses.push(`ALTER COLUMN ${name} SET STORAGE ${column.storage.toUpperCase()}`);
  if (column.statistics !== undefined) clauses.push(`ALTER COLUMN ${name} SET STATISTICS ${column.statistics}`);
  if (column.attributeOptions !== undefined) {
    clauses.push(`ALTER COLUMN ${name} SET (${parameterList(column.attributeOptions)})`);
  }
  return clauses;
}
