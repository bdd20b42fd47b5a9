/**
 * What a picture reads of schema objects. Kinds belong to dialects and more are added; a picture takes from each what it
 * can draw, and an object of a kind that it doesn't know is simply not drawn.
 */
import type { SchemaObject } from "../metadata/schema-object.ts";

export interface ReadColumn extends SchemaObject {
  readonly schema: string;
  readonly table: string;
  readonly type: string;
  readonly notNull?: boolean;
  readonly identity?: { readonly always: boolean };
  readonly generated?: { readonly expression: string };
}

export interface ReadElement {
  readonly column?: string;
  readonly expression?: string;
  readonly descending?: boolean;
  readonly operator?: string;
}

/** Constraints, indexes, triggers and policies, by what they have in common. */
export interface ReadPart extends SchemaObject {
  readonly schema: string;
  readonly table: string;
  readonly columns?: readonly string[];
  readonly elements?: readonly ReadElement[];
  readonly expression?: string;
  readonly method?: string;
  readonly unique?: boolean;
  readonly where?: string;
  readonly include?: readonly string[];
  /** Of a trigger: `BEFORE UPDATE`, and what follows the table. */
  readonly events?: string;
  readonly action?: string;
  /** Of a policy; all commands and everybody where absent. */
  readonly command?: string;
  readonly restrictive?: boolean;
  readonly roles?: readonly string[];
  readonly using?: string;
  readonly check?: string;
}

export interface ReadForeignKey extends SchemaObject {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly referencedSchema: string;
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly onDelete?: string;
  readonly onUpdate?: string;
  readonly match?: string;
  readonly deferrable?: string;
  readonly notValid?: boolean;
  readonly notEnforced?: boolean;
}

export interface ReadEnum extends SchemaObject {
  readonly schema: string;
  readonly values: readonly string[];
}

/** A partition or an inheriting table and what it belongs to. */
export interface ReadAttachment extends SchemaObject {
  readonly schema: string;
  readonly parentSchema: string;
  readonly parent: string;
}

export interface ReadRoutine extends SchemaObject {
  readonly schema: string;
  readonly arguments?: string;
}

export interface ReadView extends SchemaObject {
  readonly schema: string;
  readonly query?: string;
  readonly columns?: readonly (string | { readonly name: string; readonly type?: string })[];
}
