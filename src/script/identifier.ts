/** The grammar of what people write to name revisions: `[branch@]name` and `[branch@][name](+N|-N)`. */
import { MalformedRangeError } from "./errors.ts";

export interface AbsoluteIdentifier {
  readonly kind: "absolute";
  /** As written, for messages. */
  readonly text: string;
  readonly branch?: string;
  /** An identifier, its beginning, a label, or `head`, `heads`, `base`, `current`. */
  readonly name: string;
}

export interface RelativeIdentifier {
  readonly kind: "relative";
  readonly text: string;
  readonly branch?: string;
  /** Where counting starts; undefined for the current revision. */
  readonly name?: string;
  readonly steps: number;
}

export type Identifier = AbsoluteIdentifier | RelativeIdentifier;

const relativeForm = /^(?:(.+?)@)?([^@]*?)([+-]\d+)$/;

export function parseIdentifier(text: string): Identifier {
  const trimmed = text.trim();
  const relative = relativeForm.exec(trimmed);
  if (relative !== null) {
    const [, branch, name, steps] = relative;
    const start = name === "" || name === "current" ? undefined : name;
    return { kind: "relative", text: trimmed, branch, name: start, steps: Number(steps) };
  }
  const at = trimmed.indexOf("@");
  if (at < 0) return { kind: "absolute", text: trimmed, name: trimmed };
  return { kind: "absolute", text: trimmed, branch: trimmed.slice(0, at), name: trimmed.slice(at + 1) };
}

export interface RevisionRange {
  readonly start?: string;
  readonly end?: string;
}

/**
 * Splits `start:end`; either side may be left out.
 *
 * @throws MalformedRangeError
 */
export function parseRange(text: string): RevisionRange {
  const parts = text.trim().split(":");
  if (parts.length !== 2) throw new MalformedRangeError(text);
  const [start, end] = parts.map((part) => part.trim());
  return { ...(start ? { start } : {}), ...(end ? { end } : {}) };
}

/** True where the text is a range rather than one identifier. */
export function isRange(text: string): boolean {
  return text.includes(":");
}
