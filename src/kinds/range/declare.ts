import { catalogText, qualify, withSchema } from "../qualify.ts";
import { collationText, compact, visibleText } from "../canonical.ts";
import type { AnyColumn } from "../column/column-builder.ts";
import type { Declared, DeclareContext } from "../declared-object.ts";
import { declaredOne, declaredType, partType, type DeclaredTypeObject } from "../declared-type.ts";
import { rangeKey, type RangeModel } from "./model.ts";

/** Options of `rangeType()`. */
export interface RangeOptions {
  readonly schema?: string;
  readonly comment?: string;
  readonly renamedFrom?: string;
  readonly subtypeOperatorClass?: string;
  readonly collation?: string;
  /** Function that brings values to one form. */
  readonly canonical?: string;
  /** Function for the distance of two values, for better indexes: `float8mi`. */
  readonly subtypeDiff?: string;
  readonly multirangeTypeName?: string;
}

/** A range type: `rangeType("float_range", doublePrecision(), { subtypeDiff: "float8mi" })`; values are strings. */
export function rangeType(name: string, subtype: AnyColumn, options: RangeOptions = {}): DeclaredTypeObject<string> {
  const written = withSchema(name, options.schema);
  const declare = (context: DeclareContext): Declared => {
    const { subtypeOperatorClass, canonical, subtypeDiff } = options;
    const qualified = qualify(written, context.schema);
    const model = compact<RangeModel>({
      kind: "range",
      ...qualified,
      subtype: partType(subtype, context, written),
      subtypeOperatorClass: subtypeOperatorClass === undefined ? undefined : catalogText(subtypeOperatorClass),
      collation: collationText(options.collation),
      canonical: canonical === undefined ? undefined : visibleText(canonical),
      subtypeDiff: subtypeDiff === undefined ? undefined : visibleText(subtypeDiff),
      multirangeTypeName: unlessAutomatic(qualified.name, options.multirangeTypeName),
      comment: options.comment,
    });
    return declaredOne(model, rangeKey, options.renamedFrom);
  };
  return declaredType<string, { word: string; name: string; declare: typeof declare }>({
    word: "range type",
    name: written,
    declare,
  });
}

/** The multirange type's name where it is not what PostgreSQL would choose (manual, CREATE TYPE). */
function unlessAutomatic(name: string, multirange: string | undefined): string | undefined {
  const automatic = name.includes("range") ? name.replace("range", "multirange") : `${name}_multirange`;
  return multirange === automatic ? undefined : multirange;
}
