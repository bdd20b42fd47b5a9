import { describe, expect, test } from "vitest";
import { keyOf } from "../../metadata/key.ts";
import { MetaData } from "../../metadata/metadata.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import { compareDiagrams } from "../difference.ts";
import { readDiagram } from "../read-diagram.ts";
import { renderSvg } from "../render/svg.ts";
import { sampleMetaData } from "../../../tests/support/erd-models.ts";
import { checkLayout } from "../../../tests/support/layout-check.ts";
import { layoutDiagram } from "./place.ts";
import { pinned, unionOf } from "./pin.ts";

const soak = process.env["LIMBECK_SOAK"] === "1";
/** Small models are drawn in a few hundredths of a second; with LIMBECK_SOAK=1 they have up to 25 tables. */
const count = 200;
const tablesOf = (seed: number): number => 3 + ((seed * 7) % (soak || seed % 20 === 0 ? 22 : 6));

describe("what holds of every picture", () => {
  test(`boxes stand apart, lines go around them, texts fit, every reference is drawn once (${count} models)`, async () => {
    for (let seed = 1; seed <= count; seed += 1) {
      const metadata = sampleMetaData({ seed, tables: tablesOf(seed), schemas: seed % 4 === 0 ? 3 : 1 });
      const diagram = readDiagram(metadata);
      const layout = await layoutDiagram(diagram);
      expect(checkLayout(diagram, layout), `seed ${seed}`).toEqual([]);
      const svg = renderSvg(diagram, layout);
      const drawn = [...svg.matchAll(/data-link="([^"]*)"/g)].map(([, key]) => key);
      expect([drawn.length, new Set(drawn).size], `seed ${seed}`).toEqual([diagram.links.length, diagram.links.length]);
    }
  }, 300_000);

  test("large models become clusters, and the same things hold", async () => {
    const diagram = readDiagram(sampleMetaData({ seed: 5, tables: 90 }));
    const layout = await layoutDiagram(diagram);
    expect(layout.groups.length).toBeGreaterThan(2);
    expect(layout.stubs.length).toBeGreaterThan(0);
    expect(checkLayout(diagram, layout)).toEqual([]);
  }, 60_000);

  test("they hold at pinned places, for every revision of a history", async () => {
    for (let seed = 1; seed <= (soak ? 50 : 5); seed += 1) {
      const before = readDiagram(sampleMetaData({ seed: seed * 2, tables: 10 }));
      const after = readDiagram(sampleMetaData({ seed: seed * 2 + 1, tables: 12 }));
      const steps = [before, compareDiagrams(before, after), after];
      const union = unionOf(steps);
      const layout = await layoutDiagram(union);
      for (const step of steps) expect(checkLayout(step, pinned(layout, union, step)), `seed ${seed}`).toEqual([]);
    }
  }, 120_000);
});

test("a hundred and twenty tables in one long chain are drawn in one picture too", async () => {
  const whole = readDiagram(sampleMetaData({ seed: 5, tables: 120 }));
  const [table, link] = [whole.tables[0]!, whole.links[0]!];
  const tables = Array.from({ length: 120 }, (_, at) => ({ ...table, key: `public.t${at}`, name: `t${at}` }));
  const links = tables.slice(1).flatMap(({ key }, at) =>
    [at, Math.floor(at / 2)].map((to, number) => ({
      ...link,
      key: `${key} ${number}`,
      from: key,
      to: `public.t${to}`,
    })),
  );
  const diagram = { tables, links, compared: false };
  expect(checkLayout(diagram, await layoutDiagram(diagram, { clusters: "never" }))).toEqual([]);
}, 120_000);

test.skipIf(!soak)(
  "a thousand tables with their partitions are drawn within 30 seconds and a gigabyte",
  async () => {
    const model = sampleMetaData({ seed: 3, tables: 1055 });
    const objects = new Map(model.objects);
    const parents = [...model.objects.values()].filter(({ kind }) => kind === "table").slice(0, 12);
    for (let at = 0; at < 372; at += 1) {
      const { schema, name: parent } = parents[at % parents.length]!;
      const name = `${parent}_p${at}`;
      const partition = { kind: "partition", schema, name, parentSchema: schema, parent };
      objects.set(keyOf("table", schema!, name), { kind: "table", schema: schema!, name });
      objects.set(keyOf("partition", schema!, name), partition as SchemaObject);
    }
    const begin = process.cpuUsage();
    const diagram = readDiagram(new MetaData({ objects }));
    const layout = await layoutDiagram(diagram);
    renderSvg(diagram, layout);
    expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(30);
    expect(process.memoryUsage().rss).toBeLessThan(1e9);
    expect(diagram.tables.filter(({ kind }) => kind === "table")).toHaveLength(1055);
    expect(diagram.tables.reduce((sum, { partitions }) => sum + partitions, 0)).toBe(372);
    expect(checkLayout(diagram, layout)).toEqual([]);
  },
  300_000,
);

test("the same model gives the same bytes", async () => {
  const draw = async (): Promise<string> => {
    const diagram = readDiagram(sampleMetaData({ seed: 9, tables: 14 }));
    return renderSvg(diagram, await layoutDiagram(diagram));
  };
  expect(await draw()).toBe(await draw());
});

test("a table keeps its place when others come and go", async () => {
  const all = readDiagram(sampleMetaData({ seed: 11, tables: 8 }));
  const some = { ...all, tables: all.tables.slice(0, 5), links: [] };
  const union = unionOf([some, all]);
  const layout = await layoutDiagram(union);
  const places = (of: typeof all): [string, number, number][] =>
    pinned(layout, union, of).boxes.map(({ key, x, y }) => [key, x, y]);
  const known = new Map(places(all).map(([key, x, y]) => [key, `${x} ${y}`]));
  for (const [key, x, y] of places(some)) expect(known.get(key)).toBe(`${x} ${y}`);
});
