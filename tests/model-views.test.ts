import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { erd } from "../src/commands/erd.ts";
import { studioSource } from "../src/commands/studio.ts";
import { createProject } from "../src/config/load-config.ts";
import { readDiagram } from "../src/erd/read-diagram.ts";
import { index, integer, materializedView, model, dataModel, sql, text, view } from "../src/public/limbeck.ts";
import { withViewColumns } from "../src/project/model-views.ts";
import { readTarget } from "../src/project/target.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

class Order extends model("orders", { id: integer().primaryKey(), note: text() }, (t) => [index([t.note])]) {}

const shop = (query = sql`SELECT id, upper(note) AS loud FROM orders`): ReturnType<typeof dataModel> =>
  dataModel({
    Order,
    loudOrders: view("loud_orders", query),
    counted: materializedView("counted", sql`SELECT count(*) AS orders, max(loud) AS last FROM loud_orders`, {
      indexes: [{ on: ["last"], unique: true }],
    }),
  });

test("views of a model have their columns and types, and say what they read; kept until the model changes", async () => {
  const root = mkdtempSync(join(tmpdir(), "limbeck-views-"));
  folders.push(root);
  const project = createProject({ target: shop() }, { root });
  const read = async (of = project): Promise<ReturnType<typeof readDiagram>> =>
    readDiagram((await withViewColumns(of, await readTarget(of))).metadata);
  const { tables } = await read();
  const found = tables
    .filter(({ kind }) => kind !== "table")
    .map(({ name, columns, reads, parts, definition }) => ({
      name,
      columns: columns.map((column) => `${column.name} ${column.type}`),
      reads,
      parts: parts.map((part) => part.text),
      definition,
    }));
  expect(found).toEqual([
    {
      name: "counted",
      columns: ["orders bigint", "last text"],
      reads: ["public.loud_orders"],
      parts: ["UNIQUE btree (last)"],
      definition: expect.stringContaining("max(loud)") as string,
    },
    {
      name: "loud_orders",
      columns: ["id integer", "loud text"],
      reads: ["public.orders"],
      parts: [],
      definition: expect.stringContaining("upper(note)") as string,
    },
  ]);
  const folder = join(project.stateFolder, "cache", "erd");
  const kept = join(folder, readdirSync(folder)[0]!);
  writeFileSync(kept, readFileSync(kept, "utf8").replace('"loud"', '"known"'));
  expect(JSON.stringify(await read())).toContain('"known"');
  const changed = createProject({ target: shop(sql`SELECT id, note AS loud FROM orders`) }, { root });
  expect(JSON.stringify(await read(changed))).not.toContain('"known"');
}, 240_000);

test("a view that the server refuses stays as it was declared", async () => {
  const root = mkdtempSync(join(tmpdir(), "limbeck-views-"));
  folders.push(root);
  const project = createProject({ target: shop(sql`SELECT nothing FROM nowhere`) }, { root });
  const { metadata, note } = await withViewColumns(project, await readTarget(project));
  const { tables } = readDiagram(metadata);
  expect(tables.find(({ name }) => name === "orders")?.columns).toHaveLength(2);
  expect(tables.find(({ name }) => name === "loud_orders")?.definition).toContain("nowhere");
  expect(note).toMatch(/^Columns of the views counted, loud_orders are not shown: .+/);
}, 240_000);

test("without a scratch database a picture says what it does not show, and why", async () => {
  const root = mkdtempSync(join(tmpdir(), "limbeck-views-"));
  folders.push(root);
  const environments = { development: { url: "postgres://a:secret@127.0.0.1:1/shop", scratch: "server" as const } };
  const project = createProject({ target: shop(), environments }, { root });
  const { content, notes } = await erd(project, { format: "dbml" });
  expect(content).toContain("orders");
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^Columns of the views counted, loud_orders are not shown: There is no scratch database/);
  expect(notes[0]).not.toContain("secret");
  expect((await studioSource(project).model())?.note).toBe(notes[0]);
});
