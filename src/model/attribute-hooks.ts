/**
 * What users hang onto columns of a class: a validation of what is set, and word of changes. Both see assignments, in
 * constructors too, whether or not a session has the object; values that are read from the database are none.
 */
import { UnknownAttributeError } from "./member-errors.ts";
import type { Layout } from "./layout.ts";
import type { MembersOfInstance } from "./member-types.ts";
import type { ColumnValue } from "../kinds/column/value.ts";

/** Hooks of one column. */
export interface AttributeHooks<T = object, Value = unknown> {
  /** Gives the value that is set, the same one or another; throws where there is none. */
  readonly validate?: (value: Value, object: T) => Value;
  /** Told of each change; `before` is undefined where the value was not known. */
  readonly set?: (object: T, value: Value, before: Value | undefined) => void;
}

type AnyAttributeHooks = AttributeHooks<never, never>;
type ValueOf<T, Name extends keyof MembersOfInstance<T>> = ColumnValue<MembersOfInstance<T>[Name]>;
type ColumnName<T> = {
  [Name in keyof MembersOfInstance<T>]: MembersOfInstance<T>[Name] extends { readonly memberKind: "column" }
    ? Name
    : never;
}[keyof MembersOfInstance<T>] &
  string;

const none: readonly AnyAttributeHooks[] = [];
const byLayout = new WeakMap<Layout, Map<number, readonly AnyAttributeHooks[]>>();
/** Most programs have none, and assignments are many. */
const use = { any: false };

/** Those of the class above come first. */
export function attributeHooksAt(layout: Layout, position: number): readonly AnyAttributeHooks[] {
  if (!use.any) return none;
  const above = layout.parent === undefined ? none : attributeHooksAt(layout.parent, position);
  const own = byLayout.get(layout)?.get(position);
  return own === undefined ? above : [...above, ...own];
}

/** @throws UnknownAttributeError */
export function hookAttribute(model: string, layout: Layout, name: string, hooks: AnyAttributeHooks): () => void {
  const position = layout.positions.get(name);
  if (position === undefined || !layout.columns.includes(position)) {
    const known = layout.columns.map((each) => layout.names[each]!);
    throw new UnknownAttributeError(model, name, known);
  }
  use.any = true;
  const hooked = byLayout.get(layout) ?? new Map<number, readonly AnyAttributeHooks[]>();
  byLayout.set(layout, hooked);
  hooked.set(position, [...(hooked.get(position) ?? none), hooks]);
  return () =>
    void hooked.set(
      position,
      hooked.get(position)!.filter((other) => other !== hooks),
    );
}

export type { AnyAttributeHooks, ColumnName, ValueOf };
