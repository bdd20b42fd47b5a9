import { collationText, compact } from "../../../../kinds/canonical.ts";
import type { AnyColumn } from "../../../../kinds/column/column-builder.ts";
import type { ColumnValue } from "../../../../kinds/column/value.ts";
import { columnNameOf } from "../../../../kinds/column-naming.ts";
import type { Declared, DeclareContext } from "../../../../kinds/declared-object.ts";
import { declaredOne, declaredType, partType, type DeclaredTypeObject } from "../../../../kinds/declared-type.ts";
import { qualify, withSchema } from "../../../../kinds/qualify.ts";
import { compositeKey, type CompositeAttribute, type CompositeModel } from "./model.ts";

/** Options of `compositeType()`. */
export interface CompositeOptions {
  readonly schema?: string;
  readonly comment?: string;
  readonly renamedFrom?: string;
}

/** A value of a composite type, with its attributes by property. */
export type CompositeValue<Attributes> = { readonly [Name in keyof Attributes]: ColumnValue<Attributes[Name]> };

/** A composite type: `compositeType("address", { street: text(), city: text() })`. Attribute names are kept as written. */
export function compositeType<const Attributes extends Readonly<Record<string, AnyColumn>>>(
  name: string,
  attributes: Attributes,
  options: CompositeOptions = {},
): DeclaredTypeObject<CompositeValue<Attributes>> {
  const written = withSchema(name, options.schema);
  const declare = (context: DeclareContext): Declared => {
    const list = Object.entries(attributes).map(([property, part]) => attributeOf(written, property, part, context));
    const qualified = qualify(written, context.schema);
    const model = compact<CompositeModel>({
      kind: "composite",
      ...qualified,
      attributes: list,
      comment: options.comment,
    });
    return declaredOne(model, compositeKey, options.renamedFrom);
  };
  type Parts = { word: string; name: string; attributes: Attributes; declare: typeof declare };
  return declaredType<CompositeValue<Attributes>, Parts>({
    word: "composite type",
    name: written,
    attributes,
    declare,
  });
}

function attributeOf(written: string, property: string, part: AnyColumn, context: DeclareContext): CompositeAttribute {
  const { declaration } = part;
  return compact<CompositeAttribute>({
    name: declaration.name ?? columnNameOf(property, "verbatim"),
    type: partType(part, context, `${written}.${property}`),
    collation: collationText(declaration.collation),
    comment: declaration.comment,
  });
}
