import { expect, test } from "vitest";
import { autogenerate } from "../src/autogenerate/autogenerate.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import { grantKey, type GrantModel } from "../src/dialects/postgresql/kinds/grant/model.ts";
import { dataModel, grant, integer, MetaData, table } from "../src/public/limbeck.ts";

test("privileges of roles that no declaration names are no difference", () => {
  const model = (privileges: readonly string[], name: string): GrantModel => ({
    kind: "grant",
    on: "TABLE public.t",
    name,
    privileges,
  });
  const database = new MetaData({
    objects: ["app", "other"].map((role) => [grantKey(model(["SELECT"], role)), model(["SELECT"], role)]),
  });
  const plan = (target: MetaData) =>
    autogenerate({ dialect: postgresql, database, target, serverVersion: 150000 }).differences;
  expect(plan(new MetaData({ objects: [] }))).toEqual([]);
  const { metadata } = dataModel({ t: table("t", { id: integer() }), rights: grant("insert", { on: "t", to: "app" }) });
  expect(plan(metadata).map(({ sign, text }) => sign + text)).toContain("~grant on TABLE public.t to app (privileges)");
  expect(plan(metadata).some(({ text }) => text.includes("other"))).toBe(false);
});
