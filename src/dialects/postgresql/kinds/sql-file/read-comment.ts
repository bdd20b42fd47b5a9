/** `COMMENT ON` for what the files of a declaration make. */
import type { Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import type { DeclareContext } from "../../../../kinds/declared-object.ts";
import { routineKey, type RoutineKind } from "../routine/model.ts";
import { argumentTypes } from "../routine/signature.ts";
import { isWord, literalOf, nameOf, readName, tokensOf, type Token } from "../../sql-statement.ts";
import { triggerKey } from "../trigger/model.ts";
import { materializedViewKey, viewKey, type ViewColumn, type ViewModel } from "../../../../kinds/view/model.ts";
import { ownValue } from "../../../../util/own-value.ts";

/** Puts a comment on the object that it is about; false where the files make no such object. */
export function readComment(
  statement: string,
  objects: Map<Key, SchemaObject>,
  { schema }: Pick<DeclareContext, "schema">,
): boolean {
  const tokens = tokensOf(statement);
  if (!isWord(tokens[0], "comment") || !isWord(tokens[1], "on")) return false;
  const comment = literalOf(tokens.at(-1));
  if (isWord(tokens[2], "column")) return commentColumn(tokens, comment, objects, schema);
  const key = subjectKeys(tokens, schema).find((candidate) => objects.has(candidate));
  if (key === undefined) return false;
  const { comment: _former, ...object } = objects.get(key) as SchemaObject;
  objects.set(key, Object.freeze(comment === undefined ? object : { ...object, comment }));
  return true;
}

const routineWords: Readonly<Record<string, readonly RoutineKind[]>> = {
  function: ["function"],
  procedure: ["procedure"],
  aggregate: ["aggregate"],
  routine: ["function", "procedure", "aggregate"],
};

/** The keys that the object may have. */
function subjectKeys(tokens: readonly Token[], schema: string): Key[] {
  const word = tokens[2]?.text.toLowerCase() ?? "";
  const at = isWord(tokens[2], "materialized") ? 4 : 3;
  const { names, end } = readName(tokens, at);
  const [of, name] = names.length === 1 ? [schema, names[0]] : names;
  if (of === undefined || name === undefined) return [];
  if (word === "view") return [viewKey(of, name)];
  if (word === "materialized") return [materializedViewKey(of, name)];
  if (word === "trigger") {
    const table = readName(tokens, end + 1).names;
    return [triggerKey(table.length === 1 ? schema : (table[0] as string), table.at(-1) ?? "", nameOf(tokens[at]!))];
  }
  const types = tokens[end]?.text === "(" ? argumentTypes(tokens, end) : "";
  return (ownValue(routineWords, word) ?? []).map((kind) => routineKey(kind, of, name, types));
}

function commentColumn(
  tokens: readonly Token[],
  comment: string | undefined,
  objects: Map<Key, SchemaObject>,
  schema: string,
): boolean {
  const { names } = readName(tokens, 3);
  const [of, name, column] = names.length === 2 ? [schema, ...names] : names;
  if (column === undefined) return false;
  const key = [viewKey, materializedViewKey]
    .map((keyFor) => keyFor(of as string, name as string))
    .find((candidate) => objects.has(candidate));
  if (key === undefined) return false;
  const view = objects.get(key) as ViewModel;
  const others = (view.columns ?? []).filter((each) => each.name !== column);
  const own: readonly ViewColumn[] = comment === undefined ? [] : [{ name: column, type: "", comment }];
  objects.set(key, Object.freeze({ ...view, columns: [...others, ...own] }));
  return true;
}
