/**
 * What a baseline revision takes over: `export const takesOver = { … }` in its head, which is read without running the file. A database
 * where exactly that is true is at the revision, although no revision has made it.
 */
import { ExpressionReader, type SyntaxNode } from "../pull/syntax.ts";
import { literal } from "../operations/source.ts";
import { layOut } from "../pull/layout.ts";

export interface TakeOver {
  /** `drizzle`; absent where no other tool has made the database. */
  readonly tool?: string;
  /** Its history: `drizzle.__drizzle_migrations`. */
  readonly table?: string;
  /** What is applied, by the tool's own names. */
  readonly applied?: readonly string[];
  /** Names for people, where those of the history are none. */
  readonly names?: Readonly<Record<string, string>>;
  /** Of the applied migrations and their checksums. */
  readonly digest?: string;
  /** The row that keeps the tool out from then on. */
  readonly fence?: string;
  /** Of the objects of the database, as its server prints them. */
  readonly catalog: string;
}

/** The line of a revision's head. */
export function takeOverSource(condition: TakeOver): string {
  return layOut(literal(condition), { before: "export const takesOver = ", after: ";" });
}

const start = /^export const takesOver\b[^=]*=/m;

/** The condition that a revision's text states; undefined where it states none, or not as data. */
export function readTakeOver(text: string): TakeOver | undefined {
  const found = start.exec(text);
  if (found === null) return undefined;
  const node = new ExpressionReader(text.slice(found.index + found[0].length)).read();
  const value = valueOf(node);
  const condition = value as TakeOver | undefined;
  return typeof condition?.catalog === "string" ? condition : undefined;
}

/** Data alone: anything that would have to be run has no value. */
function valueOf(node: SyntaxNode): unknown {
  switch (node.kind) {
    case "string":
      return node.text.startsWith('"') ? (JSON.parse(node.text) as unknown) : node.text.slice(1, -1);
    case "number":
      return Number(node.text);
    case "list":
      return node.elements.map(valueOf);
    case "object":
      return Object.fromEntries(
        node.entries.flatMap(({ key, value }) =>
          key === undefined || value === undefined ? [] : [[key, valueOf(value)]],
        ),
      );
    default:
      return undefined;
  }
}
