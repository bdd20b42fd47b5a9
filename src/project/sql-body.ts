/** The statements of a revision that is written in SQL. */
import type { RevisionDirective } from "../config/config.ts";
import { operationStatements } from "../autogenerate/statements.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { commented, terminated } from "../migration/offline.ts";
import type { DdlContext, Operation, Statement } from "../operations/operation.ts";
import type { RevisionText } from "./new-file.ts";

/**
 * Both directions as SQL, each statement below what there is to say of it.
 *
 * @param ddl says which server's syntax may be used
 * @throws UnknownOperationError
 * @example
 * An index that is made concurrently becomes
 * ```sql
 * -- no transaction
 * CREATE INDEX CONCURRENTLY orders_by_day ON orders (day);
 * ```
 */
export function sqlBody(dialect: Dialect, directive: RevisionDirective, ddl: DdlContext): RevisionText {
  const text = (operations: readonly Operation[]): string =>
    operationStatements(operations, dialect, ddl)
      .map((statement) => [...remarksOn(statement).map(commented), terminated(statement.sql)].join("\n"))
      .join("\n\n");
  return { upgrade: text(directive.upgrade), downgrade: text(directive.downgrade) };
}

/** Why a statement is there, what it costs, and how a run takes it, which `statementMarks` reads again. */
function remarksOn({ because, note, decision, transactional }: Statement): string[] {
  return [
    ...[because, note].filter((remark) => remark !== undefined),
    ...(decision === undefined ? [] : [`decision: ${decision.replaceAll(/\s+/g, " ")}`]),
    ...(transactional === false ? ["no transaction"] : []),
  ];
}
