/** SQL by hand inside a revision. */
import { fragmentText, isSqlFragment, type SqlFragment } from "../sql/sql.ts";
import { IrreversibleError } from "./errors.ts";
import { defineOperation, type Operation } from "./operation.ts";
import { literal, sqlTemplate } from "./source.ts";

export interface ExecuteOptions {
  /** False runs the statement outside a transaction, as a step of its own. */
  readonly transactional?: boolean;
  /** With `transactional: false`: a query of one boolean, true when the work is already done. */
  readonly done?: string;
  /** With `transactional: false`: removes the left-overs of a run that was cut off. */
  readonly cleanUp?: string;
}

export interface ExecuteOp extends Operation, ExecuteOptions {
  readonly type: "execute";
  readonly sql: string;
}

/**
 * Runs SQL text, one or several statements.
 *
 *     op.execute(sql`UPDATE orders SET state = 'open' WHERE state IS NULL`);
 */
export const execute = defineOperation({
  type: "execute",
  build: (statement: string | SqlFragment, options: ExecuteOptions = {}): ExecuteOp =>
    Object.freeze({
      type: "execute" as const,
      sql: isSqlFragment(statement) ? fragmentText(statement) : statement,
      ...options,
    }),
  reverse: (op) => {
    throw new IrreversibleError(`execute (${firstLine(op.sql)})`, "SQL by hand says nothing of how to undo it");
  },
  statements: (op) => [
    {
      sql: op.sql,
      ...(op.transactional === false ? { transactional: false as const, done: op.done, cleanUp: op.cleanUp } : {}),
    },
  ],
  render: (op, source) => {
    source.use("sql");
    const options = { transactional: op.transactional, done: op.done, cleanUp: op.cleanUp };
    const rest = Object.values(options).some((value) => value !== undefined) ? `, ${literal(options)}` : "";
    return `op.execute(${sqlTemplate(op.sql)}${rest})`;
  },
  describe: (op) => `execute ${firstLine(op.sql)}`,
});

function firstLine(text: string): string {
  const line = text.trim().split("\n")[0] as string;
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
