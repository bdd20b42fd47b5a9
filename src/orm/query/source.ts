/** Queries of one's own as rows of a class. */
import { fragmentText, isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import type { CompiledSql } from "./compile.ts";

/** SQL, or what Kysely builds. */
export type RowSource = SqlFragment | { compile(): CompiledSql };

export function sourceText(source: RowSource): CompiledSql {
  if (isSqlFragment(source)) return { sql: fragmentText(source), parameters: [] };
  const { sql, parameters } = source.compile();
  return { sql, parameters };
}
