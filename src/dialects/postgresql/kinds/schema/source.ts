import type { SchemaModel } from "../../../../kinds/schema/model.ts";
import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { trailingOptions } from "../../ddl/source-options.ts";

/** `schema("shop", { comment: "everything on sale" })` */
export function schemaSource({ name, comment }: SchemaModel, source: SourceWriter): string {
  return `${source.use("schema")}(${literal(name)}${trailingOptions({ comment })})`;
}
