import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { written } from "../../ddl/locate.ts";
import { trailingOptions } from "../../ddl/source-options.ts";
import type { EnumModel } from "./model.ts";

/** `enumType("order_status", ["new", "paid"])` */
export function enumSource({ schema, name, values, comment }: EnumModel, source: SourceWriter): string {
  return `${source.use("enumType")}(${literal(written(schema, name))}, ${literal(values)}${trailingOptions({ comment })})`;
}
