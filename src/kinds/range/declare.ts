import { catalogText, qualify, withSchema } from "../qualify.ts";
import { collationText, compact, operatorClassText } from "../canonical.ts";
import type { AnyColumn } from "../column/column-builder.ts";
import type { Declared, DeclareContext } from "../declared-object.ts";
import { declaredOne, declaredType, partType, type DeclaredTypeObject } from "../declared-type.ts";
import { rangeKey, type RangeModel } from "./model.ts";

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
    const model = compact<RangeModel>({
      kind: "range",
      ...qualify(written, context.schema),
      subtype: partType(subtype, context, written),
      subtypeOperatorClass: subtypeOperatorClass === undefined ? undefined : operatorClassText(subtypeOperatorClass),
      collation: collationText(options.collation),
      canonical: canonical === undefined ? undefined : catalogText(canonical),
      subtypeDiff: subtypeDiff === undefined ? undefined : catalogText(subtypeDiff),
      multirangeTypeName: options.multirangeTypeName,
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
