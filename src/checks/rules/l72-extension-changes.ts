import { text } from "../read.ts";
import { defineRule } from "../rule.ts";

export const extensionChanges = defineRule({
  id: "L72",
  name: "extension-changes",
  severity: "warning",
  title: "an extension comes, goes, or changes its version",
  risk: "What it brings is not under version control, and what stands on it goes with it.",
  safe: "Name the version, and let a second person approve it.",
  statement: (subject) =>
    ["CreateExtensionStmt", "AlterExtensionStmt"].includes(subject.kind) ||
    (subject.kind === "DropStmt" && text(subject.node, "removeType") === "OBJECT_EXTENSION")
      ? [
          {
            message: `The extension ${text(subject.node, "extname") ?? ""} changes what the database can do.`.replace(
              "  ",
              " ",
            ),
            ...(subject.kind === "CreateExtensionStmt" ? { severity: "info" as const } : {}),
          },
        ]
      : [],
});
