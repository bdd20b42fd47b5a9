import { children, child, list, text, flag, partsName } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const securityDefinerSearchPath = defineRule({
  id: "L56",
  name: "security-definer-search-path",
  severity: "error",
  title: "a SECURITY DEFINER function follows the caller's search_path",
  risk: "Whoever calls it can put objects of their own in front, and have them run with the owner's rights.",
  safe: "Add SET search_path = pg_catalog, pg_temp (and the schemas it needs) to the function.",
  statement: (subject) => {
    if (subject.kind !== "CreateFunctionStmt") return [];
    const options = children(list(subject.node, "options"), "DefElem");
    const isDefiner = options.some(
      (each) => text(each, "defname") === "security" && flag(child(child(each, "arg"), "Boolean"), "boolval"),
    );
    const isFixed = options.some(
      (each) => text(child(child(each, "arg"), "VariableSetStmt"), "name") === "search_path",
    );
    const name = partsName(list(subject.node, "funcname"));
    return isDefiner && !isFixed && name !== undefined
      ? [{ message: `${named(name)} runs as its owner and finds names by the caller's search_path.` }]
      : [];
  },
});
