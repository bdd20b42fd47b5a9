/** Geometric types, strings as PostgreSQL prints them: `(1,2)`. */
import { plain } from "./define-type.ts";

/** `point`: a point `(x,y)`, as text. */
export const point = plain<string>("point");
/** `line`: an endless line, as text. */
export const line = plain<string>("line");
/** `lseg`: a line segment, as text. */
export const lseg = plain<string>("lseg");
/** `box`: a box by two corners, as text. */
export const box = plain<string>("box");
/** `path`: a path of points, as text. */
export const path = plain<string>("path");
/** `polygon`: a polygon, as text. */
export const polygon = plain<string>("polygon");
/** `circle`: a circle, as text. */
export const circle = plain<string>("circle");
