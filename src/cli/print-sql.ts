/** A script of `--sql`, for psql. */
import type { Output } from "./output.ts";

export function printSql(output: Output, sql: string): void {
  if (sql === "") output.say("Nothing to do.");
  // psql goes on after an error where nobody says otherwise.
  else output.text(`\\set ON_ERROR_STOP on\n\n${sql}`);
  output.result({ sql });
}
