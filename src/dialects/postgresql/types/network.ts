/** Network addresses, strings. */
import { plain } from "./define-type.ts";

/** `inet`: an address, with or without its network. */
export const inet = plain<string>("inet");
/** `cidr`: a network such as `10.0.0.0/8`. */
export const cidr = plain<string>("cidr");
/** `macaddr`: a MAC address of 6 bytes. */
export const macaddr = plain<string>("macaddr");
/** `macaddr8`: a MAC address of 8 bytes. */
export const macaddr8 = plain<string>("macaddr8");
