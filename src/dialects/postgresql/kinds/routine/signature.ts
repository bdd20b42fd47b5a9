/** Name and argument types of a routine, from the head of its `CREATE` statement. */
import { closing, isWord, readName, type Token } from "../../sql-statement.ts";
import { ownValue } from "../../../../util/own-value.ts";

const aliases: Readonly<Record<string, string>> = {
  int: "integer",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  bool: "boolean",
  varchar: "character varying",
  char: "character",
  bpchar: "character",
  decimal: "numeric",
  dec: "numeric",
  float: "double precision",
  float4: "real",
  float8: "double precision",
  timestamptz: "timestamp with time zone",
  timestamp: "timestamp without time zone",
  timetz: "time with time zone",
  time: "time without time zone",
  varbit: "bit varying",
};

const continued: Readonly<Record<string, readonly string[]>> = {
  double: ["precision"],
  character: ["varying"],
  char: ["varying"],
  national: ["character", "char"],
  bit: ["varying"],
  timestamp: ["with", "without", "("],
  time: ["with", "without", "("],
  interval: ["year", "month", "day", "hour", "minute", "second", "("],
};

const modes = ["in", "out", "inout", "variadic"];

/** The types of the input arguments between parentheses, as PostgreSQL prints built-in ones: `integer, text`. */
export function argumentTypes(tokens: readonly Token[], open: number): string {
  const end = closing(tokens, open) - 1;
  return splitArguments(tokens.slice(open + 1, end))
    .map(inputType)
    .filter((type) => type !== undefined)
    .join(", ");
}

/** Splits at commas, and at the ORDER BY of an ordered-set aggregate, whose types count too. */
function splitArguments(tokens: readonly Token[]): Token[][] {
  const list: Token[][] = [[]];
  let depth = 0;
  tokens.forEach((token, at) => {
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") depth -= 1;
    const isOrder = isWord(token, "order") && isWord(tokens[at + 1], "by");
    if (depth === 0 && (token.text === "," || isOrder)) list.push([]);
    else if (!(isWord(token, "by") && isWord(tokens[at - 1], "order"))) list.at(-1)!.push(token);
  });
  return list.filter((argument) => argument.length > 0 && argument[0]?.text !== "*");
}

function inputType(argument: readonly Token[]): string | undefined {
  let rest = [...argument];
  const mode = isWord(rest[0], ...modes) && rest.length > 1 ? rest.shift()!.text.toLowerCase() : "in";
  if (mode === "out") return undefined;
  const end = rest.findIndex((token) => isWord(token, "default") || token.text === "=" || token.text === ":");
  if (end !== -1) rest = rest.slice(0, end);
  if (hasName(rest)) rest.shift();
  return canonicalType(rest);
}

/** Two names side by side are a name and a type, unless they are one type of two words. */
function hasName([first, second]: readonly Token[]): boolean {
  if (first === undefined || second === undefined || second.sort === "symbol" || second.sort === "string") return false;
  const following = first.sort === "word" ? (ownValue(continued, first.text.toLowerCase()) ?? []) : [];
  return !following.includes(second.text.toLowerCase());
}

function canonicalType(tokens: readonly Token[]): string {
  const { end } = readName(tokens, 0);
  const isArray = tokens.some((token) => token.text === "[" || isWord(token, "array"));
  const qualified = end > 1;
  if (qualified)
    return (
      tokens
        .slice(0, end)
        .map((token) => token.text)
        .join("") + (isArray ? "[]" : "")
    );
  const words = outside(tokens).map((token) => (token.sort === "word" ? token.text.toLowerCase() : token.text));
  const text = words.join(" ");
  return (ownValue(aliases, text) ?? text.replace(/^char varying$/, "character varying")) + (isArray ? "[]" : "");
}

/** Words of a type without its modifiers and array brackets. */
function outside(tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.filter((token) => {
    if (token.text === "(" || token.text === "[") depth += 1;
    const isInside = depth > 0;
    if (token.text === ")" || token.text === "]") depth -= 1;
    return !isInside && !isWord(token, "array");
  });
}
