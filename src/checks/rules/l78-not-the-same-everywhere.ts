import { list, partsName, nodesOf } from "../read.ts";
import { defineRule } from "../rule.ts";

const unsteady: ReadonlySet<string> = new Set([
  "random",
  "now",
  "clock_timestamp",
  "statement_timestamp",
  "transaction_timestamp",
  "timeofday",
  "gen_random_uuid",
  "uuid_generate_v4",
  "uuidv4",
  "uuidv7",
]);

export const notTheSameEverywhere = defineRule({
  id: "L78",
  name: "not-the-same-everywhere",
  severity: "warning",
  title: "what the revision writes differs by time and place",
  risk: "Environments end up with different rows from the same revision.",
  safe: "Give the value as an argument of the run (-x key=value, op.context.arguments), or write it down.",
  statement: (subject) => {
    if (!["InsertStmt", "UpdateStmt"].includes(subject.kind)) return [];
    const called = nodesOf(subject.node, "FuncCall").map((node) => partsName(list(node, "funcname"))?.name ?? "");
    const found = [
      ...called.filter((name) => unsteady.has(name)),
      ...nodesOf(subject.node, "SQLValueFunction").map(() => "CURRENT_TIMESTAMP"),
    ];
    return found.length === 0 ? [] : [{ message: `${found[0]} gives something else in each environment.` }];
  },
  step: ({ source, statements, direction }) => {
    const found =
      direction === "upgrade"
        ? /Math\.random|Date\.now|newDate\(\)|process\.env|randomUUID/.exec(source)?.[0].replace("newDate", "new Date")
        : undefined;
    const [at] = statements;
    return found === undefined || at === undefined
      ? []
      : [{ message: `${found} gives something else in each environment.`, at }];
  },
});
