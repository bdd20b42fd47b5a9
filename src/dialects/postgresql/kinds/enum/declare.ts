import { keyOf, type Key } from "../../../../metadata/key.ts";
import { compact } from "../../../../kinds/canonical.ts";
import type { Declared, DeclareContext } from "../../../../kinds/declared-object.ts";
import { declaredOne, declaredType, type DeclaredTypeObject } from "../../../../kinds/declared-type.ts";
import { qualify, withSchema } from "../../../../kinds/qualify.ts";
import { enumKey, type EnumModel } from "./model.ts";

/** Options of `enumType()`. */
export interface EnumOptions<Label extends string = string> {
  readonly schema?: string;
  readonly comment?: string;
  readonly renamedFrom?: string;
  /** Labels that were renamed: `{ old: "new" }`. */
  readonly renamedValues?: Readonly<Record<string, Label>>;
}

/** An enum type, which is also the builder of columns of it. */
export interface EnumType<Label extends string> extends DeclaredTypeObject<Label> {
  readonly values: readonly Label[];
}

/** The key of an enum's label, for renames: `enumLabel public.order_status.paid`. */
export const enumLabelKey = (schema: string, name: string, label: string): Key =>
  keyOf("enumLabel", schema, name, label);

/**
 * An enumerated type: `const orderStatus = enumType("order_status", ["new", "paid"])`, a column of it
 * `orderStatus.column()` with values `"new" | "paid"`. Pass it to `dataModel()`.
 */
export function enumType<const Label extends string>(
  name: string,
  values: readonly Label[],
  options: EnumOptions<NoInfer<Label>> = {},
): EnumType<Label> {
  const written = withSchema(name, options.schema);
  const declare = (context: DeclareContext): Declared => declareEnum(written, values, options, context);
  return declaredType<Label, { word: string; name: string; values: readonly Label[]; declare: typeof declare }>({
    word: "enum",
    name: written,
    values: Object.freeze([...values]),
    declare,
  });
}

function declareEnum(
  written: string,
  values: readonly string[],
  options: EnumOptions,
  context: DeclareContext,
): Declared {
  const { schema, name } = qualify(written, context.schema);
  const model = compact<EnumModel>({ kind: "enum", schema, name, values, comment: options.comment });
  const declared = declaredOne(model, enumKey, options.renamedFrom);
  const labels = Object.entries(options.renamedValues ?? {}).map(
    ([before, now]) => [enumLabelKey(schema, name, now), enumLabelKey(schema, name, before)] as const,
  );
  return { ...declared, renamedFrom: [...declared.renamedFrom, ...labels] };
}
