/** Character, binary and bit types. */
import type { ColumnBuilder } from "../../../kinds/column/column-builder.ts";
import { bare, columnOf, defineType, plain, same, type TypeBuilder } from "./define-type.ts";

type Sized = TypeBuilder<(length?: number) => ColumnBuilder<string>>;

const sized = (name: string): Sized =>
  defineType(
    (length?: number) => columnOf<string>(length === undefined ? name : `${name}(${length})`),
    {
      [name]: same,
    },
    { numbers: 1 },
  );

/** A type whose name without a length means a length of one: `char()` is `character(1)`. */
const sizedOne = (name: string): Sized =>
  defineType(
    (length: number = 1) => columnOf<string>(`${name}(${length})`),
    {
      [name]: (modifiers) => (modifiers === "1" ? "" : modifiers),
    },
    { numbers: 1 },
  );

/** `text`, a string. */
export const text = plain<string>("text");

/** `varchar`, a string: `varchar(50)` → `character varying(50)`. */
export const varchar = sized("character varying");

/** `char`, a string padded with blanks: `char(2)` → `character(2)`. */
export const char = sizedOne("character");

/** `bpchar`, blank-padded without a limit. */
export const bpchar = plain<string>("bpchar");

/** `"char"`, one byte, as the catalogs use it. */
export const internalChar = plain<string>('"char"');

/** `name`, the type of identifiers. */
export const name = plain<string>("name");

/** `bytea`, a Uint8Array. */
export const bytea = plain<Uint8Array>("bytea");

/** `bit(n)`, a string of zeros and ones. */
export const bit = sizedOne("bit");

/** `bit varying(n)`, a string of zeros and ones. */
export const varbit = sized("bit varying");

/** `boolean`. */
export const boolean = defineType(() => columnOf<boolean>("boolean"), { boolean: bare });

/** `uuid`, a string. */
export const uuid = plain<string>("uuid");

/** `xml`, a string. */
export const xml = plain<string>("xml");

/** `json` kept as written: `json<Settings>()`; unknown without a type. */
export const json = defineType(<Value = unknown>() => columnOf<Value>("json"), { json: bare });

/** `jsonb`: `jsonb<Settings>()`; unknown without a type. */
export const jsonb = defineType(<Value = unknown>() => columnOf<Value>("jsonb"), { jsonb: bare });

/** `jsonpath`, a string. */
export const jsonpath = plain<string>("jsonpath");

/** `tsvector`, a string. */
export const tsvector = plain<string>("tsvector");

/** `tsquery`, a string. */
export const tsquery = plain<string>("tsquery");
