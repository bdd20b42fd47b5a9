/** A mistake in a model is told with the property at fault and its line in the user's file. */
import { afterEach, expect, test } from "vitest";
import { Sandbox } from "./support.ts";

const config = `import { defineConfig } from "limbeck/config";
export default defineConfig({
  target: () => import("./models/index.ts").then((m) => m.shop),
  environments: { test: { url: "pglite:memory" } },
});`;

const index = `import { dataModel } from "limbeck";
import { Customer, notes } from "./shop.ts";

export const shop = dataModel({ Customer, notes });`;

/** The faulty line is the seventh of the class, or the twelfth, in the table. */
const shop = (member: string, extra: string, column: string) => `import * as l from "limbeck";
const { integer, text } = l;

export class Customer extends l.model(
  "customers",
  { customerId: integer().identity().primaryKey(), name: text() /* bad: no, "bad": no */,
    ${member} },
  (t) => [
    ${extra}
  ],
) {}
export const notes = l.table("notes", { id: integer(),
    ${column} });
`;

let sandbox: Sandbox;
afterEach(() => sandbox?.remove());

test.each([
  ["a foreign key to no table", 'bad: integer().references("nowhere.id")', "", "", "model.unknown-table", 7],
  [
    "a foreign key of another type",
    'bad: text().references("customers.customer_id")',
    "",
    "",
    "model.foreign-key-type",
    7,
  ],
  ["a relationship to no class", '"bad": l.oneToMany("Ordr")', "", "", "relationship.unknown-target", 7],
  ["what is no column", "bad: 5", "", "", "model.invalid-member", 7],
  ["a name that is too long", `bad: text().named("${"x".repeat(64)}")`, "", "", "name.invalid", 7],
  ["two fillers of a column", "", "", "bad: integer().identity().serverDefault(5)", "table.column-conflict", 13],
  ["a circle of types", "", "", 'bad: l.foreignKey("notes.bad")', "model.circular-type", 13],
  ["an index over a name", "", 'l.index(["bad"])', "", "table.missing-column", 9],
  ["an index over no column", "", "l.index([t.bad])", "", "table.missing-column", 9],
  ["a default that the server refuses", 'bad: integer().serverDefault("many")', "", "", "command.model-refused", 7],
  ["a check that the server refuses", "", "l.check(l.sql`bad > 1`)", "", "command.model-refused", 4],
])("%s", async (_what, member, extra, column, code, line) => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config,
    "models/index.ts": index,
    "models/shop.ts": shop(member, extra, column),
  });
  const result = await sandbox.run(["check"]);
  expect(result.exitCode).toBe(1);
  expect(result.err).toContain(`[${code}]`);
  expect(result.err).toContain(`  at models/shop.ts:${line}\n`);
  if (member + column !== "") expect(result.err).toMatch(/(Customer|customers|notes)\.bad\b/);
});

test("files that import one another are told, and status answers all the same", async () => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config,
    "models/index.ts": `import { dataModel } from "limbeck";
import { B } from "./b.ts";
import { A } from "./a.ts";
export const shop = dataModel({ A, B });`,
    "models/a.ts": `import { integer, model } from "limbeck";
import { B } from "./b.ts";
export class A extends model("a", { id: integer().primaryKey(), b: B.name }) {}`,
    "models/b.ts": `import { A } from "./a.ts";\nexport class B extends A {}`,
    "migrations/.gitkeep": "",
  });
  const { err } = await sandbox.run(["check"]);
  expect(err).toContain("models/a.ts:3: TypeError");
  expect(err).toContain("hint: a.ts imports b.ts, which imports a.ts");
  const status = await sandbox.run(["status"]);
  expect([status.exitCode, status.err]).toEqual([0, ""]);
  expect(status.out).toContain("at        nothing yet");
  expect(status.out).toContain("model     can't be compared: models/a.ts:3");
  expect((await sandbox.run(["status", "--json"])).json).toMatchObject({ modelError: { code: "source.threw" } });
});

test.each([
  ["dataModel(A, {})", "dataModel() was given the class A itself"],
  ["dataModel([A])", "dataModel() was given the class A itself"],
  ["dataModel({ A }, B)", "dataModel() was given the class B itself"],
])("%s is no model without tables", async (call, message) => {
  sandbox = new Sandbox({
    "limbeck.config.ts": config,
    "models/index.ts": `import { dataModel, integer, model } from "limbeck";
class A extends model("a", { id: integer().primaryKey() }) {}
class B extends model("b", { id: integer().primaryKey() }) {}
export const shop = ${call};`,
  });
  expect((await sandbox.run(["check"])).err).toContain(message);
});
