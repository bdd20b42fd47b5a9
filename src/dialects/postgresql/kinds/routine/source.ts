import type { SourceWriter } from "../../../../operations/source.ts";
import { sqlSource, trailingOptions } from "../../ddl/source-options.ts";
import type { RoutineModel } from "./model.ts";

/** `` sqlFunction(sql`CREATE FUNCTION …`) ``: the whole statement, as PostgreSQL prints it. */
export function routineSource({ definition, comment }: RoutineModel, source: SourceWriter): string {
  const statement = definition.replace(/^CREATE OR REPLACE /, "CREATE ");
  return `${source.use("sqlFunction")}(${sqlSource(statement, source)}${trailingOptions({ comment })})`;
}
