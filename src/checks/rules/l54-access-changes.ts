import type { ObjectName } from "../../dialects/statement-facts.ts";
import { child, list, text, relationName, partsName } from "../read.ts";
import { defineRule, existing, named, type Subject } from "../rule.ts";

function accessOf({ kind, node }: Subject): ObjectName | undefined {
  if (kind === "CreatePolicyStmt" || kind === "AlterPolicyStmt") return relationName(child(node, "table"));
  if (kind === "GrantStmt" && text(node, "objtype") === "OBJECT_TABLE") return relationName(list(node, "objects")[0]);
  if (kind === "DropStmt" && text(node, "removeType") === "OBJECT_POLICY")
    return partsName(list(child(list(node, "objects")[0], "List"), "items").slice(0, -1));
  const changesOwner = list(node, "cmds").some(
    (each) => text(child(each, "AlterTableCmd"), "subtype") === "AT_ChangeOwner",
  );
  return kind === "AlterTableStmt" && changesOwner ? relationName(child(node, "relation")) : undefined;
}

export const accessChanges = defineRule({
  id: "L54",
  name: "access-changes",
  severity: "warning",
  title: "somebody may do more, or less, than before",
  risk: "A right that goes stops programs at once; one that comes may show rows to others.",
  safe: "Let a second person approve it.",
  statement: (subject) => {
    const name = accessOf(subject);
    const table = name === undefined ? undefined : existing(subject, name);
    return table === undefined ? [] : [{ message: `Who may do what with ${named(table)} changes.` }];
  },
});
