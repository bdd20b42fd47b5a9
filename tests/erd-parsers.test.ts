/** Mermaid's and DBML's own parsers take what limbeck writes, whatever a database calls its things. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Parser } from "@dbml/core";
import mermaid from "mermaid";
import { expect, test } from "vitest";
import { erd } from "../src/commands/erd.ts";
import { createProject } from "../src/config/load-config.ts";
import { compareDiagrams } from "../src/erd/difference.ts";
import type { Diagram } from "../src/erd/diagram.ts";
import { drawDiagram } from "../src/erd/draw.ts";
import { readDiagram } from "../src/erd/read-diagram.ts";
import { sampleMetaData } from "./support/erd-models.ts";

const hostile = String.raw`
CREATE SCHEMA "my schema"; CREATE SCHEMA "select";
CREATE TYPE "my schema"."état ""q""" AS ENUM ('new one', 'it''s', 'a"b', '🙂', '', 'table', 'x''''y', 'back\slash', '1');
CREATE TYPE mood AS ENUM ();
CREATE TABLE "order" ("select" integer, "from" text, "pk" text, "🙂 emoji" "my schema"."état ""q""" DEFAULT 'new one',
  "a""b" numeric(10,2)[], "sp ace" timestamptz DEFAULT now(), "back${"`"}tick" text DEFAULT 'a${"`"}b''c', "Table" text,
  "1st" text, "%" text, "%%{init}%%" mood, "new
line" text, PRIMARY KEY ("select", "from"));
COMMENT ON TABLE "order" IS 'it''s a "table" with \ backslash
and a line ''''';
COMMENT ON COLUMN "order"."select" IS 'note ''x'' "y" ; } { % \';
CREATE TABLE tree (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent integer REFERENCES tree, other integer UNIQUE REFERENCES tree);
CREATE TABLE "my schema".lines ("o select" integer, "o from" text, n integer, gen integer GENERATED ALWAYS AS (n * 2) STORED,
  FOREIGN KEY ("o select", "o from") REFERENCES "order" ("select", "from") ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE "select"."table" (id integer PRIMARY KEY, tree integer REFERENCES public.tree ON DELETE SET DEFAULT);
CREATE TABLE part (id integer, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE "." ("." integer, " " integer, "a.b" text UNIQUE); CREATE TABLE "a.b" (id int); CREATE TABLE empty ();
CREATE TABLE "日本" ("名前" varchar(20) NOT NULL, "العربية" text);
CREATE TABLE "Enum" (id int PRIMARY KEY, d double precision, i interval day to second, b bit(3), p point, c "char", t time(3) with time zone);
CREATE TABLE child (extra text) INHERITS (tree);
CREATE TABLE "{x}" ("[y]" int, "'q'" int, "//c" int, "/*d*/" int, "#e" int, "-" int, "a-b" int, "ref" int, "indexes" int, "Note" int);
CREATE TABLE "--x" (i int); CREATE TABLE "erDiagram" (title int, "accTitle" int, direction int, u int, o int, style int, class int, "classDef" int);
CREATE VIEW "v ""w""" AS SELECT * FROM "order"; CREATE MATERIALIZED VIEW mv AS SELECT count(*) FROM tree;`;

const details = ["all", "keys", "none"] as const;

async function refusals(diagram: Diagram, what: string): Promise<string[]> {
  const refused: string[] = [];
  for (const detail of details) {
    const text = (await drawDiagram(diagram, { format: "mermaid", what, detail })) as string;
    await mermaid.parse(text).catch((error: unknown) => refused.push(`${what}, Mermaid, ${detail}: ${String(error)}`));
  }
  const text = (await drawDiagram(diagram, { format: "dbml", what })) as string;
  try {
    new Parser().parse(text, "dbmlv2");
  } catch (error) {
    refused.push(`${what}, DBML: ${JSON.stringify((error as { diags?: unknown }).diags ?? String(error))}`);
  }
  return refused;
}

test("names with quotes, spaces, emoji, words of the languages; enums, keys of several columns, partitions, views", async () => {
  const root = mkdtempSync(join(tmpdir(), "limbeck-parsers-"));
  try {
    writeFileSync(join(root, "schema.sql"), hostile);
    const project = createProject({}, { root });
    const { content } = await erd(project, { of: "schema.sql", format: "json", views: "lines" });
    const diagram = JSON.parse(content as string) as Diagram;
    expect(diagram.tables.length).toBeGreaterThan(15);
    expect(await refusals(diagram, "as it is")).toEqual([]);
    const nothing: Diagram = { tables: [], links: [], compared: false };
    expect(await refusals(compareDiagrams(nothing, diagram), "added")).toEqual([]);
    expect(await refusals(compareDiagrams(diagram, nothing), "removed")).toEqual([]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 120_000);

// Some refer to columns that are not shown, as to tables elsewhere.
test("made-up models", async () => {
  const refused: string[] = [];
  for (let seed = 1; seed <= 20; seed += 1)
    refused.push(...(await refusals(readDiagram(sampleMetaData({ seed, tables: 6, schemas: 2 })), `model ${seed}`)));
  expect(refused).toEqual([]);
}, 60_000);
