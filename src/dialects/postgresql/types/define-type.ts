/**
 * One definition per type: its canonical text (`format_type`) and how that text is read back into a builder's arguments.
 * Builders, JavaScript values and rendered source all come from it.
 */
import { ColumnBuilder, type AnyColumn } from "../../../kinds/column/column-builder.ts";
import type { ColumnDeclaration } from "../../../kinds/column/declaration.ts";

/** Source of a builder's arguments for a canonical text; undefined for a form that the builder can't say. */
export type SourceOfModifiers = (modifiers: string | undefined) => string | undefined;

export interface TypeDefinition {
  /** Canonical texts without modifiers and brackets that the builder makes, each with the source of its arguments. */
  readonly canonical: Readonly<Record<string, SourceOfModifiers>>;
}

/** A function that begins a column, with the definition it came from. */
export type TypeBuilder<Build> = Build & { readonly definition: TypeDefinition };

/** Joins a builder and its definition. */
export function defineType<Build extends (...args: never[]) => AnyColumn>(
  build: Build,
  canonical: TypeDefinition["canonical"],
): TypeBuilder<Build> {
  return Object.assign(build, { definition: Object.freeze({ canonical }) });
}

/** A column of a canonical type. */
export function columnOf<Value>(text: string, more: Partial<ColumnDeclaration> = {}): ColumnBuilder<Value> {
  return new ColumnBuilder<Value>({ type: { kind: "named", text }, ...more });
}

/** Only the form without modifiers. */
export const bare: SourceOfModifiers = (modifiers) => (modifiers === undefined ? "" : undefined);

/** The modifiers are the arguments: `(10,2)` → `10, 2`. */
export const same: SourceOfModifiers = (modifiers) => modifiers?.replaceAll(/,\s*/g, ", ") ?? "";

/** A type without modifiers: `plain<number>("integer")`. */
export function plain<Value>(text: string): TypeBuilder<() => ColumnBuilder<Value>> {
  return defineType(() => columnOf<Value>(text), { [text]: bare });
}
