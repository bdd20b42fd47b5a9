import { describe, expect, test } from "vitest";
import { keyOf, type Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { compareDiagrams } from "./difference.ts";
import type { Diagram } from "./diagram.ts";
import { drawDiagram, formatOfFile, type PictureFormat } from "./draw.ts";
import { HistoryPacker, HistoryReader } from "./model-history.ts";
import { readDiagram } from "./read-diagram.ts";
import { hasOtherScripts } from "./render/png.ts";
import { layoutDiagram } from "./layout/place.ts";
import { stubLabel, stubTexts } from "./layout/stubs.ts";
import { endsOf, renderSvg } from "./render/svg.ts";
import { escapeXml } from "./render/xml.ts";
import { sampleMetaData } from "../../tests/support/erd-models.ts";
import { selectDiagram } from "./select.ts";
import { textWidth } from "./text/measure.ts";

type Plain = SchemaObject & Readonly<Record<string, unknown>>;

function metadata(...objects: readonly Plain[]): MetaData {
  return new MetaData({
    objects: objects.map((object): [Key, SchemaObject] => [
      typeof object["table"] === "string"
        ? keyOf(object.kind, object.schema!, object["table"], object.name)
        : keyOf(object.kind, object.schema ?? "", object.name),
      object,
    ]),
  });
}

const table = (name: string, schema = "public"): Plain => ({ kind: "table", schema, name });
const column = (of: string, name: string, extra: Readonly<Record<string, unknown>> = {}): Plain => ({
  kind: "column",
  schema: "public",
  table: of,
  name,
  type: "integer",
  notNull: true,
  ...extra,
});
const key = (of: string, kind: string, ...columns: string[]): Plain => ({
  kind,
  schema: "public",
  table: of,
  name: `${of}_${columns.join("_")}_${kind}`,
  columns,
});
const reference = (
  of: string,
  columns: string[],
  to: string,
  extra: Readonly<Record<string, unknown>> = {},
): Plain => ({
  kind: "foreignKey",
  schema: "public",
  table: of,
  name: `${of}_${columns.join("_")}_fkey`,
  columns,
  referencedSchema: "public",
  referencedTable: to,
  referencedColumns: ["id"],
  ...extra,
});

const shop = (): Plain[] => [
  table("customers"),
  column("customers", "id"),
  key("customers", "primaryKey", "id"),
  table("orders"),
  column("orders", "id"),
  column("orders", "customer_id", { notNull: false }),
  key("orders", "primaryKey", "id"),
  reference("orders", ["customer_id"], "customers", { onDelete: "cascade" }),
  table("order_customers"),
  column("order_customers", "order_id"),
  column("order_customers", "customer_id"),
  key("order_customers", "primaryKey", "order_id", "customer_id"),
  reference("order_customers", ["order_id"], "orders"),
  reference("order_customers", ["customer_id"], "customers"),
];

describe("what a diagram says", () => {
  const diagram = readDiagram(metadata(...shop()));

  test("a nullable reference is optional, and many rows may have it", () => {
    const link = diagram.links.find((one) => one.from === "public.orders")!;
    expect(link).toMatchObject({ one: false, optional: true, rules: ["on delete cascade"] });
    expect(endsOf(link)).toEqual({ from: "many", to: "zeroOrOne" });
  });

  test("a unique reference belongs to at most one row", () => {
    const unique = readDiagram(metadata(...shop(), key("orders", "unique", "customer_id")));
    expect(endsOf(unique.links.find((one) => one.from === "public.orders")!)).toEqual({
      from: "zeroOrOne",
      to: "zeroOrOne",
    });
  });

  test("a key made of references makes an association table", () => {
    expect(diagram.tables.map((one) => [one.name, one.association])).toEqual([
      ["customers", false],
      ["order_customers", true],
      ["orders", false],
    ]);
  });

  test("partitions are counted at their table, their references drawn there once", () => {
    const parts = ["2026", "2027"].flatMap((year): Plain[] => [
      table(`orders_${year}`),
      {
        kind: "partition",
        schema: "public",
        name: `orders_${year}`,
        parentSchema: "public",
        parent: "orders",
        bound: "DEFAULT",
      },
      reference(`orders_${year}`, ["customer_id"], "customers"),
    ]);
    const found = readDiagram(metadata(...shop(), ...parts));
    expect(found.tables.find((one) => one.name === "orders")?.partitions).toBe(2);
    expect(found.links).toHaveLength(3);
  });

  test("a table that is referred to but not there is shown as elsewhere", () => {
    const found = readDiagram(metadata(table("a"), column("a", "b_id"), reference("a", ["b_id"], "b")));
    expect(found.tables.map((one) => one.kind)).toEqual(["table", "external"]);
  });
});

describe("differences", () => {
  const before = readDiagram(metadata(...shop()));

  test("nothing is marked where nothing changed", () => {
    const same = compareDiagrams(before, readDiagram(metadata(...shop())));
    expect([...same.tables, ...same.links].filter((one) => one.change !== undefined)).toEqual([]);
  });

  test("a column's new type is told with the old one", () => {
    const after = readDiagram(
      metadata(
        ...shop().map((one) => (one.name === "id" && one["table"] === "orders" ? { ...one, type: "bigint" } : one)),
      ),
    );
    const orders = compareDiagrams(before, after).tables.find((one) => one.name === "orders")!;
    expect(orders.change).toBe("changed");
    expect(orders.columns[0]).toMatchObject({ change: "changed", changeText: "integer → bigint" });
  });

  test("what has no row of its own is told below the rows", async () => {
    const after = readDiagram(metadata(...shop(), key("orders", "index", "customer_id")));
    const marked = compareDiagrams(before, after);
    expect(marked.tables.find((one) => one.name === "orders")?.changeNotes).toEqual([
      { change: "added", text: "index orders_customer_id_index" },
    ]);
    expect(renderSvg(marked, await layoutDiagram(marked))).toMatch(
      /<text class="x added"[^>]*>\+ index orders_customer_id_index</,
    );
  });

  test("a line that is gone is dashed, its ends are not; its sign stands on no joint", async () => {
    const tags = ["red", "blue"].flatMap((name) => [
      table(name),
      column(name, "order_id"),
      reference(name, ["order_id"], "orders"),
    ]);
    const full = readDiagram(metadata(...shop(), ...tags));
    const marked = compareDiagrams(full, before);
    const svg = renderSvg(marked, await layoutDiagram(marked));
    const line = /<g class="k removed" data-link="public\.red[^>]*><title>[^<]*<\/title>(.*?)<\/g>/.exec(svg)?.[1];
    expect(line).toMatch(/^<path class="l d" d="M[^"]*"\/><path class="l" d="M[^"]*"\/>$/);
    const joints = [...svg.matchAll(/M([\d.]+) ([\d.]+)a2\.6/g)].map(
      ([, x, y]) => [Number(x) + 2.6, Number(y)] as const,
    );
    const badges = [...svg.matchAll(/class="badge" cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(joints.length).toBeGreaterThan(0);
    expect(badges.length).toBeGreaterThan(1);
    for (const [, x, y] of badges)
      for (const [jx, jy] of joints) expect(Math.hypot(Number(x) - jx, Number(y) - jy)).toBeGreaterThan(7);
  });

  test("what is gone stays in the picture, marked", () => {
    const after: Diagram = { ...before, tables: before.tables.slice(0, 2), links: [] };
    const marked = compareDiagrams(before, after);
    expect(marked.tables.find((one) => one.name === "orders")?.change).toBe("removed");
    expect(marked.links.every((link) => link.change === "removed")).toBe(true);
  });
});

describe("selection", () => {
  const diagram = readDiagram(metadata(...shop()));

  test("patterns choose by name, with and without schema", () => {
    expect(selectDiagram(diagram, { only: ["public.order*"] }).tables.map((one) => one.name)).toEqual([
      "order_customers",
      "orders",
    ]);
  });

  test("around a table are its neighbours, up to a depth", () => {
    expect(selectDiagram(diagram, { around: ["orders"], depth: 0 }).tables).toHaveLength(1);
    expect(selectDiagram(diagram, { around: ["orders"] }).tables).toHaveLength(3);
  });

  test("a table that does not exist is named, with the one that was meant", () => {
    expect(() => selectDiagram(diagram, { around: ["order"] })).toThrowError(
      expect.objectContaining({
        code: "erd.unknown-table",
        hint: expect.stringContaining("orders") as string,
      }) as Error,
    );
  });
});

describe("views", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const view: Plain = { kind: "view", schema: "public", name: "report", columns: ["n"] };
  const reading = (order: readonly string[]): MetaData => {
    const tables = metadata(...names.flatMap((name) => [table(name), column(name, "id")]), view);
    const needs = order.map((name) => keyOf("table", "public", name));
    return new MetaData({
      objects: tables.objects,
      dependencies: new Map([[keyOf("view", "public", "report"), needs]]),
    });
  };

  test("what they read is sorted, whatever order the catalog told it in", () => {
    const found = (order: readonly string[]): readonly string[] =>
      readDiagram(reading(order)).tables.find((one) => one.name === "report")!.reads;
    expect(found([...names].reverse())).toEqual(names.map((name) => `public.${name}`));
    expect(found(names)).toEqual(found([...names].reverse()));
  });

  test("of what lies in other clusters the names stand beside one line", () => {
    const diagram = readDiagram(reading(names), { views: "lines" });
    const texts = stubTexts(diagram.links, diagram);
    expect(new Set([...texts.values()].map(({ joint }) => joint)).size).toBe(1);
    expect(stubLabel(diagram.links.map(({ key: link }) => texts.get(link)!.text))).toBe("a, b, c and 3 more");
  });
});

describe("forms", () => {
  const hostile = `a"]<b>&'|{}\\\n--`;
  const diagram = readDiagram(
    metadata(...shop(), table(hostile), column(hostile, hostile, { comment: "</title><script>" })),
  );
  const draw = async (format: PictureFormat): Promise<string> =>
    (await drawDiagram(diagram, { format, what: "a test", caption: "</style><script>" })) as string;

  test.each(["svg", "html"] as const)("%s holds no markup of names and comments", async (format) => {
    const text = await draw(format);
    expect(text).not.toContain("<b>");
    expect(text.match(/<script/g)?.length ?? 0).toBe(format === "html" ? 1 : 0);
  });

  test("mermaid, dot and dbml name every table and reference", async () => {
    const [mermaid, dot, dbml] = [await draw("mermaid"), await draw("dot"), await draw("dbml")];
    expect(mermaid).toContain(`"customers" |o--o{ "orders" : "customer_id"`);
    expect(mermaid.split("\n").every((line) => /^(erDiagram|\s.*|)$/.test(line))).toBe(true);
    expect(dot).toMatch(/t\d:c0 -> t\d:c1 \[arrowtail="teeodot", arrowhead="crowodot"\];/);
    expect(dbml).toContain("Ref orders_customer_id_fkey: orders.customer_id > customers.id [delete: cascade]");
  });

  test("dbml says nothing of NULL in a view, which says nothing of it either", async () => {
    const seen = { kind: "view", schema: "public", name: "seen", query: "", columns: [{ name: "a", type: "integer" }] };
    const views = readDiagram(metadata(...shop(), seen));
    expect(await drawDiagram(views, { format: "dbml", what: "a test" })).toContain("Table seen {\n  a integer\n}");
  });

  test("text lists only the columns that are asked for", async () => {
    const text = (await drawDiagram(diagram, { format: "mermaid", what: "a test", detail: "none" })) as string;
    expect(text).not.toContain("customer_id FK");
    expect(text).toContain('"customers" {');
  });

  test("json holds the diagram and where everything is", async () => {
    const { tables, links, layout } = JSON.parse(await draw("json")) as {
      tables: unknown[];
      links: unknown[];
      layout: { boxes: unknown[] };
    };
    expect([tables.length, links.length, layout.boxes.length]).toEqual([4, 3, 4]);
  });

  test("a PNG is a PNG, with text although no font is installed", async () => {
    const png = (await drawDiagram(diagram, { format: "png", what: "a test", scale: 1 })) as Uint8Array;
    const blank = (await drawDiagram(
      { ...diagram, tables: diagram.tables.map((one) => ({ ...one, name: "", columns: [] })), links: [] },
      { format: "png", what: "a test", scale: 1 },
    )) as Uint8Array;
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(png.length).toBeGreaterThan(blank.length * 2);
  });

  test("only scripts that the font lacks look for fonts of the machine", () => {
    expect(["Größe ключ Ελ → − × “q”", "注文", "عدد", "\u{1f600}"].map(hasOtherScripts)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test("an empty model is told, not drawn", async () => {
    await expect(
      drawDiagram({ tables: [], links: [], compared: false }, { format: "svg", what: "the model" }),
    ).rejects.toMatchObject({ code: "erd.empty" });
  });

  test("the ending of a file chooses the form", () => {
    expect(["a/b.SVG", "x.mmd", "x.gv", "x.htm", "x"].map(formatOfFile)).toEqual([
      "svg",
      "mermaid",
      "dot",
      "html",
      undefined,
    ]);
  });
});

test("XML takes any text", () => {
  expect(escapeXml("a\u0000\ud800b\u202e<\u{1f600}")).toBe("a\ufffd\ufffdb&lt;\u{1f600}");
});

test("wide scripts and unknown ones are measured as wide", () => {
  expect(textWidth("注文", 12)).toBeGreaterThanOrEqual(24);
  expect(textWidth("iiii", 12)).toBeLessThan(textWidth("mmmm", 12));
});

test("a packed history gives back every diagram, and shares what stays", () => {
  const packer = new HistoryPacker();
  const whole = readDiagram(sampleMetaData({ seed: 2, tables: 9 }));
  const steps = [3, 5, 9, 7].map((count, at) => ({
    id: `r${at}`,
    diagram: { ...whole, tables: whole.tables.slice(0, count), links: [] },
  }));
  steps.forEach(({ id, diagram }, at) => packer.add(id, at === 0 ? [] : [steps[at - 1]!.id], diagram));
  const reader = new HistoryReader(JSON.parse(JSON.stringify(packer.pack())) as ReturnType<HistoryPacker["pack"]>);
  for (const { id, diagram } of steps) expect(reader.diagram(id).tables).toEqual(diagram.tables);
  for (const { key } of whole.tables) {
    const form = reader.table(key, steps.at(-1)!.id);
    expect(["r3", "r0", "r2"].map(form)).toEqual(
      ["r3", "r0", "r2"].map((id) => reader.diagram(id).tables.find((one) => one.key === key)),
    );
  }
  expect(reader.diagram("r3").tables[0]).toBe(reader.diagram("r0").tables[0]);
});

test("PlantUML names every table and reference once, and no name ends a line or a string of its own", async () => {
  const hostile = { ...table('a"b\n}'), schema: "public" };
  const diagram = readDiagram(metadata(...shop(), hostile, column('a"b\n}', "x\n@enduml")));
  const text = (await drawDiagram(diagram, { format: "plantuml", what: "a test" })) as string;
  expect(text).toContain('entity "customers" as t');
  expect(text).toContain("  {field} * id : integer <<PK>>");
  expect(text.match(/^entity /gm)).toHaveLength(diagram.tables.length);
  expect(text.match(/^t\d+ [|o}]+--[|o{]+ t\d+ : /gm)).toHaveLength(diagram.links.length);
  expect(text.match(/^@enduml$/gm)).toHaveLength(1);
  expect(text.match(/^\}$/gm)).toHaveLength(diagram.tables.length);
  expect(formatOfFile("docs/erd.puml")).toBe("plantuml");
});

test("Mermaid's own words and DBML's tables without columns are written around", async () => {
  const odd = metadata(
    table("odd"),
    column("odd", "pk"),
    column("odd", "%%"),
    table("bare"),
    table('a"b'),
    column('a"b', "id"),
  );
  const mermaid = (await drawDiagram(readDiagram(odd), { format: "mermaid", what: "a test" })) as string;
  // Its parser takes `pk` for a key, and a row needs a name.
  expect(mermaid).toContain("    integer pk_\n    integer _\n");
  const dbml = (await drawDiagram(readDiagram(odd), { format: "dbml", what: "a test" })) as string;
  expect(dbml).toContain("// bare has no columns");
  expect(dbml).not.toContain("Table bare");
  expect(dbml).toContain('Table "a\u201Db" {');
});
