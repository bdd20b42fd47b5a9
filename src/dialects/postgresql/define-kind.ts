/** A kind as PostgreSQL has it: what every kind is, and who reads its objects from the catalogs. */
import { defineKind, type Kind } from "../../metadata/kind.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import type { ReaderName } from "./catalog/readers.ts";
import type { PostgresqlOperations } from "./operations.ts";

export interface PostgresqlKind<O extends SchemaObject = SchemaObject> extends Kind<O> {
  /**
   * Who reads its objects, by the names of `catalog/readers.ts`, which loads without the kinds; none for what is in no
   * catalog of its own.
   */
  readonly readers: readonly ReaderName[];
  /** Those of `operations.ts`, which loads without the kinds, too: one that is not listed there does not compile. */
  readonly operations: Partial<PostgresqlOperations>;
}

export function definePostgresqlKind<O extends SchemaObject>(kind: PostgresqlKind<O>): PostgresqlKind<O> {
  return defineKind(kind) as PostgresqlKind<O>;
}
