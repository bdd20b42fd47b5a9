/** The least that every schema object has: a kind, a schema where it lives in one, and a name. Plain frozen data. */
export interface SchemaObject {
  readonly kind: string;
  /** The PostgreSQL namespace; absent for objects that live in none (schemas, extensions). */
  readonly schema?: string | undefined;
  readonly name: string;
  /** `COMMENT ON` text. */
  readonly comment?: string | undefined;
}
