/** Statements that begin or end a transaction, read with PostgreSQL's own parser. */

interface Parsed {
  readonly stmts?: readonly { readonly stmt: Readonly<Record<string, unknown>> }[];
}

/** What stays within a transaction. */
const within = new Set(["TRANS_STMT_SAVEPOINT", "TRANS_STMT_RELEASE", "TRANS_STMT_ROLLBACK_TO"]);

/** A word of its own; most texts have none of them, and need no parser. */
const words = /\b(?:begin|start|commit|end|rollback|abort|prepare)\b/i;

/**
 * True of a text with BEGIN, COMMIT, ROLLBACK, PREPARE TRANSACTION or the like in it. Without the parser, and of what the
 * parser does not know, true where a statement begins with such a word.
 */
export async function endsTransaction(sql: string): Promise<boolean> {
  if (!words.test(sql)) return false;
  try {
    const { parse } = await import("libpg-query");
    const { stmts = [] } = (await parse(sql)) as Parsed;
    return stmts.some(({ stmt }) => {
      const control = stmt["TransactionStmt"] as { readonly kind?: string } | undefined;
      return control !== undefined && !within.has(control.kind ?? "");
    });
  } catch {
    return /(?:^|;)\s*(?:begin|start|commit|end|rollback(?!\s+to\b)|abort|prepare\s+transaction)\b/i.test(sql);
  }
}
