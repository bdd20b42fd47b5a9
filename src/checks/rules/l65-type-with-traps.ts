import { children, child, list, text, addedColumns, typeNameOf, typeModifiers, isSerial } from "../read.ts";
import { defineRule, type Found } from "../rule.ts";

function betterType(name: string, hasLength: boolean): string | undefined {
  if (name === "bpchar") return "it pads with spaces; text with a CHECK does not";
  if (name === "varchar" && hasLength)
    return "its length has to be changed one day; text with a CHECK is easier to change";
  if (name === "json") return "it knows no equality and no index; jsonb does";
  if (name === "timestamp") return "it does not say which zone is meant; timestamptz is a moment";
  if (name === "money") return "its currency is a setting of the server; numeric has none";
  return isSerial({ name }) ? "an identity column is the standard's way, and a bigint one does not run out" : undefined;
}

export const typeWithTraps = defineRule({
  id: "L65",
  name: "type-with-traps",
  severity: "info",
  title: "a type that people regret",
  risk: "char(n) pads, varchar(n) has to be widened, json has no equality, timestamp says no zone, money no currency; integer keys run out.",
  safe: "text with a CHECK, jsonb, timestamptz, numeric, bigint identity.",
  statement: (subject) => {
    const columns =
      subject.kind === "CreateStmt"
        ? children(list(subject.node, "tableElts"), "ColumnDef")
        : addedColumns(subject).map(({ definition }) => definition);
    return columns.flatMap((column): Found[] => {
      const type = child(column, "typeName");
      const name = typeNameOf(type)?.name ?? "";
      const better = betterType(name, typeModifiers(type).length > 0);
      return better === undefined ? [] : [{ message: `${text(column, "colname")} is ${name}: ${better}.` }];
    });
  },
});
