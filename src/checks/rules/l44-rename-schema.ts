import { text, tableOf } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const renameSchema = defineRule({
  id: "L44",
  name: "rename-schema",
  severity: "error",
  title: "a schema gets another name, or a table another schema",
  risk: "Programs that run during the deployment know one name only: they fail at once.",
  safe: "Bridge it by views in the old place, or by the search_path of the role.",
  statement: (subject) => {
    if (subject.kind === "RenameStmt" && text(subject.node, "renameType") === "OBJECT_SCHEMA")
      return [{ message: `Programs that use the schema ${text(subject.node, "subname")} fail at once.` }];
    if (subject.kind !== "AlterObjectSchemaStmt" || text(subject.node, "objectType") !== "OBJECT_TABLE") return [];
    const table = tableOf(subject);
    return table === undefined ? [] : [{ message: `Programs that use ${named(table)} where it is fail at once.` }];
  },
});
