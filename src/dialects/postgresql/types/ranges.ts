/** Ranges and multiranges, strings as PostgreSQL prints them: `[1,5)`. */
import { plain } from "./define-type.ts";

/** `int4range`: a range, as text such as `[1,3)`. */
export const int4range = plain<string>("int4range");
/** `int8range`: a range, as text such as `[1,3)`. */
export const int8range = plain<string>("int8range");
/** `numrange`: a range, as text such as `[1,3)`. */
export const numrange = plain<string>("numrange");
/** `tsrange`: a range, as text such as `[1,3)`. */
export const tsrange = plain<string>("tsrange");
/** `tstzrange`: a range, as text such as `[1,3)`. */
export const tstzrange = plain<string>("tstzrange");
/** `daterange`: a range, as text such as `[1,3)`. */
export const daterange = plain<string>("daterange");
/** `int4multirange`: several ranges, as text such as `{[1,3),[5,7)}`. */
export const int4multirange = plain<string>("int4multirange");
/** `int8multirange`: several ranges, as text such as `{[1,3),[5,7)}`. */
export const int8multirange = plain<string>("int8multirange");
/** `nummultirange`: several ranges, as text such as `{[1,3),[5,7)}`. */
export const nummultirange = plain<string>("nummultirange");
/** `tsmultirange`: several ranges, as text such as `{[1,3),[5,7)}`. */
export const tsmultirange = plain<string>("tsmultirange");
/** `tstzmultirange`: several ranges, as text such as `{[1,3),[5,7)}`. */
export const tstzmultirange = plain<string>("tstzmultirange");
/** `datemultirange`: several ranges, as text such as `{[1,3),[5,7)}`. */
export const datemultirange = plain<string>("datemultirange");
