/** Options of a declaration as source. */
import { literal, sqlTemplate, type SourceWriter } from "../../../operations/source.ts";

/** `, { comment: "all" }`, or nothing where no option is set. Sources are written as they are. */
export function trailingOptions(
  options: Readonly<Record<string, unknown>>,
  sources: Readonly<Record<string, string | undefined>> = {},
): string {
  const written = Object.entries(options).map(([name, value]) => [name, value === undefined ? value : literal(value)]);
  const entries = [...written, ...Object.entries(sources)].filter(([, source]) => source !== undefined);
  return entries.length === 0 ? "" : `, { ${entries.map(([name, source]) => `${name}: ${source}`).join(", ")} }`;
}

/** Text of the server as a template; one of several lines begins on a line of its own. */
export function sqlSource(text: string, source: SourceWriter): string {
  source.use("sql");
  const trimmed = text.trim();
  return sqlTemplate(trimmed.includes("\n") ? `\n${trimmed}\n` : trimmed);
}
