/** Statements of a text as PostgreSQL's own parser reads them. */
import type { ParsedStatement, SqlNode } from "../../statement-facts.ts";

interface RawStatement {
  readonly stmt?: SqlNode;
  /** In bytes. */
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokenName: string;
}

/** Names are cut there, by bytes (manual 4.1.1). */
const longestName = 63;

/** Undefined where the parser does not understand the text. */
export async function parseStatements(sql: string): Promise<readonly ParsedStatement[] | undefined> {
  const { parse, scan } = await import("libpg-query");
  try {
    const { stmts = [] } = (await parse(sql)) as { readonly stmts?: readonly RawStatement[] };
    const { tokens } = (await scan(sql)) as { readonly tokens: readonly Token[] };
    const bytes = Buffer.from(sql, "utf8");
    return stmts.flatMap((raw) => (raw.stmt === undefined ? [] : [statementOf(raw, { bytes, tokens })]));
  } catch {
    return undefined;
  }
}

interface Read {
  readonly bytes: Buffer;
  readonly tokens: readonly Token[];
}

function statementOf(raw: RawStatement, { bytes, tokens }: Read): ParsedStatement {
  const start = raw.stmt_location ?? 0;
  const end = raw.stmt_len === undefined || raw.stmt_len === 0 ? bytes.length : start + raw.stmt_len;
  const [kind, node] = Object.entries(raw.stmt as SqlNode)[0] as [string, SqlNode];
  const own = tokens.filter((token) => token.start >= start && token.end <= end && token.tokenName === "IDENT");
  const first = tokens.find((token) => token.start >= start && !token.tokenName.endsWith("COMMENT"));
  return {
    kind,
    node,
    text: bytes.subarray(start, end).toString("utf8").trim(),
    offset: bytes.subarray(0, first?.start ?? start).toString("utf8").length,
    names: namesOf(own.map((token) => bytes.subarray(token.start, token.end).toString("utf8"))),
  };
}

function namesOf(written: readonly string[]): ParsedStatement["names"] {
  const isQuoted = (text: string): boolean => text.startsWith('"') || /^u&"/i.test(text);
  const bare = (text: string): string => (isQuoted(text) ? text.slice(text.indexOf('"') + 1, -1) : text);
  return {
    folded: unique(written.filter((text) => !isQuoted(text) && /[a-z]/.test(text) && /[A-Z]/.test(text))),
    cut: unique(written.map(bare).filter((name) => Buffer.byteLength(name.replaceAll('""', '"')) > longestName)),
  };
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
