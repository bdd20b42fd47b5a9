import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { formatQualifiedName, parseQualifiedName } from "../../../../sql/qualified-name.ts";
import type { RangeModel } from "../../../../kinds/range/model.ts";
import { written } from "../../ddl/locate.ts";
import { trailingOptions } from "../../ddl/source-options.ts";
import { typeCall, unquoted } from "../column/source.ts";

/** `rangeType("span", doublePrecision(), { subtypeDiff: "float8mi" })` */
export function rangeSource(model: RangeModel, source: SourceWriter): string {
  const { schema, name, subtype, subtypeOperatorClass, collation, canonical, subtypeDiff, comment } = model;
  const options = trailingOptions({
    subtypeOperatorClass: subtypeOperatorClass?.replace(/^pg_catalog\./, ""),
    collation: collation === undefined ? undefined : unquoted(collation),
    canonical: canonical === undefined ? undefined : plainName(canonical),
    subtypeDiff: subtypeDiff === undefined ? undefined : plainName(subtypeDiff),
    multirangeTypeName: model.multirangeTypeName,
    comment,
  });
  return `${source.use("rangeType")}(${literal(written(schema, name))}, ${typeCall(subtype, source)}${options})`;
}

const plainName = (quoted: string): string => formatQualifiedName(...parseQualifiedName(quoted));
