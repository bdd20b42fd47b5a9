/** Runs SQL of the user's on a scratch database, so that what fails is told by its line. */
import { defaultSchema, usualSchema } from "../sql/default-schema.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import { ScratchLacksError, SqlFileFailedError } from "./errors.ts";
import { splitStatements } from "./revision-code.ts";
import { onConnection, onScratch, type Scratch } from "./scratch.ts";

/** A dump begins with commands of psql, which no server knows. */
const ofPsql = /^(?:\\[^\n]*(?:\n\s*|$))+/;

/**
 * Runs SQL on a scratch database, statement by statement.
 *
 * @param place what the text is, for messages
 * @throws SqlFileFailedError, ScratchLacksError
 */
export async function runSqlText(scratch: Scratch, text: string, place: string): Promise<void> {
  const statements = splitStatements(text);
  let at = 0;
  // What was made up lets the statement that failed run again.
  await onScratch(scratch, () =>
    onConnection(scratch, async (connection) => {
      for (; at < statements.length; at += 1) {
        const sql = statements[at]!.sql.replace(ofPsql, "");
        if (sql !== "") await connection.execute(sql);
      }
      await connection.execute("RESET search_path");
      const schema = defaultSchema();
      if (schema !== usualSchema) await connection.execute(`SET search_path = ${quoteIdentifier(schema)}`);
    }),
  ).catch((error: unknown) => {
    throw error instanceof ScratchLacksError
      ? error
      : new SqlFileFailedError(placed(place, (statements[at]?.line ?? 0) + 1), error);
  });
}

/** `schema.sql:3`, and for what a program has printed `drizzle-kit export (.limbeck/cache/target/a1.sql:3)`. */
const placed = (place: string, line: number): string =>
  place.endsWith(")") ? `${place.slice(0, -1)}:${line})` : `${place}:${line}`;
