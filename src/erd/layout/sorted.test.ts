/** Kinds in rows of their own, and line ends that stay in their rows. */
import { expect, test } from "vitest";
import { linkKeyOf } from "../box-key.ts";
import type { Diagram, DiagramColumn, DiagramLink, DiagramTable } from "../diagram.ts";
import { renderSvg } from "../render/svg.ts";
import { checkLayout } from "../../../tests/support/layout-check.ts";
import { layoutDiagram } from "./place.ts";
import { packRows } from "./rows.ts";

const column = (name: string): DiagramColumn => ({
  name,
  type: "integer",
  nullable: false,
  primaryKey: name === "id" || name === "tenant",
  foreignKey: false,
  unique: false,
});

const box = (name: string, columns: readonly string[], more: Partial<DiagramTable> = {}): DiagramTable => ({
  key: `public.${name}`,
  kind: "table",
  schema: "public",
  name,
  columns: columns.map(column),
  parts: [],
  association: false,
  partitions: 0,
  reads: [],
  ...more,
});

const link = (from: string, columns: readonly string[], to: string, more: Partial<DiagramLink> = {}): DiagramLink => {
  const ends = {
    kind: "foreignKey" as const,
    name: `${from}_${columns.join("_")}_${to}`,
    from: `public.${from}`,
    fromColumns: columns,
    to: `public.${to}`,
    toColumns: columns.length === 1 ? ["id"] : ["tenant", "id"],
  };
  return { key: linkKeyOf(ends), ...ends, one: false, optional: false, rules: [], ...more };
};

const diagramOf = (tables: readonly DiagramTable[], links: readonly DiagramLink[] = []): Diagram => ({
  tables: [...tables].sort((a, b) => (a.key < b.key ? -1 : 1)),
  links,
  compared: false,
});

test("lines that meet at one row stay in it and apart, however many they are", async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const tables = [
    ...names.map((name) => box(name, ["id"])),
    box("hub", ["id", "parent"]),
    box("user", ["id", "ref", "x"]),
  ];
  const links = [
    ...names.map((name) => link("user", ["ref"], name)),
    ...names.map((name, at) => link(name, ["id"], "hub", { one: true, optional: at % 2 === 0 })),
    link("hub", ["parent"], "hub", { optional: true }),
  ];
  const diagram = diagramOf(tables, links);
  for (const clusters of ["never", "always"] as const) {
    const layout = await layoutDiagram(diagram, { clusters });
    expect(checkLayout(diagram, layout)).toEqual([]);
    // The check sees what it is for.
    const moved = layout.routes.map((route, at) =>
      at === 0 ? { ...route, points: route.points.map(({ x, y }) => ({ x, y: y + 6 })) } : route,
    );
    expect(checkLayout(diagram, { ...layout, routes: moved }).join()).toMatch(/leaves its row|touch/);
  }
});

test("a key of several columns shows all of them", async () => {
  const diagram = diagramOf(
    [box("orders", ["tenant", "id"]), box("lines", ["tenant", "order_id", "note"])],
    [link("lines", ["tenant", "order_id"], "orders")],
  );
  const svg = renderSvg(diagram, await layoutDiagram(diagram));
  const brackets = [...svg.matchAll(/class="l br" d="([^"]+)"/g)].map(([, path]) => path!);
  expect(brackets).toHaveLength(1);
  // Two ends with two rows each.
  expect(brackets[0]!.match(/H/g)).toHaveLength(4);
  const single = diagramOf([box("a", ["id"]), box("b", ["a"])], [link("b", ["a"], "a")]);
  expect(renderSvg(single, await layoutDiagram(single))).not.toContain("l br");
});

test.each([1, 2])(
  "tables, views and enums that nothing connects stand in rows of their own (%i schemas)",
  async (count) => {
    const kinds = ["enum", "table", "view", "table", "enum", "view", "table", "enum"] as const;
    const tables = Array.from({ length: count }, (_, schema) =>
      kinds.map((kind, at) =>
        box(`n${at}`, ["id", "x", "y"].slice(0, 1 + (at % 3)), {
          kind,
          schema: `s${schema}`,
          key: `s${schema}.n${at}${kind === "enum" ? " (enum)" : ""}`,
        }),
      ),
    ).flat();
    const diagram = diagramOf(tables);
    const layout = await layoutDiagram(diagram);
    expect(checkLayout(diagram, layout)).toEqual([]);
    const placed = new Map(layout.boxes.map(({ key, y, height }) => [key, { y, end: y + height }]));
    for (let schema = 0; schema < count; schema += 1) {
      const of = (kind: string): { y: number; end: number }[] =>
        tables.filter((one) => one.kind === kind && one.schema === `s${schema}`).map(({ key }) => placed.get(key)!);
      expect(Math.max(...of("table").map(({ end }) => end))).toBeLessThan(Math.min(...of("view").map(({ y }) => y)));
      expect(Math.max(...of("view").map(({ end }) => end))).toBeLessThan(Math.min(...of("enum").map(({ y }) => y)));
    }
  },
);

test("rows keep their order and put low boxes above each other", () => {
  const high = { width: 10, height: 30 };
  const low = { width: 10, height: 10 };
  expect(packRows([high, low, low, high, high], 40, 5)).toEqual({
    width: 40,
    height: 65,
    places: [
      { x: 0, y: 0 },
      { x: 15, y: 0 },
      { x: 15, y: 15 },
      { x: 30, y: 0 },
      { x: 0, y: 35 },
    ],
  });
});
