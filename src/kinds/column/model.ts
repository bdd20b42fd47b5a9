import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** Options of the sequence behind an identity column; absent ones are the type's defaults. Numbers as decimal text. */
export interface IdentitySequence {
  readonly name?: string;
  readonly start?: string;
  readonly increment?: string;
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly cache?: string;
  readonly cycle?: boolean;
}

export interface Identity extends IdentitySequence {
  readonly always: boolean;
}

export interface Generated {
  readonly expression: string;
  /** `VIRTUAL` columns exist from PostgreSQL 18 on. */
  readonly virtual?: boolean;
  /** True where the table it inherits from has the same column, so that the expression comes from there. */
  readonly ofParent?: boolean;
}

/** A column of a table. Its default is an object of its own (kind `default`), because other objects depend on it alone. */
export interface ColumnModel extends SchemaObject {
  readonly kind: "column";
  readonly schema: string;
  readonly table: string;
  /** As `format_type` prints it under an empty search path: `character varying(50)`, `integer[]`, `shop.status`. */
  readonly type: string;
  readonly notNull?: boolean;
  readonly identity?: Identity;
  readonly generated?: Generated;
  /** Qualified and quoted as SQL; absent where it is the type's own. */
  readonly collation?: string;
  /** `plain`, `external`, `extended`, `main`; absent where it is the type's own. */
  readonly storage?: string;
  /** `pglz` or `lz4`; absent for the server's default. */
  readonly compression?: string;
  /** Statistics target; absent for the default. */
  readonly statistics?: number;
  /** Planner options as `attoptions` holds them: `n_distinct=-0.5`. */
  readonly attributeOptions?: readonly string[];
  /** Only inherited: not declared by the table itself. Absent means declared here. */
  readonly inherited?: boolean;
}

export const columnKey = (schema: string, table: string, name: string): Key<ColumnModel> =>
  keyOf("column", schema, table, name);
