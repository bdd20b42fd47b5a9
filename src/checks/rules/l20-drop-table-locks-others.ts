import { droppedTables } from "../dropped.ts";
import { defineRule, named } from "../rule.ts";

export const dropTableLocksOthers = defineRule({
  id: "L20",
  name: "drop-table-locks-others",
  severity: "error",
  title: "a table goes whose foreign keys lock others",
  risk: "DROP TABLE takes an ACCESS EXCLUSIVE lock on every table that a foreign key joins to it: readers of those wait as well.",
  safe: "Drop each foreign key in a short transaction of its own first, then the table.",
  statement: (subject) =>
    droppedTables(subject).flatMap((table) => {
      const others = [
        ...table.constraints.flatMap(({ references }) =>
          references === null || references.id === table.id ? [] : [references],
        ),
        ...table.referencedBy,
      ].filter((other) => subject.step.isExisting(other));
      const names = [...new Set(others.map(named))];
      if (names.length === 0) return [];
      const severity = subject.step.isOwn(table) ? { severity: "info" as const } : {};
      return [
        { message: `Dropping ${named(table)} locks ${names.join(", ")} against readers and writers.`, ...severity },
      ];
    }),
});
