/** Ranges and multiranges, strings as PostgreSQL prints them: `[1,5)`. */
import { plain } from "./define-type.ts";

export const int4range = plain<string>("int4range");
export const int8range = plain<string>("int8range");
export const numrange = plain<string>("numrange");
export const tsrange = plain<string>("tsrange");
export const tstzrange = plain<string>("tstzrange");
export const daterange = plain<string>("daterange");
export const int4multirange = plain<string>("int4multirange");
export const int8multirange = plain<string>("int8multirange");
export const nummultirange = plain<string>("nummultirange");
export const tsmultirange = plain<string>("tsmultirange");
export const tstzmultirange = plain<string>("tstzmultirange");
export const datemultirange = plain<string>("datemultirange");
