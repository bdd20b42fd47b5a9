/** Reads just enough of SQL text to know where statements end and what a `CREATE` statement makes. */

export interface Token {
  readonly text: string;
  readonly at: number;
  readonly sort: "word" | "name" | "string" | "symbol";
}

const token =
  /\s+|--[^\n]*|([eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*')|(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|("(?:""|[^"])*")|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(\d[\w.]*|[\s\S])/y;

/** The tokens of SQL text, comments and blanks left out; a dollar-quoted string is one token. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    if (text.startsWith("/*", at)) {
      at = commentEnd(text, at);
      continue;
    }
    token.lastIndex = at;
    const match = token.exec(text) as RegExpExecArray;
    const [all, string, dollar, name, word, symbol] = match;
    let end = at + all.length;
    if (dollar !== undefined) {
      const close = text.indexOf(dollar, end);
      end = close === -1 ? text.length : close + dollar.length;
    }
    const sort =
      string !== undefined || dollar !== undefined
        ? "string"
        : name !== undefined
          ? "name"
          : word !== undefined
            ? "word"
            : "symbol";
    if (sort !== "symbol" || symbol !== undefined) tokens.push({ text: text.slice(at, end), at, sort });
    at = end;
  }
  return tokens;
}

/** Comments nest in PostgreSQL. */
function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith("/*", at)) depth += 1;
    else if (text.startsWith("*/", at)) depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

export const isWord = (found: Token | undefined, ...words: readonly string[]): boolean =>
  found?.sort === "word" && words.includes(found.text.toLowerCase());

export interface PlacedText {
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

/** The statements of a script, without their semicolons. */
export function splitStatements(script: string): PlacedText[] {
  const statements: PlacedText[] = [];
  let start: number | undefined;
  let depth = 0;
  let atomic = 0;
  const tokens = tokensOf(script);
  tokens.forEach((found, index) => {
    start ??= found.at;
    if (found.text === "(") depth += 1;
    if (found.text === ")") depth -= 1;
    if (isWord(found, "begin") && isWord(tokens[index + 1], "atomic")) atomic = 1;
    else if (atomic > 0 && isWord(found, "case")) atomic += 1;
    else if (atomic > 0 && isWord(found, "end")) atomic -= 1;
    if (found.text !== ";" || depth > 0 || atomic > 0) return;
    if (found.at > start) statements.push({ text: script.slice(start, found.at).trim(), at: start });
    start = undefined;
  });
  if (start !== undefined) statements.push({ text: script.slice(start).trim(), at: start });
  return statements.filter(({ text }) => text !== "");
}

/** What a token means as a name: folded to lower case unless it is quoted. */
export const nameOf = (found: Token): string =>
  found.sort === "name" ? found.text.slice(1, -1).replaceAll('""', '"') : found.text.toLowerCase();

/** A qualified name at a position, and where it ends. */
export function readName(tokens: readonly Token[], start: number): { readonly names: string[]; readonly end: number } {
  const names: string[] = [];
  let at = start;
  for (; tokens[at]?.sort === "word" || tokens[at]?.sort === "name"; at += 2) {
    names.push(nameOf(tokens[at] as Token));
    if (tokens[at + 1]?.text !== ".") return { names, end: at + 1 };
  }
  return { names, end: at };
}

/** The position after the parenthesis that closes the one at `open`. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === "(") depth += 1;
    if (tokens[at]?.text === ")" && --depth === 0) return at + 1;
  }
  return tokens.length;
}

/** The text from one token up to another, or to the end where there is none. */
export const textBetween = (text: string, tokens: readonly Token[], first: number, end: number): string =>
  text.slice((tokens[first] as Token).at, tokens[end]?.at);

/** What a string token means: `'it''s'`, `E'a\nb'`, `$$…$$`; undefined for another token, such as NULL. */
export function literalOf(found: Token | undefined): string | undefined {
  if (found?.sort !== "string") return undefined;
  const { text } = found;
  if (text.startsWith("$")) {
    const quote = text.slice(0, text.indexOf("$", 1) + 1);
    return text.slice(quote.length, -quote.length);
  }
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
  return text
    .slice(2, -1)
    .replaceAll(/''|\\([\s\S])/g, (_all, letter?: string) =>
      letter === undefined ? "'" : (escapes[letter] ?? letter),
    );
}
