/** The texts of an object that name others, all in one. */
import type { SchemaObject } from "../../../metadata/schema-object.ts";

/** Every string inside the named attributes; nothing where an index has columns only, whose names are data. */
export function textsOf(object: SchemaObject, attributes: readonly string[]): string {
  const data = object as unknown as Readonly<Record<string, unknown>>;
  const found: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string") found.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  for (const name of attributes) {
    if (name === "elements" && isPlain(data[name])) continue;
    collect(data[name]);
  }
  return found.join("\n");
}

const isPlain = (elements: unknown): boolean =>
  Array.isArray(elements) && elements.every((each: { readonly expression?: string }) => each.expression === undefined);
