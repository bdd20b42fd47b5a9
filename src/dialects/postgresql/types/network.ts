/** Network addresses, strings. */
import { plain } from "./define-type.ts";

export const inet = plain<string>("inet");
export const cidr = plain<string>("cidr");
export const macaddr = plain<string>("macaddr");
export const macaddr8 = plain<string>("macaddr8");
