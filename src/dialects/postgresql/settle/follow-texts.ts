/** Texts of objects that name others. */
import { attributesOf, type SchemaObject } from "../../../metadata/schema-object.ts";
import { kinds } from "../kinds.ts";

/** Every string inside the named attributes; nothing where an index has columns only, whose names are data. */
export function textsOf(object: SchemaObject, attributes: readonly string[]): string {
  const data = attributesOf(object);
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

/** Attributes that hold SQL which the server prints. */
export const sqlTexts = (kind: string): readonly string[] => kinds[kind]?.texts?.sql ?? [];

/** The same of a program, which has its SQL in texts and lists of texts. */
export const programTexts = (kind: string): readonly string[] =>
  kinds[kind]?.isProgram === true ? sqlTexts(kind) : [];
