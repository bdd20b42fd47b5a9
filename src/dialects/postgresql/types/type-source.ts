/** From a type's canonical text back to the builder that makes it, for rendering revisions. */
import { typeDefinitions } from "./types.ts";
import type { SourceOfModifiers } from "./define-type.ts";

export interface TypeSource {
  /** Name of the builder: `varchar`, or `type` for any type without a builder of its own. */
  readonly builder: string;
  /** Source of its arguments: `50`, `{ timezone: true }`, `"shop.status"`. */
  readonly args: string;
  /** True where `.array()` follows. */
  readonly array: boolean;
}

const sources = new Map<string, { readonly builder: string; readonly source: SourceOfModifiers }>();
for (const [builder, { canonical }] of typeDefinitions) {
  for (const [text, source] of Object.entries(canonical)) sources.set(text, { builder, source });
}

/**
 * The builder call for a canonical type: `character varying(50)[]` → `varchar`, `50`, array. A type without a builder,
 * such as an enum, comes as `type("shop.status")`.
 */
export function typeSource(canonicalText: string): TypeSource {
  const array = canonicalText.endsWith("[]");
  const element = array ? canonicalText.slice(0, -2) : canonicalText;
  const [, before, modifiers, after] = /^(.*?)(?:\(([^()]*)\))?( with(?:out)? time zone)?$/s.exec(element)!;
  const known = sources.get(`${before}${after ?? ""}`);
  const args = known?.source(modifiers);
  if (known === undefined || args === undefined) return { builder: "type", args: JSON.stringify(element), array };
  return { builder: known.builder, args, array };
}
