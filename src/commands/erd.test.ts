import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject } from "../config/load-config.ts";
import type { Project } from "../config/config.ts";
import { HistoryReader } from "../erd/model-history.ts";
import { sampleMetaData } from "../../tests/support/erd-models.ts";
import { MetaData } from "../metadata/metadata.ts";
import { writeErds } from "./erd-revisions.ts";
import { erd, writeErd } from "./erd.ts";
import { studioSource } from "./studio.ts";
import { keepVerification } from "../project/verification/verification-cache.ts";
import { readGraph } from "../project/workspace.ts";

let root: string;
let project: Project;

const revision = (id: string, parent: string, up: string, down: string): string =>
  `-- message: Step ${id}\n-- revision: ${id}\n-- downRevision: ${parent}\n\n-- upgrade\n${up}\n\n-- downgrade\n${down}\n`;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "limbeck-erd-"));
  mkdirSync(join(root, "migrations"));
  const write = (id: string, parent: string, up: string, down: string): void =>
    writeFileSync(join(root, "migrations", `${id}.sql`), revision(id, parent, up, down));
  write("aaaa00000001", "", "CREATE TABLE customers (id integer PRIMARY KEY);", "DROP TABLE customers;");
  write(
    "bbbb00000002",
    "aaaa00000001",
    "CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers);",
    "DROP TABLE orders;",
  );
  write("cccc00000003", "bbbb00000002", "ALTER TABLE orders ADD note text;", "ALTER TABLE orders DROP note;");
  project = createProject({ target: sampleMetaData({ seed: 1, tables: 4 }), revisions: "migrations" }, { root });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("the model is drawn without any database", async () => {
  const { content, tables } = await erd(project);
  expect(tables).toBe(4);
  expect(content).toContain("<svg");
});

test("a revision is drawn from a replay, a range with its changes", async () => {
  const at = await erd(project, { revision: "aaaa", format: "mermaid" });
  expect(at.tables).toBe(1);
  const range = await erd(project, { revision: "aaaa..head", format: "json" });
  const { tables } = JSON.parse(range.content as string) as { tables: { name: string; change?: string }[] };
  expect(tables.map(({ name, change }) => `${name} ${change ?? "same"}`)).toEqual(["customers same", "orders added"]);
}, 120_000);

test("a revision that was drawn needs no replay again, until its file or the config changes", async () => {
  const configPath = join(root, "limbeck.config.ts");
  writeFileSync(configPath, "// first");
  const known = { ...project, configPath };
  const names = async (): Promise<string[]> => {
    const { content } = await erd(known, { revision: "aaaa", format: "json" });
    return (JSON.parse(content as string) as { tables: { name: string }[] }).tables.map(({ name }) => name);
  };
  const folder = join(project.stateFolder, "cache", "erd");
  expect(await names()).toEqual(["customers"]);
  const kept = join(folder, readdirSync(folder)[0]!);
  writeFileSync(kept, readFileSync(kept, "utf8").replace('"name":"customers"', '"name":"known"'));
  expect(await names()).toEqual(["known"]);
  writeFileSync(configPath, "// second");
  expect(await names()).toEqual(["customers"]);
  writeFileSync(configPath, "// first");
  writeFileSync(kept, "damaged");
  expect(await names()).toEqual(["customers"]);
}, 240_000);

test("a committed picture is compared, and drawn again when it is out of step", async () => {
  const path = "docs/erd.svg";
  expect((await writeErd(project, { path, check: true })).upToDate).toBe(false);
  await writeErd(project, { path });
  expect((await writeErd(project, { path, check: true })).upToDate).toBe(true);
  writeFileSync(join(root, path), "something else");
  expect((await writeErd(project, { path, check: true })).upToDate).toBe(false);
});

test("every revision has its picture, and tables keep their places", async () => {
  const pictures = await writeErds(project, { folder: "pictures", formats: ["svg"] });
  const texts = pictures.map(({ paths }) => readFileSync(paths[0]!, "utf8"));
  const place = (text: string): string | undefined =>
    /data-box="public\.customers" transform="([^"]+)"/.exec(text)?.[1];
  expect(pictures.map(({ revision: id }) => id)).toEqual(["aaaa00000001", "bbbb00000002", "cccc00000003"]);
  expect(new Set(texts.map(place)).size).toBe(1);
  expect(texts[2]).toContain('class="c added"');
}, 120_000);

describe("errors", () => {
  test("a revision that does not exist", async () => {
    await expect(erd(project, { revision: "ffff" })).rejects.toMatchObject({
      code: expect.stringMatching(/^revision\./) as string,
    });
  });

  test("a file whose ending names no format, and one that can't be written", async () => {
    await expect(writeErd(project, { path: "erd.docx" })).rejects.toMatchObject({ code: "erd.unknown-ending" });
    writeFileSync(join(root, "file"), "");
    await expect(writeErd(project, { path: "file/erd.svg" })).rejects.toMatchObject({ code: "file.not-writable" });
  });

  test("a model without tables", async () => {
    const empty = createProject({ target: new MetaData({ objects: [] }) }, { root });
    await expect(erd(empty)).rejects.toMatchObject({ code: "erd.empty" });
  });

  test("a database that can't be reached, without its URL in the message", async () => {
    const away = createProject({ environments: { far: { url: "postgres://ada:secret@127.0.0.1:1/shop" } } }, { root });
    const error = await erd(away, { of: "far" }).catch((caught: unknown) => caught as Error & { exitCode?: number });
    expect(error).toMatchObject({ exitCode: 7 });
    expect(String((error as Error).message)).not.toContain("secret");
  });
});

test("a place that takes no file is told as such", async () => {
  const refused = (path: string): Promise<unknown> =>
    writeErd(project, { path, format: "svg" }).catch((error) => error);
  expect(await refused(".")).toMatchObject({ code: "file.not-writable" });
  writeFileSync(join(project.root, "taken"), "");
  expect(await refused("taken/erd.svg")).toMatchObject({ code: "file.not-writable" });
  // Node.js itself would never come back from making a folder there.
  if (process.platform === "linux")
    expect(await refused("/proc/x/erd.svg")).toMatchObject({ code: "file.not-writable" });
});

test("studio reads the history, what each revision does, and changes nothing", async () => {
  const source = studioSource(project);
  const seen: number[] = [];
  const reader = new HistoryReader(await source.history((done) => seen.push(done)));
  expect(seen).toEqual([1, 2, 3]);
  expect(
    reader
      .diagram("cccc00000003")
      .tables.find((table) => table.name === "orders")
      ?.columns.map(({ name }) => name),
  ).toEqual(["id", "customer_id", "note"]);
  const details = await source.details("cccc00000003");
  expect(details.up).toContain("ALTER TABLE orders ADD note text");
  expect(details.down).toContain("DROP note");
  expect(await source.environments()).toEqual([{ name: "development", rows: [], problem: "no database yet" }]);
  expect(details.findings).toBeUndefined();
  // Second time from the cache, which an edited file below makes useless.
  expect(new HistoryReader(await studioSource(project).history()).diagram("cccc00000003")).toEqual(
    reader.diagram("cccc00000003"),
  );
}, 120_000);

test("studio shows what verification found, as long as it holds", async () => {
  const map = readGraph(project);
  const verdict = { revision: "bbbb00000002", message: "", path: "", status: "failed" as const };
  const finding = {
    code: "downgrade-differs" as const,
    level: "failure" as const,
    message: "It differs.",
    details: ["+ x"],
  };
  keepVerification(project, map, {
    ok: false,
    scratch: "a scratch database",
    serverVersion: 180000,
    revisions: [{ ...verdict, findings: [{ ...finding, place: "migrations/b.sql:3" }] }],
    model: { status: "agrees", differences: [] },
    tablesWithRows: 0,
    emptyTables: [],
    notes: [],
  });
  const source = studioSource(project);
  expect((await source.details("bbbb00000002")).verification).toMatchObject({
    status: "failed",
    findings: [{ level: "failure", text: "It differs. (migrations/b.sql:3)", details: ["+ x"] }],
  });
  expect((await source.details("aaaa00000001")).verification).toBeUndefined();
});

test("studio shows the SQL of merges, and what operations say of themselves", async () => {
  const folder = mkdtempSync(join(tmpdir(), "limbeck-merge-"));
  mkdirSync(join(folder, "migrations"));
  const file = (id: string, parents: string, up: string): void =>
    writeFileSync(
      join(folder, "migrations", `${id}.ts`),
      `/** Step ${id} */\nexport const revision = "${id}";\nexport const downRevision = ${parents};\nexport function upgrade(op) {\n${up}\n}\nexport function downgrade(op) {\n  op.execute("SELECT '${id} down'");\n}\n`,
    );
  file("aaaa00000001", "null", 'op.execute("CREATE TABLE a (id integer)");');
  file("bbbb00000002", '"aaaa00000001"', 'op.execute("SELECT 1");');
  file("cccc00000003", '"aaaa00000001"', 'op.dropTable("a");');
  file("dddd00000004", '["bbbb00000002", "cccc00000003"]', 'op.execute("SELECT 4");');
  const source = studioSource(createProject({ revisions: "migrations" }, { root: folder }));
  const merge = await source.details("dddd00000004");
  expect(merge.up).toContain("SELECT 4");
  expect(merge.up).not.toContain("SELECT 1");
  expect(merge.down).toContain("SELECT 'dddd00000004 down'");
  expect(merge.problem).toBeUndefined();
  const { findings } = await source.details("cccc00000003");
  expect(findings?.map(({ level, text }) => `${level}: ${text}`)).toEqual([
    "warning: drop table a: its rows are gone afterwards",
    "note: drop table a: can't be undone from what it knows",
  ]);
  rmSync(folder, { recursive: true });
}, 60_000);
