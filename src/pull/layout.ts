/**
 * Lays out expressions the way formatters of the Prettier family do, at 120 columns with two blanks and double quotes, so that
 * pulled files need no second pass.
 */
import {
  parseExpression,
  type ArrowNode,
  type ChainNode,
  type Entry,
  type Link,
  type ListNode,
  type ObjectNode,
  type SyntaxNode,
} from "./syntax.ts";

const width = 120;

interface Place {
  /** Blanks in front of the line. */
  readonly indent: number;
  /** Where the expression begins on its line. */
  readonly column: number;
  /** What follows it on its last line. */
  readonly rest: number;
  /** Objects whose braces stand on lines of their own, whatever fits. */
  readonly open: ReadonlySet<SyntaxNode>;
}

export interface LayoutOptions {
  /** What stands before the expression on its first line: `export const x = `. */
  readonly before: string;
  /** What stands behind it: `;`. */
  readonly after: string;
  /** Positions of arguments of the first call that are objects to be spread over lines. */
  readonly spread?: readonly number[];
}

/** A whole statement, from an expression that is written on one line. */
export function layOut(expression: string, { before, after, spread = [] }: LayoutOptions): string {
  const node = parseExpression(expression);
  const open = new Set<SyntaxNode>();
  if (node.kind === "chain") {
    const call = node.links.find(({ kind }) => kind === "call");
    for (const at of spread) if (call?.args[at] !== undefined) open.add(call.args[at]);
  }
  const text = print(node, { indent: 0, column: before.length, rest: after.length, open });
  return before + text + after;
}

/** One expression at a place, for entries that are added to a file. */
export function layOutAt(expression: string, indent: number, column: number): string {
  return print(parseExpression(expression), { indent, column, rest: 1, open: new Set() });
}

function print(node: SyntaxNode, at: Place): string {
  const flat = flatText(node);
  if (!isForced(node, at.open) && !flat.includes("\n") && at.column + length(flat) + at.rest <= width) return flat;
  switch (node.kind) {
    case "object":
      return printObject(node, at);
    case "list":
      return printList(node, at);
    case "arrow":
      return printArrow(node, at);
    case "chain":
      return printChain(node, at);
    default:
      return flat;
  }
}

// Emoji and ideographs take two columns.
const wide =
  /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/gu;
const length = (text: string): number => [...text].length + (text.match(wide)?.length ?? 0);

function flatText(node: SyntaxNode): string {
  switch (node.kind) {
    case "object":
      return node.entries.length === 0 ? "{}" : `{ ${node.entries.map(flatEntry).join(", ")} }`;
    case "list":
      return `[${node.elements.map(flatText).join(", ")}]`;
    case "arrow":
      return `${node.parameters} => ${flatText(node.body)}`;
    case "chain":
      return flatText(node.head) + node.links.map(flatLink).join("");
    case "string":
      return preferredQuotes(node.text);
    default:
      return node.text;
  }
}

/** Single quotes where a text holds more double ones. */
function preferredQuotes(written: string): string {
  if (!written.startsWith('"')) return written;
  const inside = written.slice(1, -1);
  const double = [...inside.matchAll(/\\(.)/gs)].filter(([, escaped]) => escaped === '"').length;
  const single = inside.match(/'/g)?.length ?? 0;
  if (double <= single) return written;
  const parts = inside.replaceAll(/\\(.)|'/gs, (all, escaped: string | undefined) =>
    all === "'" ? "\\'" : escaped === '"' ? '"' : all,
  );
  return `'${parts}'`;
}

const flatEntry = ({ keyText, value }: Entry): string =>
  value === undefined ? keyText : `${keyText}: ${flatText(value)}`;
const flatLink = ({ kind, text, args }: Link): string =>
  kind === "member" ? text : `${text}(${args.map(flatText).join(", ")})`;

/** True where the expression is spread over lines although it fits on one. */
function isForced(node: SyntaxNode, open: Place["open"]): boolean {
  if (open.has(node)) return true;
  switch (node.kind) {
    case "object":
      return node.entries.some(({ value }) => value !== undefined && isForced(value, open));
    case "list":
      return isMatrix(node) || node.elements.some((element) => isForced(element, open));
    case "arrow":
      return isForced(node.body, open);
    case "chain":
      return isForcedChain(node) || node.links.some(({ args }) => args.some((arg) => isForced(arg, open)));
    default:
      return false;
  }
}

/** Lists of several objects, or of several lists, with more than one thing in each. */
function isMatrix({ elements }: ListNode): boolean {
  const [first] = elements;
  if (elements.length < 2 || (first?.kind !== "object" && first?.kind !== "list")) return false;
  return elements.every(
    (each) =>
      each.kind === first.kind &&
      (each.kind === "object" ? each.entries.length : (each as ListNode).elements.length) > 1,
  );
}

/** More than two calls, one of them with an argument that takes a closer look. */
function isForcedChain(node: ChainNode): boolean {
  if (groupsOf(node).length <= 2) return false;
  const calls = node.links.filter(({ kind }) => kind === "call");
  return calls.length > 2 && calls.some(({ args }) => !args.every(isSimple));
}

function isSimple(node: SyntaxNode): boolean {
  switch (node.kind) {
    case "object":
      return node.entries.every(
        ({ value, keyText }) => !keyText.startsWith("[") && (value === undefined || isSimple(value)),
      );
    case "list":
      return node.elements.every(isSimple);
    case "chain":
      return isSimple(node.head) && node.links.every(({ args }) => args.every(isSimple));
    case "template":
      return !node.text.includes("\n");
    case "tagged":
    case "arrow":
    case "other":
      return false;
    default:
      return true;
  }
}

/** The head with its own calls, then each member with the calls behind it. */
function groupsOf({ head, links }: ChainNode): (readonly Link[])[] {
  const groups: Link[][] = [[]];
  let at = 0;
  if (links[0]?.kind === "call") while (links[at]?.kind === "call") groups[0]!.push(links[at++]!);
  else while (links[at]?.kind === "member" && links[at + 1]?.kind === "member") groups[0]!.push(links[at++]!);
  void head;
  for (; at < links.length; at += 1) {
    const link = links[at]!;
    if (link.kind === "member" && groups.at(-1)!.some(({ kind }) => kind === "call")) groups.push([link]);
    else if (link.kind === "member" && groups.length === 1) groups.push([link]);
    else groups.at(-1)!.push(link);
  }
  return groups;
}

function printChain(node: ChainNode, at: Place): string {
  const groups = groupsOf(node);
  const head = flatText(node.head);
  if (groups.length <= 2) return printLinks(head, node.links, at);
  const inner = at.indent + 2;
  const first = printLinks(head, groups[0]!, { ...at, rest: 0 });
  const others = groups.slice(1).map((links, index) => {
    const isLast = index === groups.length - 2;
    return `\n${" ".repeat(inner)}${printLinks("", links, { ...at, indent: inner, column: inner, rest: isLast ? at.rest : 0 })}`;
  });
  // An object that breaks anyway breaks where the chain goes on behind it on one line.
  const [line] =
    others.at(-1)!.slice(1).includes("\n") && isObjectLast(node) && !isForcedChain(node)
      ? [printLinks(head, node.links, at)]
      : [];
  if (line !== undefined && at.column + length(line.split("\n")[0]!) <= width) return line;
  return first + others.join("");
}

const isObjectLast = ({ links }: ChainNode): boolean => links.at(-1)?.args.at(-1)?.kind === "object";

/** Calls one behind the other on a line; where they don't fit, the arguments of the last one break. */
function printLinks(head: string, links: readonly Link[], at: Place): string {
  let text = head;
  links.forEach((link, index) => {
    if (link.kind === "member") text += link.text;
    else {
      const after = upToBreak(links.slice(index + 1));
      const lastLine = text.slice(text.lastIndexOf("\n") + 1);
      const column = (text.includes("\n") ? 0 : at.column) + length(lastLine) + length(link.text);
      text +=
        link.text +
        printArguments(link.args, {
          ...at,
          column,
          rest: after.isOpen ? length(after.text) : at.rest + length(after.text),
        });
    }
  });
  return text;
}

/** What follows on the line, as far as the next place where it may break. */
function upToBreak(links: readonly Link[]): { readonly text: string; readonly isOpen: boolean } {
  const next = links.findIndex(({ kind, args }) => kind === "call" && args.length > 0);
  const text = (next < 0 ? links : links.slice(0, next)).map(flatLink).join("");
  return next < 0 ? { text, isOpen: false } : { text: `${text}${links[next]!.text}(`, isOpen: true };
}

function printArguments(args: readonly SyntaxNode[], at: Place): string {
  const flat = `(${args.map(flatText).join(", ")})`;
  const isBroken = args.some((arg) => isForced(arg, at.open)) || flat.includes("\n");
  if (args.length === 0 || (!isBroken && at.column + length(flat) + at.rest <= width)) return flat;
  const last = args.at(-1)!;
  const before = args.slice(0, -1);
  // A template alone stays where it is, whatever lines it has.
  if (args.length === 1 && (last.kind === "tagged" || last.kind === "template") && flat.includes("\n")) return flat;
  if (canHug(last, before.at(-1))) {
    const flatBefore = before.map((arg) => `${flatText(arg)}, `).join("");
    const isOpenBefore = before.some((arg) => isForced(arg, at.open)) || flatBefore.includes("\n");
    if (!isOpenBefore) {
      const hugged = `(${flatBefore}${printOpen(last, { ...at, column: at.column + 1 + length(flatBefore), rest: at.rest + 1 })})`;
      if (at.column + length(hugged.split("\n")[0]!) <= width) return hugged;
    }
  }
  const inner = at.indent + 2;
  const lines = args.map(
    (arg) => `${" ".repeat(inner)}${print(arg, { ...at, indent: inner, column: inner, rest: 1 })},\n`,
  );
  return `(\n${lines.join("")}${" ".repeat(at.indent)})`;
}

/** The last argument may break where the others stay in front of it on one line. */
function canHug(last: SyntaxNode, previous: SyntaxNode | undefined): boolean {
  if (previous?.kind === last.kind) return false;
  if (last.kind === "object") return last.entries.length > 0;
  if (last.kind === "list") return last.elements.length > 0 && previous?.kind !== "arrow";
  return last.kind === "arrow" && (last.body.kind === "list" || last.body.kind === "object");
}

/** Spread over lines even where it fits. */
function printOpen(node: SyntaxNode, at: Place): string {
  if (node.kind === "object") return printObject(node, at);
  if (node.kind === "list") return printList(node, at);
  if (node.kind !== "arrow") return print(node, at);
  const start = `${node.parameters} => `;
  return start + printOpen(node.body, { ...at, column: at.column + length(start) });
}

function printObject(node: ObjectNode, at: Place): string {
  if (node.entries.length === 0) return "{}";
  const inner = at.indent + 2;
  const lines = node.entries.map((entry) => `${" ".repeat(inner)}${printEntry(entry, inner, at)},\n`);
  return `{\n${lines.join("")}${" ".repeat(at.indent)}}`;
}

function printEntry({ keyText, value }: Entry, indent: number, at: Place): string {
  if (value === undefined) return keyText;
  const start = `${keyText}: `;
  const flat = flatText(value);
  const column = indent + length(start);
  // A text that is too long for the line stands on the next one.
  if (value.kind === "string" && column + length(flat) + 1 > width)
    return `${keyText}:\n${" ".repeat(indent + 2)}${flat}`;
  return start + print(value, { ...at, indent, column, rest: 1 });
}

function printList({ elements }: ListNode, at: Place): string {
  if (elements.length === 0) return "[]";
  const inner = at.indent + 2;
  const pad = " ".repeat(inner);
  const end = `${" ".repeat(at.indent)}]`;
  if (elements.length > 1 && elements.every(({ kind }) => kind === "number"))
    return `[\n${filled(elements, inner)},\n${end}`;
  const lines = elements.map(
    (element) => `${pad}${print(element, { ...at, indent: inner, column: inner, rest: 1 })},\n`,
  );
  return `[\n${lines.join("")}${end}`;
}

/** Numbers stand as many on a line as fit. */
function filled(elements: readonly SyntaxNode[], indent: number): string {
  const lines: string[] = [];
  for (const element of elements) {
    const text = flatText(element);
    const line = lines.at(-1);
    if (line !== undefined && indent + length(line) + 2 + length(text) + 1 <= width)
      lines[lines.length - 1] = `${line}, ${text}`;
    else lines.push(text);
  }
  return lines.map((line) => " ".repeat(indent) + line).join(",\n");
}

function printArrow(node: ArrowNode, at: Place): string {
  const start = `${node.parameters} => `;
  const column = at.column + length(start);
  if (node.body.kind === "list" || node.body.kind === "object") return start + print(node.body, { ...at, column });
  const inner = at.indent + 2;
  return `${node.parameters} =>\n${" ".repeat(inner)}${print(node.body, { ...at, indent: inner, column: inner })}`;
}
