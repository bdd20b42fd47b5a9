/** `CREATE INDEX` and what an index needs besides. */
import type { IndexModel } from "../../../kinds/index/model.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/identifier.ts";
import { elementClause, includeClause, objectName, tablespaceClause, tableName, withClause } from "./clauses.ts";

/** `only` leaves the partitions' indexes to statements of their own. */
export function createIndexSql(index: IndexModel, only: boolean = false): string {
  const unique = index.unique === true ? "UNIQUE " : "";
  const concurrently = index.concurrently === true ? "CONCURRENTLY " : "";
  const elements = index.elements.map(elementClause).join(", ");
  const method = index.method === undefined ? "" : ` USING ${quoteIdentifier(index.method)}`;
  return [
    `CREATE ${unique}INDEX ${concurrently}${quoteIdentifier(index.name)} ON ${only ? "ONLY " : ""}${tableName(index)}${method} (${elements})`,
    includeClause(index.include),
    index.nullsNotDistinct === true ? " NULLS NOT DISTINCT" : "",
    withClause(index.storageParameters),
    tablespaceClause(index.tablespace),
    index.where === undefined ? "" : ` WHERE (${index.where})`,
  ].join("");
}

/** Statements after `CREATE INDEX`: statistics targets of expressions, the cluster mark. */
export function indexSettings(index: IndexModel): string[] {
  const name = objectName(index);
  const statements = (index.statistics ?? []).map((entry) => {
    const [column, target] = entry.split("=");
    return `ALTER INDEX ${name} ALTER COLUMN ${column} SET STATISTICS ${target}`;
  });
  if (index.clustered === true) statements.push(clusterSql(index));
  if (index.identifiesRows === true) {
    statements.push(`ALTER TABLE ONLY ${tableName(index)} REPLICA IDENTITY USING INDEX ${quoteIdentifier(index.name)}`);
  }
  return statements;
}

export function clusterSql(index: { readonly schema: string; readonly table: string; readonly name: string }): string {
  return `ALTER TABLE ${quoteQualified(index.schema, index.table)} CLUSTER ON ${quoteIdentifier(index.name)}`;
}
