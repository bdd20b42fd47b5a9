/** Exact equality of types; `Expect<Equal<A, B>>` doesn't compile where they differ. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export type Expect<T extends true> = T;
