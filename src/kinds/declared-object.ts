/**
 * What is declared beside tables and passed to `dataModel()`: enums, domains, sequences, schemas, extensions… Each can
 * tell its schema objects once the default schema is known.
 */
import type { Key } from "../metadata/key.ts";
import type { NamingConvention } from "../metadata/naming-convention.ts";
import type { SchemaNames } from "../metadata/schema-names.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";

/** What a declaration comes to: objects with their keys, in the order of creation within a table. */
export interface Declared {
  readonly objects: readonly (readonly [Key, SchemaObject])[];
  /** Key now → key before. */
  readonly renamedFrom: readonly (readonly [Key, Key])[];
  /** Which property each object came from, where there is one: key → `customerId`. */
  readonly origins: ReadonlyMap<Key, string>;
  /** Where several declarations may say something of one object: what they say together. */
  readonly join?: (one: SchemaObject, other: SchemaObject) => SchemaObject;
}

/** No object of a declaration comes from a property of its own. */
export const noOrigins: ReadonlyMap<Key, string> = new Map();

export interface DeclareContext {
  /** The schema of names that give none. */
  readonly schema: string;
  readonly convention?: NamingConvention | undefined;
  /** Names in use; filled as names are given. */
  readonly names: SchemaNames;
}

/** An object of a data model that is no table, as `view()`, `enumType()` or `grant()` declare it. */
export interface DeclaredObject {
  readonly memberKind: "object";
  /** Word for messages: `enum`, `domain`. */
  readonly word: string;
  /** As written: `order_status`, `shop.order_status`. */
  readonly name: string;
  /** Where it was declared, for messages. */
  readonly calledAt?: Error;
  declare(context: DeclareContext): Declared;
}

export function isDeclaredObject(value: unknown): value is DeclaredObject {
  return typeof value === "object" && value !== null && (value as DeclaredObject).memberKind === "object";
}

/**
 * An object of a plugin's kind, to stand in `dataModel({ … })`:
 *
 *     const tenant = (name: string) => declareObject(keyOf("tenant", name), { kind: "tenant", name });
 */
export function declareObject<O extends SchemaObject>(key: Key, object: O): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word: object.kind,
    name: object.name,
    declare: (): Declared => ({ objects: [[key, Object.freeze({ ...object })]], renamedFrom: [], origins: noOrigins }),
  });
}
