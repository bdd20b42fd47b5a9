/** What declared types have in common: a column of the type is made by `column()`. */
import { ColumnBuilder } from "./column/column-builder.ts";
import type { AnyColumn } from "./column/column-builder.ts";
import { columnType } from "./column/declare.ts";
import { noOrigins, type Declared, type DeclareContext, type DeclaredObject } from "./declared-object.ts";
import { qualify } from "./qualify.ts";
import type { Key } from "../metadata/key.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";

/** A type of the data model: `orderStatus.column().notNull()`. */
export interface DeclaredTypeObject<Value> extends DeclaredObject {
  /** A column of this type. */
  column(): ColumnBuilder<Value>;
}

/** Gives a declaration the `column()` of its own type. */
export function declaredType<Value, const Parts extends Omit<DeclaredObject, "memberKind">>(
  parts: Parts,
): Parts & DeclaredTypeObject<Value> {
  const object = Object.freeze({
    memberKind: "object" as const,
    ...parts,
    column: (): ColumnBuilder<Value> => new ColumnBuilder<Value>({ type: { kind: "declared", object } }),
  });
  return object as unknown as Parts & DeclaredTypeObject<Value>;
}

/** The canonical text of the type that another type is made of. */
export function partType(part: AnyColumn, context: DeclareContext, place: string): string {
  return columnType(part.declaration, { defaultSchema: context.schema, place });
}

/** One object with its key, and the name it had before. */
export function declaredOne(
  object: SchemaObject,
  keyOf: (schema: string, name: string) => Key,
  former: string | undefined,
): Declared {
  const key = keyOf(object.schema!, object.name);
  const renamedFrom: (readonly [Key, Key])[] = [];
  if (former !== undefined) {
    const before = qualify(former, object.schema!);
    renamedFrom.push([key, keyOf(before.schema, before.name)]);
  }
  return { objects: [[key, Object.freeze(object)]], renamedFrom, origins: noOrigins };
}
