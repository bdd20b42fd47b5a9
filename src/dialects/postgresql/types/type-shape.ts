/** The parts of a type's text, with domains as what they stand for. */
import type { DomainModel } from "../kinds/domain/model.ts";
import type { MetaData } from "../../../metadata/metadata.ts";
import { isA, type SchemaObject } from "../../../metadata/schema-object.ts";
import { typeKeys } from "../type-keys.ts";

export interface TypeShape {
  /** As it is written: a domain under its own name. */
  readonly written: string;
  /** `character varying`, `timestamp with time zone`, `public.mood`: without length, precision and dimensions. */
  readonly base: string;
  /** `(10,2)` → 10 and 2; of `interval day to second(3)` the 3. */
  readonly modifiers: readonly string[];
  /** `day to second` of an interval. */
  readonly fields?: string;
  readonly isArray: boolean;
  /** What an array is of. */
  readonly element?: TypeShape;
  /** What somebody declared under that name; undefined for built-in types and those of extensions. */
  readonly object?: SchemaObject;
  /** The domains on the way to it. */
  readonly domains: readonly DomainModel[];
}

/** `character varying(50)[]` → `character varying`: without length, precision and dimensions. */
export function baseType(type: string): string {
  return type
    .replace(/(\[\])+$/, "")
    .replace(/\([^)]*\)/, "")
    .replace(/^interval .*/, "interval")
    .trim();
}

/** The shape of a type; what it names is looked up in `metadata`. */
export function shapeOf(written: string, metadata: MetaData): TypeShape {
  if (written.endsWith("[]")) {
    const element = shapeOf(written.replace(/(\[\])+$/, ""), metadata);
    return { ...element, written, isArray: true, element };
  }
  const [object] = typeKeys(baseType(written), metadata).map((key) => metadata.get(key));
  if (isA<DomainModel>(object, "domain")) {
    const below = shapeOf(object.type, metadata);
    return { ...below, written, domains: [object, ...below.domains] };
  }
  const fields = /^interval ([a-z ]+)/.exec(written)?.[1]?.trim();
  return {
    written,
    base: baseType(written),
    modifiers: /\(([^)]*)\)/.exec(written)?.[1]?.split(",") ?? [],
    isArray: false,
    domains: [],
    ...(fields === undefined ? {} : { fields }),
    ...(object === undefined ? {} : { object }),
  };
}
