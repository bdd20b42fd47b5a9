/** Errors of a data model name classes and properties; this finds the declaration that they name. */
import { isDeclaredObject } from "../kinds/declared-object.ts";
import { isTable } from "../kinds/table/table.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { tellDeclaredPlace } from "../util/declared-place.ts";
import { modelSlot } from "./entity.ts";
import { isModelClass } from "./model.ts";

/** Remembers with an error where the model that its message names was declared. */
export function tellModelPlace(error: unknown, declarations: Readonly<Record<string, unknown>>): void {
  const message = error instanceof Error ? error.message : "";
  const named = firstNamed(message, declarations);
  const declaration = named && declarations[named.name];
  const calledAt = isModelClass(declaration)
    ? declaration[modelSlot].calledAt
    : isTable(declaration) || isDeclaredObject(declaration)
      ? declaration.calledAt
      : undefined;
  if (named === undefined || calledAt?.stack === undefined) return;
  const { property } = named;
  tellDeclaredPlace(error, { stack: calledAt.stack, ...(property === undefined ? {} : { property }) });
}

// A registered symbol, since the program that compares may have another copy of the package than the model.
const teller = Symbol.for("limbeck.tellPlace");

/** Remembers what metadata was declared by, for errors that come later. */
export function rememberDeclarations(metadata: MetaData, declarations: Readonly<Record<string, unknown>>): void {
  Object.defineProperty(metadata, teller, { value: (error: unknown) => tellModelPlace(error, declarations) });
}

/** As `tellModelPlace`, for an error about metadata; says nothing of metadata that no data model declared. */
export function tellPlaceIn(error: unknown, metadata: MetaData): void {
  (metadata as { readonly [teller]?: (error: unknown) => void })[teller]?.(error);
}

interface Named {
  readonly name: string;
  readonly property?: string;
}

const mentioned = /(?<![\w$."'])([\p{L}_$][\p{L}\p{N}_$]*)(?:\.([\p{L}_$][\p{L}\p{N}_$]*))?/gu;

/** The first declaration that a message names: `Order`, or `Order.customerId`. */
function firstNamed(message: string, declarations: Readonly<Record<string, unknown>>): Named | undefined {
  for (const [, name, property] of message.matchAll(mentioned)) {
    if (!Object.hasOwn(declarations, name as string)) continue;
    return { name: name as string, ...(property === undefined ? {} : { property }) };
  }
  return undefined;
}
