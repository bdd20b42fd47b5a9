/** The columns of a declared table by property, and as its third argument sees them. */
import { columnNameOf, type ColumnNaming } from "../column-naming.ts";
import type { AnyColumn } from "../column/column-builder.ts";
import { columnRef, type ColumnRef } from "../column/column-ref.ts";
import type { Columns } from "./table.ts";

export interface Member {
  readonly property: string;
  /** Name in the database. */
  readonly column: string;
  readonly builder: AnyColumn;
}

/** In the order of the declaration. */
export function membersOf(columns: Columns, naming: ColumnNaming): Member[] {
  const members: Member[] = [];
  for (const property in columns) {
    const builder = columns[property]!;
    members.push({ property, column: builder.declaration.name ?? columnNameOf(property, naming), builder });
  }
  return members;
}

/** References by property. */
export function refsOf(members: readonly Member[]): Record<string, ColumnRef> {
  // Without a prototype, so that a column may be called `__proto__`.
  const refs = Object.create(null) as Record<string, ColumnRef>;
  for (const { property, column } of members) refs[property] = columnRef(column);
  return refs;
}
