/**
 * Just enough of TypeScript's grammar to walk over the head of a file: comments, strings, templates, regular
 * expressions, words and punctuation. Nothing is evaluated.
 */

export type TokenKind = "end" | "string" | "template" | "word" | "number" | "regex" | "punctuation" | "unclosed";

export interface Token {
  readonly kind: TokenKind;
  /** The value of a string; otherwise the text as written. */
  readonly text: string;
  readonly start: number;
  /** Where it ends, exclusive. */
  readonly end: number;
  /** A line ends between the token before and this one. */
  readonly newline: boolean;
}

export class TypeScriptScanner {
  readonly text: string;
  /** Span of the first comment of the form `/** … *\/` passed so far. */
  docStart = -1;
  docEnd = -1;
  #at = 0;
  #ahead: Token | undefined;
  /** After a value, `/` divides; elsewhere it begins a regular expression. */
  #afterValue = false;

  constructor(text: string) {
    this.text = text;
    if (text.charCodeAt(0) === 0xfe_ff) this.#at = 1;
    if (text.startsWith("#!", this.#at)) this.#at = this.#lineEnd();
  }

  peek(): Token {
    this.#ahead ??= this.#scan();
    return this.#ahead;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#ahead = undefined;
    return token;
  }

  lineOf(position: number): number {
    let line = 1;
    for (let at = this.text.indexOf("\n"); at >= 0 && at < position; at = this.text.indexOf("\n", at + 1)) line++;
    return line;
  }

  #scan(): Token {
    const newline = this.#skipSpace();
    const { text } = this;
    const start = this.#at;
    if (start >= text.length) return { kind: "end", text: "", start, end: start, newline };
    const code = text.charCodeAt(start);
    let kind: TokenKind;
    let value: string | undefined;
    if (isWordStart(code)) {
      this.#at = endOfWord(text, start);
      kind = "word";
    } else if (code === 34 || code === 39) {
      value = this.#string(code);
      kind = value === undefined ? "unclosed" : "string";
    } else if (code === 96) {
      kind = this.#template() ? "template" : "unclosed";
    } else if (code >= 48 && code <= 57) {
      this.#at = endOfWord(text, start);
      kind = "number";
    } else if (code === 47 && !this.#afterValue) {
      kind = this.#regex() ? "regex" : "unclosed";
    } else {
      this.#at = start + (code === 61 && text.charCodeAt(start + 1) === 62 ? 2 : 1);
      kind = "punctuation";
    }
    const written = value ?? text.slice(start, this.#at);
    this.#afterValue =
      kind === "punctuation"
        ? written === ")" || written === "]" || written === "}"
        : !(kind === "word" && keywordsBeforeValue.has(written));
    return { kind, text: written, start, end: this.#at, newline };
  }

  #skipSpace(): boolean {
    const { text } = this;
    let newline = false;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 10 || code === 13 || code === 0x20_28 || code === 0x20_29) {
        newline = true;
        this.#at++;
      } else if (code === 32 || code === 9 || code === 11 || code === 12 || code === 0xa0 || code === 0xfe_ff) {
        this.#at++;
      } else if (code === 47 && text.charCodeAt(this.#at + 1) === 47) {
        this.#at = this.#lineEnd();
      } else if (code === 47 && text.charCodeAt(this.#at + 1) === 42) {
        newline = this.#blockComment() || newline;
      } else {
        return newline;
      }
    }
  }

  #blockComment(): boolean {
    const start = this.#at;
    const close = this.text.indexOf("*/", start + 2);
    this.#at = close < 0 ? this.text.length : close + 2;
    const isDoc = this.text.charCodeAt(start + 2) === 42 && this.text.charCodeAt(start + 3) !== 47;
    if (isDoc && this.docStart < 0 && close >= 0) {
      this.docStart = start;
      this.docEnd = this.#at;
    }
    return this.text.slice(start, this.#at).includes("\n");
  }

  #lineEnd(): number {
    const end = this.text.indexOf("\n", this.#at);
    return end < 0 ? this.text.length : end;
  }

  #string(quote: number): string | undefined {
    const { text } = this;
    const start = this.#at + 1;
    let escaped = false;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) {
        escaped = true;
        at++;
      } else if (code === quote) {
        this.#at = at + 1;
        const raw = text.slice(start, at);
        return escaped ? unescapeString(raw) : raw;
      } else if (code === 10) {
        break;
      }
    }
    this.#at = text.length;
    return undefined;
  }

  #template(): boolean {
    const { text } = this;
    this.#at++;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at++);
      if (code === 96) return true;
      if (code === 92) this.#at++;
      else if (code === 36 && text.charCodeAt(this.#at) === 123) {
        this.#at++;
        if (!this.#substitution()) return false;
      }
    }
    return false;
  }

  #substitution(): boolean {
    let depth = 1;
    this.#afterValue = false;
    while (depth > 0) {
      const token = this.#scan();
      if (token.kind === "end" || token.kind === "unclosed") return false;
      if (token.kind !== "punctuation") continue;
      if (token.text === "{") depth++;
      else if (token.text === "}") depth--;
    }
    return true;
  }

  #regex(): boolean {
    const { text } = this;
    let inClass = false;
    for (let at = this.#at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) break;
      if (code === 92) at++;
      else if (code === 91) inClass = true;
      else if (code === 93) inClass = false;
      else if (code === 47 && !inClass) {
        this.#at = endOfWord(text, at + 1);
        return true;
      }
    }
    this.#at = text.length;
    return false;
  }
}

const keywordsBeforeValue = new Set([
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
]);

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!(isWordStart(code) || (code >= 48 && code <= 57))) return at;
    at++;
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
};

export function unescapeString(raw: string): string {
  return raw.replaceAll(
    /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r?\n)|([\s\S]))/g,
    (_, ...groups: (string | undefined)[]) => {
      const [codePoint, unit, byte, continuation, single] = groups;
      const hex = codePoint ?? unit ?? byte;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (continuation !== undefined) return "";
      return simpleEscapes[single!] ?? single!;
    },
  );
}
