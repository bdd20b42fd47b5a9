import { text, relationName, nodesOf } from "../read.ts";
import { defineRule } from "../rule.ts";

export const nameWithoutSchema = defineRule({
  id: "L68",
  name: "name-without-schema",
  severity: "warning",
  title: "names without a schema are found by a search_path that the revision changes",
  risk: "What they mean depends on the setting: another schema with a table of the same name is enough.",
  safe: "Write schema and name.",
  statement: (subject) => {
    const isChanged = subject.earlier.some(
      (other) => other.kind === "VariableSetStmt" && text(other.node, "name") === "search_path",
    );
    const bare = nodesOf(subject.node, "relation").find(
      (node) => relationName(node) !== undefined && relationName(node)?.schema === undefined,
    );
    const name = relationName(bare);
    return isChanged && name !== undefined && subject.byHand
      ? [{ message: `Which ${name.name} is meant depends on the search_path that the revision has set.` }]
      : [];
  },
});
