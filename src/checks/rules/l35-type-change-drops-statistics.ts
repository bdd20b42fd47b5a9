import { list, alterations } from "../read.ts";
import { defineRule, named, type Found } from "../rule.ts";

export const typeChangeDropsStatistics = defineRule({
  id: "L35",
  name: "type-change-drops-statistics",
  severity: "warning",
  title: "the planner knows nothing of the column afterwards",
  risk: "A change of type removes the statistics of the column; until the next ANALYZE, plans may be bad ones.",
  safe: "ANALYZE table (column) in the step that follows.",
  growsWithTable: true,
  step: ({ statements }) =>
    statements.flatMap((subject, at) =>
      alterations(subject, "AT_AlterColumnType").flatMap(({ table, name }): Found[] => {
        const isAnalyzed = statements
          .slice(at + 1)
          .some(
            (later) =>
              later.kind === "VacuumStmt" && (list(later.node, "rels").length === 0 || later.text.includes(table.name)),
          );
        return isAnalyzed
          ? []
          : [{ message: `Nothing analyzes ${named(table)} after the type of ${name} changes.`, table, at: subject }];
      }),
    ),
});
