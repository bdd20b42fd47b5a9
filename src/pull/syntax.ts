/**
 * Expressions as models are written in: names, texts, templates, objects, lists, arrow functions and chains of calls, each with its
 * place in the source. Whatever else stands there is `other`, and is left alone.
 */
import { TypeScriptScanner, type Token } from "../script/typescript-scanner.ts";

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface Atom extends Placed {
  readonly kind: "name" | "string" | "number" | "template" | "tagged" | "other";
  /** As written. */
  readonly text: string;
}

export interface ObjectNode extends Placed {
  readonly kind: "object";
  readonly entries: readonly Entry[];
}

export interface Entry extends Placed {
  /** The key's value; undefined for `...spread` and computed keys that are no text. */
  readonly key: string | undefined;
  /** The key as written. */
  readonly keyText: string;
  /** Undefined for shorthand, spreads and methods. */
  readonly value: SyntaxNode | undefined;
}

export interface ListNode extends Placed {
  readonly kind: "list";
  readonly elements: readonly SyntaxNode[];
}

export interface ArrowNode extends Placed {
  readonly kind: "arrow";
  /** `(t)` */
  readonly parameters: string;
  readonly body: SyntaxNode;
}

export interface Link extends Placed {
  readonly kind: "member" | "call";
  /** `.notNull`, `["x"]`; for a call its type arguments. */
  readonly text: string;
  readonly args: readonly SyntaxNode[];
}

export interface ChainNode extends Placed {
  readonly kind: "chain";
  readonly head: SyntaxNode;
  readonly links: readonly Link[];
}

export type SyntaxNode = Atom | ObjectNode | ListNode | ArrowNode | ChainNode;

/** Reads one expression after another from a text. */
export class ExpressionReader {
  readonly text: string;
  readonly #scanner: TypeScriptScanner;
  #last = 0;

  constructor(text: string, scanner: TypeScriptScanner = new TypeScriptScanner(text)) {
    this.text = text;
    this.#scanner = scanner;
  }

  peek(): Token {
    return this.#scanner.peek();
  }

  next(): Token {
    const token = this.#scanner.next();
    this.#last = token.end;
    return token;
  }

  /** Where the last token ended. */
  get lastEnd(): number {
    return this.#last;
  }

  isAt(text: string): boolean {
    const { kind, text: found } = this.peek();
    return kind === "punctuation" && found === text;
  }

  /** An expression up to a comma or a bracket that closes. */
  read(): SyntaxNode {
    const start = this.peek().start;
    const node = this.#readKnown();
    if (node !== undefined && this.#isOver()) return node;
    while (!this.#isOver()) this.#skip();
    return { kind: "other", text: this.text.slice(start, this.#last), start, end: this.#last };
  }

  #isOver(): boolean {
    const { kind, text } = this.peek();
    return (
      kind === "end" || kind === "unclosed" || (kind === "punctuation" && [",", ")", "]", "}", ";"].includes(text))
    );
  }

  /** Passes one token, or all that stands between two brackets. */
  #skip(): void {
    const token = this.next();
    if (token.kind !== "punctuation" || !["(", "[", "{"].includes(token.text)) return;
    for (let depth = 1; depth > 0;) {
      const { kind, text } = this.next();
      if (kind === "end" || kind === "unclosed") return;
      if (kind !== "punctuation") continue;
      if (["(", "[", "{"].includes(text)) depth += 1;
      if ([")", "]", "}"].includes(text)) depth -= 1;
    }
  }

  #readKnown(): SyntaxNode | undefined {
    const head = this.#readHead();
    if (head === undefined || head.kind === "arrow") return head;
    const links: Link[] = [];
    for (let link = this.#readLink(head); link !== undefined; link = this.#readLink(head)) links.push(link);
    if (links.length === 0) return head;
    return { kind: "chain", head, links, start: head.start, end: this.#last };
  }

  #readHead(): SyntaxNode | undefined {
    const token = this.peek();
    const { start } = token;
    if (token.kind === "string" || token.kind === "number" || token.kind === "template") {
      this.next();
      return { kind: token.kind, text: this.text.slice(start, token.end), start, end: token.end };
    }
    if (token.kind === "word") return this.#readName();
    if (token.kind !== "punctuation") return undefined;
    if (token.text === "{") return this.#readObject();
    if (token.text === "[") return this.#readList();
    if (token.text === "-") return this.#readNegative();
    return token.text === "(" ? this.#readArrow() : undefined;
  }

  #readNegative(): Atom | undefined {
    const { start } = this.next();
    if (this.peek().kind !== "number") return undefined;
    const { end } = this.next();
    return { kind: "number", text: this.text.slice(start, end), start, end };
  }

  #readName(): Atom | undefined {
    const { start, end } = this.next();
    const after = this.peek();
    if (after.kind === "template" && after.start === end) {
      this.next();
      return { kind: "tagged", text: this.text.slice(start, after.end), start, end: after.end };
    }
    const text = this.text.slice(start, end);
    return ["new", "await", "function", "class", "async", "typeof", "void"].includes(text)
      ? undefined
      : { kind: "name", text, start, end };
  }

  #readObject(): ObjectNode {
    const { start } = this.next();
    const entries: Entry[] = [];
    while (!this.isAt("}") && this.peek().kind !== "end") {
      entries.push(this.#readEntry());
      if (this.isAt(",")) this.next();
      else if (!this.isAt("}")) break;
    }
    if (this.isAt("}")) this.next();
    return { kind: "object", entries, start, end: this.#last };
  }

  #readEntry(): Entry {
    const first = this.peek();
    const { start } = first;
    const { key, keyText } = this.#readKey(first);
    if (keyText !== undefined && this.isAt(":")) {
      this.next();
      const value = this.read();
      return { key, keyText, value, start, end: this.#last };
    }
    while (!this.#isOver()) this.#skip();
    return {
      key: keyText === undefined ? undefined : key,
      keyText: keyText ?? "",
      value: undefined,
      start,
      end: this.#last,
    };
  }

  #readKey(first: Token): { readonly key: string | undefined; readonly keyText: string | undefined } {
    if (first.kind === "word" || first.kind === "string" || first.kind === "number") {
      this.next();
      return { key: first.text, keyText: this.text.slice(first.start, first.end) };
    }
    if (first.kind !== "punctuation" || first.text !== "[") return { key: undefined, keyText: undefined };
    this.next();
    const inside = this.next();
    const key = inside.kind === "string" ? inside.text : undefined;
    if (!this.isAt("]")) return { key: undefined, keyText: undefined };
    this.next();
    return { key, keyText: this.text.slice(first.start, this.#last) };
  }

  #readList(): ListNode {
    const { start } = this.next();
    const elements = this.#readElements("]");
    return { kind: "list", elements, start, end: this.#last };
  }

  #readElements(close: string): SyntaxNode[] {
    const elements: SyntaxNode[] = [];
    while (!this.isAt(close) && this.peek().kind !== "end") {
      elements.push(this.read());
      if (this.isAt(",")) this.next();
      else break;
    }
    if (this.isAt(close)) this.next();
    return elements;
  }

  /** `(t) => body`; anything else in parentheses is not read. */
  #readArrow(): SyntaxNode | undefined {
    const { start } = this.peek();
    this.#skip();
    const parameters = this.text.slice(start, this.#last);
    if (!this.isAt("=>")) return undefined;
    this.next();
    // A block is no object.
    if (this.isAt("{")) return undefined;
    const body = this.read();
    return { kind: "arrow", parameters, body, start, end: this.#last };
  }

  #readLink(head: SyntaxNode): Link | undefined {
    const token = this.peek();
    if (token.kind !== "punctuation") return undefined;
    const { start } = token;
    if (token.text === ".") {
      this.next();
      this.next();
      return { kind: "member", text: this.text.slice(start, this.#last), args: [], start, end: this.#last };
    }
    if (token.text === "[") {
      this.#skip();
      return { kind: "member", text: this.text.slice(start, this.#last), args: [], start, end: this.#last };
    }
    const types = token.text === "<" && head.kind === "name" ? this.#readTypeArguments() : "";
    if (!this.isAt("(")) return undefined;
    this.next();
    const args = this.#readElements(")");
    return { kind: "call", text: types, args, start, end: this.#last };
  }

  #readTypeArguments(): string {
    const { start } = this.next();
    for (let depth = 1; depth > 0;) {
      const { kind, text } = this.next();
      if (kind === "end" || kind === "unclosed") break;
      if (text === "<") depth += 1;
      if (text === ">") depth -= 1;
    }
    return this.text.slice(start, this.#last);
  }
}

/** The expression that a text is. */
export function parseExpression(text: string): SyntaxNode {
  return new ExpressionReader(text).read();
}
