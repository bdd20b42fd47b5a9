/** `-vv`: every statement on standard error, with its time and rows, and never a password. */
import type { OnQuery } from "../driver/observed.ts";
import { hidePasswords } from "../driver/statement-excerpt.ts";
import type { Output } from "./output.ts";

export function echoing(output: Output): OnQuery {
  return ({ sql, durationMs, rowCount, error }) => {
    const { dim } = output.talkColors;
    const rows = rowCount === null ? "" : `, ${rowCount} row${rowCount === 1 ? "" : "s"}`;
    const failed = error === undefined ? "" : `, failed: ${error instanceof Error ? error.message : "unknown reason"}`;
    output.echo(`${hidePasswords(sql.trim())};\n${dim(`-- ${durationMs.toFixed(1)} ms${rows}${failed}`)}\n`);
  };
}
