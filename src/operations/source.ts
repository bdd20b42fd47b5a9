/**
 * Writes TypeScript source of revisions: collects the names to import and the statements, and lays out calls the way the
 * formatter would, so that generated files need no second pass.
 */

const width = 120;

export class SourceWriter {
  readonly #imports = new Set<string>();

  /** Marks a name as imported from `limbeck/migration` and returns it. */
  use(name: string): string {
    this.#imports.add(name);
    return name;
  }

  /** The property that stands for a column of the table that is being written. */
  property(column: string): string {
    // JavaScript puts properties that are whole numbers before all others, which would change the order of the columns.
    return /^\d+$/.test(column) ? `column_${column}` : column;
  }

  /** A column of a type that the model declares, such as `orderStatus.column()`; undefined for any other type. */
  declaredType(_canonicalText: string): string | undefined {
    return undefined;
  }

  get imports(): readonly string[] {
    return [...this.#imports].sort((a, b) => (a < b ? -1 : 1));
  }
}

/** A JSON-like value as TypeScript source on one line: unquoted keys, double quotes. */
export function literal(value: unknown): string {
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (value instanceof Source) return value.text;
  if (typeof value === "bigint") return `${value}n`;
  if (value !== null && typeof value === "object") return objectLiteral(value as Readonly<Record<string, unknown>>);
  return JSON.stringify(value);
}

/** Source text that `literal` passes through as it is. */
export class Source {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A property key as source. */
export function propertyKey(name: string): string {
  // Written plainly it would be the object's prototype.
  if (name === "__proto__") return '["__proto__"]';
  return identifier.test(name) ? name : JSON.stringify(name);
}

function objectLiteral(value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([name, entry]) => `${propertyKey(name)}: ${literal(entry)}`).join(", ")} }`;
}

/** Text as a tagged template: sql`price >= 0`. */
export function sqlTemplate(text: string): string {
  return `sql\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${").replaceAll("\r", "\\r")}\``;
}

export interface CallArgument {
  readonly text: string;
  /** How the argument is laid out where the call does not fit on one line; absent for arguments that never break. */
  readonly broken?: (indent: string) => string;
}

/**
 * A call on one line where it fits, otherwise with its breakable arguments spread over lines, otherwise with one
 * argument a line.
 */
export function call(name: string, args: readonly (string | CallArgument)[], indent: string = "  "): string {
  const list = args.map((arg) => (typeof arg === "string" ? { text: arg } : arg));
  const flat = `${name}(${list.map((arg) => arg.text).join(", ")})`;
  if (!flat.includes("\n") && indent.length + flat.length < width && !list.some((arg) => arg.text === "")) return flat;
  const hugged = `${name}(${list.map((arg) => (arg.broken ? arg.broken(indent) : arg.text)).join(", ")})`;
  if (
    indent.length + (hugged.split("\n")[0] as string).length < width &&
    list.filter((arg) => arg.broken).length === 1 &&
    list.at(-1)?.broken
  )
    return hugged;
  const inner = `${indent}  `;
  const lines = list.map((arg) => {
    const fits = inner.length + arg.text.length + 1 < width && arg.text !== "" && !arg.text.includes("\n");
    return inner + (fits || arg.broken === undefined ? arg.text : arg.broken(inner));
  });
  return `${name}(\n${lines.join(",\n")},\n${indent})`;
}

/** An object or array argument that puts one entry a line when the call breaks. `always` never keeps it on one line. */
export function block(open: string, entries: readonly string[], close: string, always: boolean = false): CallArgument {
  const pad = open === "{" ? " " : "";
  return {
    text: always ? "" : entries.length === 0 ? open + close : `${open}${pad}${entries.join(", ")}${pad}${close}`,
    broken: (indent) => {
      const inner = `${indent}  `;
      return `${open}\n${entries.map((entry) => `${inner}${indented(entry)},\n`).join("")}${indent}${close}`;
    },
  };
}

/** Moves lines to the right, but not those inside a template, whose white space means something. */
const indented = (entry: string): string =>
  entry.replace(/`(?:[^`\\]|\\[^])*`|"(?:[^"\\]|\\.)*"|\n/g, (token) => (token === "\n" ? "\n  " : token));
