import { quoteLiteral } from "../../../../sql/identifier.ts";
import type { SourceWriter } from "../../../../operations/source.ts";
import { sqlSource } from "../../ddl/source-options.ts";
import type { DefinitionModel } from "./model.ts";

/** `` sqlObject(sql`CREATE RULE …`) ``, with what belongs to it and its comment. */
export function definitionSource(
  model: DefinitionModel,
  members: readonly DefinitionModel[],
  source: SourceWriter,
): string {
  const statements = [model, ...members].flatMap(({ definition }) => definition);
  if (model.comment !== undefined)
    statements.push(`COMMENT ON ${commentTarget(model)} IS ${quoteLiteral(model.comment)}`);
  return `${source.use("sqlObject")}(${sqlSource(statements.join(";\n"), source)})`;
}

const commentTarget = ({ kind, identity }: DefinitionModel): string =>
  `${kind.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase()} ${identity}`;
