import { children, child, list, text, partsName } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const untrackedDependencies = defineRule({
  id: "L75",
  name: "untracked-dependencies",
  severity: "info",
  title: "PostgreSQL does not know what a function uses",
  risk: "The body is a text: nothing keeps a table from going that it needs, and nothing orders them.",
  safe: "For SQL functions, write RETURN or BEGIN ATOMIC, which PostgreSQL tracks.",
  statement: (subject) => {
    if (subject.kind !== "CreateFunctionStmt") return [];
    const options = children(list(subject.node, "options"), "DefElem");
    const language = options.find((each) => text(each, "defname") === "language");
    const isText = options.some((each) => text(each, "defname") === "as");
    const name = partsName(list(subject.node, "funcname"));
    return isText && text(child(child(language, "arg"), "String"), "sval") === "sql" && name !== undefined
      ? [{ message: `What ${named(name)} uses is not tracked.` }]
      : [];
  },
});
