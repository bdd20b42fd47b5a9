import { child, list, text, flag, partsName } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const domainRuleScans = defineRule({
  id: "L64",
  name: "domain-rule-scans",
  severity: "error",
  title: "a rule of a domain is checked in every table that uses it",
  risk: "ALTER DOMAIN ADD CHECK and SET NOT NULL hold a SHARE lock on each of them while its rows are read: writers wait.",
  safe: "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in a step of its own.",
  growsWithTable: true,
  statement: (subject) => {
    if (subject.kind !== "AlterDomainStmt" || !["C", "O"].includes(text(subject.node, "subtype") ?? "")) return [];
    const name = partsName(list(subject.node, "typeName"));
    const columns = (name === undefined ? [] : (subject.facts.type(name)?.columns ?? [])).filter((column) =>
      subject.step.isExisting(column),
    );
    const isLater = flag(child(child(subject.node, "def"), "Constraint"), "skip_validation");
    const [first] = columns;
    if (isLater || first === undefined) return [];
    return [
      {
        message: `Writers of ${[...new Set(columns.map(named))].join(", ")} wait while their rows are checked.`,
        table: first,
      },
    ];
  },
});
