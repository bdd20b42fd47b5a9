/** Geometric types, strings as PostgreSQL prints them: `(1,2)`. */
import { plain } from "./define-type.ts";

export const point = plain<string>("point");
export const line = plain<string>("line");
export const lseg = plain<string>("lseg");
export const box = plain<string>("box");
export const path = plain<string>("path");
export const polygon = plain<string>("polygon");
export const circle = plain<string>("circle");
