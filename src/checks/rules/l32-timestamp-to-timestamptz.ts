import { child, text, alterations, typeNameOf } from "../read.ts";
import { defineRule } from "../rule.ts";

export const timestampToTimestamptz = defineRule({
  id: "L32",
  name: "timestamp-to-timestamptz",
  severity: "error",
  title: "timestamp becomes timestamptz by the time zone of the session",
  risk: "Where TimeZone is not UTC, every value shifts and the table is rewritten; where it is, its indexes are rebuilt under a lock.",
  safe: "If the values are UTC, SET LOCAL timezone = 'UTC' in front of it; otherwise say so by USING column AT TIME ZONE '…', in a new column.",
  statement: (subject) =>
    alterations(subject, "AT_AlterColumnType").flatMap(({ table, name, command }) => {
      const definition = child(child(command, "def"), "ColumnDef");
      const before = table.columns.find((column) => column.name === name)?.type ?? "";
      const after = typeNameOf(child(definition, "typeName"))?.name;
      const isPinned = subject.earlier.some(
        (other) => other.kind === "VariableSetStmt" && text(other.node, "name")?.toLowerCase() === "timezone",
      );
      const changes = /^timestamp(\(\d\))? without/.test(before)
        ? after === "timestamptz"
        : after === "timestamp" && before.startsWith("timestamp");
      if (!changes || isPinned || child(definition, "raw_default") !== undefined) return [];
      return [{ message: `What the values of ${name} mean afterwards depends on TimeZone.`, table }];
    }),
});
