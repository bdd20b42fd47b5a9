/** What revisions rename is one thing in a picture, whichever way they say it and in whichever direction it is looked at. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createProject } from "../config/load-config.ts";
import type { Diagram } from "../erd/diagram.ts";
import { HistoryReader } from "../erd/model-history.ts";
import { columnTitle, fullTitleOf } from "../erd/translate.ts";
import { writeErds } from "./erd-revisions.ts";
import { erd } from "./erd.ts";
import { studioSource } from "./studio.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Steps of history, one on the other: SQL, or the body of a TypeScript `upgrade` that begins with `op`. */
function projectOf(...steps: readonly string[]): ReturnType<typeof createProject> {
  const root = mkdtempSync(join(tmpdir(), "limbeck-renames-"));
  folders.push(root);
  mkdirSync(join(root, "migrations"));
  steps.forEach((text, at) => {
    const [id, parent] = [`aaaa0000000${at + 1}`, at === 0 ? "" : `aaaa0000000${at}`];
    if (/^\s*(?:op|const)\b/.test(text))
      writeFileSync(
        join(root, "migrations", `${id}.ts`),
        `/** Step ${at + 1} */\nexport const revision = "${id}";\nexport const downRevision = "${parent}";\nexport async function upgrade(op) {\n${text}\n}\n`,
      );
    else
      writeFileSync(
        join(root, "migrations", `${id}.sql`),
        `-- message: Step ${at + 1}\n-- revision: ${id}\n-- downRevision: ${parent}\n\n-- upgrade\n${text}\n`,
      );
  });
  return createProject({ revisions: "migrations" }, { root });
}

async function marked(project: ReturnType<typeof createProject>, range: string): Promise<Diagram> {
  return JSON.parse((await erd(project, { revision: range, format: "json" })).content as string) as Diagram;
}

/** `~ public.orders → public.purchases` and what is inside of it. */
const linesOf = ({ tables, links }: Diagram): string[] => {
  const sign = ({ change }: { readonly change?: string }): string =>
    change === undefined ? " " : { added: "+", changed: "~", removed: "-" }[change]!;
  return [
    ...tables.flatMap((table) => [
      `${sign(table)} ${fullTitleOf(table)}`,
      ...table.columns.filter(({ change }) => change !== undefined).map((one) => `  ${sign(one)} ${columnTitle(one)}`),
      ...(table.changeNotes ?? []).map(({ change, text }) => `  ${sign({ change })} ${text}`),
    ]),
    ...links.map((link) => `${sign(link)} ${link.from} -> ${link.to}`),
  ].filter((line) => !line.startsWith("  ") || line.trim().length > 0);
};

const start = `
CREATE TYPE status AS ENUM ('new', 'sent');
CREATE TABLE customers (id integer PRIMARY KEY, mail text UNIQUE, CHECK (mail <> ''));
CREATE TABLE orders (id integer PRIMARY KEY, status status DEFAULT 'new', customer_id integer NOT NULL REFERENCES customers);
CREATE INDEX orders_customer ON orders (customer_id);
CREATE VIEW latest AS SELECT id FROM orders;`;

test("renamed tables, columns, types and values are one object each, in SQL", async () => {
  const project = projectOf(
    start,
    `ALTER TABLE orders RENAME TO purchases;
ALTER TABLE purchases RENAME customer_id TO buyer_id;
ALTER TABLE customers RENAME COLUMN mail TO email;
ALTER TYPE status RENAME TO purchase_status;
ALTER TYPE purchase_status RENAME VALUE 'sent' TO 'shipped';`,
  );
  const expected = [
    "~ public.customers",
    "  ~ mail → email",
    "  public.latest",
    "~ public.status → public.purchase_status",
    "  ~ sent → shipped",
    "~ public.orders → public.purchases",
    "  ~ customer_id → buyer_id",
    "  public.purchases -> public.customers",
  ];
  expect(linesOf(await marked(project, "aaaa00000001..head"))).toEqual(expected);
  expect(linesOf(await marked(project, "aaaa00000001:head"))).toEqual(expected);
  // Backwards they are renames as well.
  const back = linesOf(await marked(project, "head..aaaa00000001"));
  expect(back).toContain("~ public.purchases → public.orders");
  expect(back).not.toContainEqual(expect.stringMatching(/^ *[+-] /));
  const { content } = await erd(project, { revision: "aaaa00000001..head" });
  expect(content).not.toMatch(/class="[^"]*\b(?:added|removed)\b[^"]*" data-/);
  expect(content).toContain('<tspan class="was">orders →</tspan> purchases');
}, 240_000);

test("operations of TypeScript, chains over revisions, other changes at the same time", async () => {
  const project = projectOf(
    start,
    `op.renameTable("orders", "purchases");\nop.execute("ALTER TABLE purchases ADD note text");`,
    `const rows = await op.query("SELECT 1");\nop.createSchema("shop");\nop.setSchema({ table: "purchases" }, "shop");`,
    `op.renameColumn("shop.purchases", "note", "remark");\nop.renameConstraint("shop.purchases", "orders_pkey", "purchases_pkey");`,
  );
  expect(linesOf(await marked(project, "aaaa00000001..head"))).toEqual([
    "  public.customers",
    "  public.latest",
    "  public.status",
    "~ public.orders → shop.purchases",
    "  + remark",
    "  ~ primary key orders_pkey → purchases_pkey",
    "  shop.purchases -> public.customers",
  ]);
  expect(linesOf(await marked(project, "aaaa00000002..head"))).toContain("  ~ note → remark");
}, 240_000);

test("there and back is no change, a swap is two renames, and a name that was taken over is told apart", async () => {
  const project = projectOf(
    `CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (id integer PRIMARY KEY, x text, y text);`,
    `ALTER TABLE a RENAME TO c;`,
    `ALTER TABLE c RENAME TO a;`,
    `ALTER TABLE a RENAME TO tmp; ALTER TABLE b RENAME TO a; ALTER TABLE tmp RENAME TO b;`,
    `DROP TABLE b; ALTER TABLE a RENAME TO b; ALTER TABLE b DROP x; ALTER TABLE b RENAME y TO x;`,
  );
  expect(linesOf(await marked(project, "aaaa00000001..aaaa00000003"))).toEqual(["  public.a", "  public.b"]);
  expect(linesOf(await marked(project, "aaaa00000003..aaaa00000004"))).toEqual([
    "~ public.b → public.a",
    "~ public.a → public.b",
  ]);
  expect(linesOf(await marked(project, "aaaa00000004..aaaa00000005"))).toEqual([
    "~ public.a → public.b",
    "  - x",
    "  ~ y → x",
    "- public.b",
  ]);
}, 240_000);

test("a table keeps its place under its new name, in one picture for each revision and in studio", async () => {
  const project = projectOf(
    start,
    `ALTER TABLE orders RENAME TO purchases;`,
    `ALTER TABLE purchases RENAME customer_id TO buyer_id; CREATE TABLE orders (id integer PRIMARY KEY);`,
  );
  const pictures = await writeErds(project, { folder: "pictures", formats: ["svg"] });
  const place = (at: number, name: string): string | undefined =>
    new RegExp(`data-box="public\\.${name}" transform="([^"]+)"`).exec(
      readFileSync(pictures[at]!.paths[0]!, "utf8"),
    )?.[1];
  expect(place(1, "purchases")).toBe(place(0, "orders"));
  expect(place(2, "purchases")).toBe(place(0, "orders"));
  expect(place(2, "orders")).not.toBe(place(0, "orders"));
  const reader = new HistoryReader(await studioSource(project).history());
  const past = reader.table("public.purchases", "aaaa00000003");
  expect(["aaaa00000001", "aaaa00000002", "aaaa00000003"].map((id) => past(id)?.name)).toEqual([
    "orders",
    "purchases",
    "purchases",
  ]);
  expect(reader.table("public.orders", "aaaa00000003")("aaaa00000001")).toBeUndefined();
  expect(linesOf(reader.marked("aaaa00000002"))).toContain("~ public.orders → public.purchases");
  // Kept with the history.
  expect(new HistoryReader(await studioSource(project).history()).renames("aaaa00000002")).toEqual(
    reader.renames("aaaa00000002"),
  );
}, 240_000);
