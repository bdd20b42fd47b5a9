/**
 * Where the user declared what an error is about. The stack of such an error leads to where the declarations were put
 * together, not to the one at fault, so the place travels beside it.
 */

export interface DeclaredPlace {
  /** The stack of the declaration, such as that of `model("orders", …)`. */
  readonly stack: string;
  /** The property of the declaration at fault, where it is one. */
  readonly property?: string;
}

// A registered symbol, so that an error of another copy of the package is understood.
const slot = Symbol.for("limbeck.declaredPlace");

/** Remembers the place with an error, unless it has one. */
export function tellDeclaredPlace(error: unknown, place: DeclaredPlace): void {
  if (!(error instanceof Error) || slot in error) return;
  Object.defineProperty(error, slot, { value: place });
}

export function declaredPlaceOf(error: unknown): DeclaredPlace | undefined {
  return (error as { readonly [slot]?: DeclaredPlace } | null | undefined)?.[slot];
}
