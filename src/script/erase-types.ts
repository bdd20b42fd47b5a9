/**
 * Takes TypeScript's types out of a list of tokens, as far as revisions have them: annotations, assertions, type
 * arguments, interfaces, aliases and imports of types. What is left is what a compiler prints. Where it takes too
 * little, a compiled file only looks different from its source.
 */
import { closingOf, isMark, isWord, opens } from "./tokens.ts";
import type { Token } from "./typescript-scanner.ts";

interface Frame {
  readonly open: string;
  /** Question marks that wait for their colon. */
  ternaries: number;
  /** In a statement that began with `const`, `let` or `var`. */
  declares: boolean;
  /** Between its name and `=`: a colon begins a type. */
  inDeclaration: boolean;
}

export function eraseTypes(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  const frames: Frame[] = [{ open: "", ternaries: 0, declares: false, inDeclaration: false }];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    const past = pastTypeStatement(tokens, at) ?? pastTypeAfterValue(tokens, at, out);
    if (past !== undefined) {
      at = past;
      continue;
    }
    if (token.kind === "punctuation") {
      const next = eraseAtMark(tokens, at, { out, frames });
      if (next !== undefined) {
        at = next;
        continue;
      }
    } else if (token.kind === "word") noteDeclaration(token, frames.at(-1)!);
    out.push(token);
    at++;
  }
  return out;
}

function noteDeclaration(token: Token, frame: Frame): void {
  if (token.text === "const" || token.text === "let" || token.text === "var")
    frame.declares = frame.inDeclaration = true;
  else if (token.text === "of" || token.text === "in") frame.declares = frame.inDeclaration = false;
}

/** Keeps count of brackets and question marks; returns where to go on when what stands here is a type. */
function eraseAtMark(
  tokens: readonly Token[],
  at: number,
  { out, frames }: { out: Token[]; frames: Frame[] },
): number | undefined {
  const token = tokens[at]!;
  const frame = frames.at(-1)!;
  const next = tokens[at + 1];
  if (opens(token)) frames.push({ open: token.text, ternaries: 0, declares: false, inDeclaration: false });
  else if (")]}".includes(token.text) && frames.length > 1) frames.pop();
  else if (token.text === "=") frame.inDeclaration = false;
  else if (token.text === ";") frame.declares = frame.inDeclaration = false;
  else if (token.text === ",") frame.inDeclaration = frame.declares;
  else if (token.text === "?") {
    if (isMark(next, ":") || isMark(next, ",") || isMark(next, ")")) return at + 1;
    if (isMark(next, "?")) {
      out.push(token, next!);
      return at + 2;
    }
    if (!isMark(next, ".")) frame.ternaries++;
  } else if (token.text === ":") {
    if (frame.ternaries > 0) frame.ternaries--;
    else if (isAnnotation(frame, out.at(-1))) return pastType(tokens, at + 1);
  }
  return undefined;
}

function isAnnotation(frame: Frame, before: Token | undefined): boolean {
  return frame.open === "(" || frame.inDeclaration || isMark(before, ")");
}

/** Behind an interface, an alias, a declaration or an import of types that begins here. */
function pastTypeStatement(tokens: readonly Token[], at: number): number | undefined {
  const token = tokens[at]!;
  if (token.kind !== "word") return undefined;
  const before = tokens[at - 1];
  const isFirst = before === undefined || token.newline || isMark(before, ";") || isMark(before, "}");
  const inList = isMark(before, "{") || isMark(before, ",");
  const begin = isWord(token, "export") && tokens[at + 1]?.kind === "word" ? at + 1 : at;
  const word = tokens[begin]!.text;
  const after = tokens[begin + 1];
  if (inList && word === "type" && after?.kind === "word" && !isWord(after, "as")) {
    // `{ a, type B, c }` in an import or export: the comma behind goes, too.
    const end = isWord(tokens[begin + 2], "as") ? begin + 4 : begin + 2;
    return isMark(tokens[end], ",") ? end + 1 : end;
  }
  if (!isFirst) return undefined;
  if (word === "interface" && after?.kind === "word") {
    const body = tokens.findIndex((other, place) => place > begin && isMark(other, "{"));
    return body < 0 ? undefined : closingOf(tokens, body) + 1;
  }
  if (word === "type" && after?.kind === "word") {
    const equals = tokens.findIndex((other, place) => place > begin && isMark(other, "="));
    if (equals >= 0) return pastSemicolon(tokens, pastType(tokens, equals + 1));
  }
  const isTypeList = isWord(after, "type") && (isMark(tokens[begin + 2], "{") || isWord(tokens[begin + 3], "from"));
  if ((word === "import" || word === "export") && isTypeList) {
    const source = tokens.findIndex((other, place) => place > begin && other.kind === "string");
    return source < 0 ? undefined : pastSemicolon(tokens, source + 1);
  }
  return undefined;
}

const pastSemicolon = (tokens: readonly Token[], at: number): number => (isMark(tokens[at], ";") ? at + 1 : at);

/** Behind `as T`, `satisfies T`, `!` and `<T>` that follow a value. */
function pastTypeAfterValue(tokens: readonly Token[], at: number, out: readonly Token[]): number | undefined {
  const token = tokens[at]!;
  const before = out.at(-1);
  if (before === undefined || !endsValue(before)) return undefined;
  const isAssertion = token.kind === "word" && (token.text === "as" || token.text === "satisfies") && !token.newline;
  if (isAssertion && !inNameList(tokens, at)) return pastType(tokens, at + 1);
  if (isMark(token, "!") && !token.newline && !isMark(tokens[at + 1], "=")) return at + 1;
  if (isMark(token, "<") && before.kind === "word") {
    const end = pastTypeArguments(tokens, at);
    const next = tokens[end];
    if (end > at && (isMark(next, "(") || next?.kind === "template" || next?.kind === "string")) return end;
  }
  return undefined;
}

/** `{ a as b }` of an import or export, and `* as a`. */
function inNameList(tokens: readonly Token[], at: number): boolean {
  if (isMark(tokens[at - 1], "*")) return true;
  let depth = 0;
  for (let place = at - 1; place >= 0; place--) {
    const token = tokens[place]!;
    if (isMark(token, "}")) depth++;
    else if (isMark(token, "{") && depth-- === 0) {
      const before = tokens[place - 1];
      return (
        isWord(before, "export") ||
        isWord(before, "import") ||
        (isMark(before, ",") && isWord(tokens[place - 3], "import"))
      );
    } else if (token.kind === "punctuation" && token.text !== ",") return false;
  }
  return false;
}

const beforeValue = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "new",
  "delete",
  "void",
  "await",
  "yield",
  "throw",
  "else",
]);

function endsValue(token: Token): boolean {
  if (token.kind === "word") return !beforeValue.has(token.text);
  return token.kind !== "punctuation" || ")]}".includes(token.text);
}

const typePrefixes = new Set(["keyof", "readonly", "typeof", "unique", "infer", "asserts", "new", "abstract"]);

/** Behind the type that begins at `at`. */
function pastType(tokens: readonly Token[], begin: number): number {
  let at = begin;
  while (isMark(tokens[at], "|") || isMark(tokens[at], "&")) at++;
  while (tokens[at]?.kind === "word" && typePrefixes.has(tokens[at]!.text) && !isTypeEnd(tokens[at + 1])) at++;
  if (isMark(tokens[at], "-")) at++;
  const first = tokens[at];
  if (first === undefined) return at;
  if (opens(first)) at = closingOf(tokens, at) + 1;
  else if (isMark(first, "<")) return pastType(tokens, Math.max(pastTypeArguments(tokens, at), at + 1));
  else if (first.kind === "punctuation") return at;
  else at = first.kind === "template" ? pastTemplate(tokens, at) : at + 1;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) return at;
    if (isMark(token, ".")) at += 2;
    else if (isMark(token, "<")) at = Math.max(pastTypeArguments(tokens, at), at + 1);
    else if (isMark(token, "[") && !token.newline) at = closingOf(tokens, at) + 1;
    else if (isMark(token, "|") || isMark(token, "&")) return pastType(tokens, at + 1);
    else if (isMark(token, "=>") && isMark(tokens[at - 1], ")") && opensFunctionType(tokens, begin))
      return pastType(tokens, at + 1);
    else if (isWord(token, "is") && !token.newline) return pastType(tokens, at + 1);
    else if (isWord(token, "extends")) return pastConditional(tokens, at);
    else return at;
  }
}

/** A return type in brackets is followed by the arrow of its function; a function type is an arrow itself. */
const opensFunctionType = (tokens: readonly Token[], begin: number): boolean =>
  isMark(tokens[begin], "(") && !(isMark(tokens[begin - 1], ":") && isMark(tokens[begin - 2], ")"));

const isTypeEnd = (token: Token | undefined): boolean =>
  token === undefined || (token.kind === "punctuation" && ";),=".includes(token.text));

function pastConditional(tokens: readonly Token[], at: number): number {
  const question = pastType(tokens, at + 1);
  if (!isMark(tokens[question], "?")) return question;
  const colon = pastType(tokens, question + 1);
  return isMark(tokens[colon], ":") ? pastType(tokens, colon + 1) : colon;
}

function pastTemplate(tokens: readonly Token[], begin: number): number {
  let at = begin + 1;
  while (isMark(tokens[at], "${")) at = closingOf(tokens, at) + 2;
  return at;
}

/** Behind `<A, B>`, or `at` where what stands here is no list of types. */
function pastTypeArguments(tokens: readonly Token[], at: number): number {
  let next = at + 1;
  for (;;) {
    const end = pastType(tokens, next);
    if (end === next) return at;
    next = end;
    if (isMark(tokens[next], "=")) next = pastType(tokens, next + 1);
    if (isMark(tokens[next], ">")) return next + 1;
    if (!isMark(tokens[next], ",")) return at;
    next++;
  }
}
