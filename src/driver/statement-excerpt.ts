/** Shows where in a statement the database found a fault, the way a compiler does. */

export interface ExcerptOptions {
  /** Lines shown before and after the line at fault. */
  readonly contextLines?: number;
  /** Longer lines are cut around the position. */
  readonly maxWidth?: number;
}

/**
 * The lines of a statement around a position (1-based, in characters), with a marker under it. Without a position the
 * first lines are shown. Passwords in `PASSWORD '…'` are hidden.
 *
 * @example
 * renderStatementExcerpt("select *\nfrom ordrs", 15);
 * // 1 | select *
 * // 2 | from ordrs
 * //   |      ^
 */
export function renderStatementExcerpt(
  statement: string,
  position: number | undefined,
  options: ExcerptOptions = {},
): string {
  const context = options.contextLines ?? 2;
  const width = options.maxWidth ?? 110;
  const lines = splitLines(hidePasswords(statement));
  const fault = position === undefined ? undefined : locate(lines, position);
  const first = fault ? Math.max(0, fault.line - context) : 0;
  const last = Math.min(lines.length - 1, fault ? fault.line + context : context * 2);
  const gutter = String(last + 1).length;
  const shown: string[] = [];
  for (let index = first; index <= last; index++) {
    const line = lines[index] ?? [];
    const column = fault?.line === index ? fault.column : undefined;
    const cut = cutLine(line, column ?? 0, width);
    shown.push(`${String(index + 1).padStart(gutter)} | ${cut.text}`.trimEnd());
    if (column !== undefined) shown.push(`${" ".repeat(gutter)} | ${cut.padding}^`);
  }
  if (last < lines.length - 1) shown.push(`${" ".repeat(gutter)} | …`);
  return shown.join("\n");
}

/**
 * The statement with every password that follows the word PASSWORD, also within a connection string or a URL, replaced,
 * keeping its length (positions hold).
 */
export function hidePasswords(statement: string): string {
  const hide = (_match: string, before: string, secret: string): string => before + secret.replace(/[^\n]/gu, "*");
  return (
    statement
      // An E string, a plain string or a dollar-quoted one; unfinished ones too, since a syntax error shows those.
      .replace(
        /(\bpassword\s*=?\s*)(e'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|(?:u&)?'(?:[^']|'')*(?:'|$)|\$(\w*)\$[\s\S]*?(?:\$\3\$|$))/gi,
        hide,
      )
      .replace(/(\b(?:ssl)?password=)([^\s'"&;]+)/gi, hide)
      .replace(/(\bpostgres(?:ql)?:\/\/[^\s:@/'"]*:)([^\s'"/]+)(?=@)/gi, hide)
  );
}

/** PostgreSQL counts code points, so lines are arrays of them rather than strings. */
function splitLines(statement: string): string[][] {
  return statement.split("\n").map((line) => Array.from(line));
}

function locate(lines: readonly string[][], position: number): { line: number; column: number } | undefined {
  let rest = position - 1;
  for (const [line, characters] of lines.entries()) {
    if (rest <= characters.length) return { line, column: rest };
    rest -= characters.length + 1;
  }
  return undefined;
}

function cutLine(line: readonly string[], column: number, width: number): { text: string; padding: string } {
  const start = column > width - 20 ? column - Math.floor(width / 2) : 0;
  const end = start + width;
  const text = `${start > 0 ? "…" : ""}${line.slice(start, end).join("")}${end < line.length ? "…" : ""}`;
  const before = line.slice(start, column).map((character) => (character === "\t" ? "\t" : " "));
  return { text: text.replace(/\r$/, ""), padding: (start > 0 ? " " : "") + before.join("") };
}
