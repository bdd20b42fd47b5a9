/**
 * Large models are drawn as clusters: tables that refer to each other often, of one schema, at most so many. Pairs of
 * clusters are joined as long as that gains modularity; links of tables that everything refers to weigh little.
 */
import { compareText, type BoxKind, type Diagram } from "../diagram.ts";

export interface Cluster {
  readonly name: string;
  readonly tables: readonly string[];
}

const largest = 22;

/** Clusters with the tables of each, in the order of their names. Enums and lone tables form one at the end of each schema. */
export function clustersOf(diagram: Diagram): Cluster[] {
  const schemaOf = new Map(diagram.tables.map((table) => [table.key, table.schema]));
  const degree = new Map<string, number>();
  const pairs = new Map<string, { a: string; b: string; weight: number }>();
  const inner = diagram.links.filter((link) => link.from !== link.to);
  for (const link of inner) {
    degree.set(link.from, (degree.get(link.from) ?? 0) + 1);
    degree.set(link.to, (degree.get(link.to) ?? 0) + 1);
  }
  let total = 0;
  for (const link of inner) {
    if (schemaOf.get(link.from) !== schemaOf.get(link.to)) continue;
    const [a, b] = [link.from, link.to].sort(compareText) as [string, string];
    const weight = 1 / Math.sqrt(degree.get(link.from)! * degree.get(link.to)!);
    const pair = pairs.get(`${a}\n${b}`) ?? { a, b, weight: 0 };
    pair.weight += weight;
    total += weight;
    pairs.set(`${a}\n${b}`, pair);
  }
  const groups = new Joining(
    diagram.tables.map((table) => table.key),
    [...pairs.values()],
    total,
  ).run();
  return named(diagram, groups, degree);
}

class Joining {
  readonly #members: Map<number, string[]>;
  readonly #strength = new Map<number, number>();
  readonly #between = new Map<number, Map<number, number>>();
  readonly #total: number;

  constructor(keys: readonly string[], pairs: readonly { a: string; b: string; weight: number }[], total: number) {
    this.#members = new Map(keys.map((key, at) => [at, [key]]));
    this.#total = total;
    const index = new Map(keys.map((key, at) => [key, at]));
    for (const at of this.#members.keys()) {
      this.#strength.set(at, 0);
      this.#between.set(at, new Map());
    }
    for (const { a, b, weight } of pairs) {
      const [i, j] = [index.get(a)!, index.get(b)!];
      this.#strength.set(i, this.#strength.get(i)! + weight);
      this.#strength.set(j, this.#strength.get(j)! + weight);
      this.#between.get(i)!.set(j, weight);
      this.#between.get(j)!.set(i, weight);
    }
  }

  run(): string[][] {
    for (let pair = this.#best(); pair !== undefined; pair = this.#best()) this.#join(pair[0], pair[1]);
    return [...this.#members.values()];
  }

  #best(): [number, number] | undefined {
    let best: [number, number] | undefined;
    let gain = 0;
    for (const [i, neighbours] of this.#between) {
      for (const [j, weight] of neighbours) {
        if (j <= i || this.#members.get(i)!.length + this.#members.get(j)!.length > largest) continue;
        const gained = weight - (this.#strength.get(i)! * this.#strength.get(j)!) / (2 * this.#total);
        if (gained > gain + 1e-9) [best, gain] = [[i, j], gained];
      }
    }
    return best;
  }

  #join(i: number, j: number): void {
    this.#members.get(i)!.push(...this.#members.get(j)!);
    this.#strength.set(i, this.#strength.get(i)! + this.#strength.get(j)!);
    const own = this.#between.get(i)!;
    for (const [k, weight] of this.#between.get(j)!) {
      this.#between.get(k)!.delete(j);
      if (k === i) continue;
      own.set(k, (own.get(k) ?? 0) + weight);
      this.#between.get(k)!.set(i, own.get(k)!);
    }
    own.delete(j);
    this.#between.delete(j);
    this.#members.delete(j);
    this.#strength.delete(j);
  }
}

/** What a cluster of things that nothing connects is called. */
const loneWords: Readonly<Record<BoxKind, string>> = {
  table: "other tables",
  external: "other tables",
  view: "views",
  materializedView: "views",
  enum: "enums",
};

/** A cluster is called by its schema, where there are several, and the table that most others refer to. */
function named(diagram: Diagram, groups: readonly string[][], degree: ReadonlyMap<string, number>): Cluster[] {
  const tables = new Map(diagram.tables.map((table) => [table.key, table]));
  const several = new Set(diagram.tables.map((table) => table.schema)).size > 1;
  const lone = new Map<string, string[]>();
  const clusters: Cluster[] = [];
  for (const group of groups) {
    const { schema } = tables.get(group[0]!)!;
    if (group.length === 1) {
      const key = `${schema}\n${loneWords[tables.get(group[0]!)!.kind]}`;
      lone.set(key, [...(lone.get(key) ?? []), group[0]!]);
      continue;
    }
    const center = [...group].sort((a, b) => (degree.get(b) ?? 0) - (degree.get(a) ?? 0) || compareText(a, b))[0]!;
    clusters.push({
      name: `${several ? `${schema}: ` : ""}${tables.get(center)!.name}`,
      tables: group.sort(compareText),
    });
  }
  clusters.sort((a, b) => compareText(a.name, b.name));
  for (const [key, group] of [...lone].sort((a, b) => compareText(a[0], b[0]))) {
    const [schema, word] = key.split("\n") as [string, string];
    clusters.push({ name: several ? `${schema}: ${word}` : word, tables: group.sort(compareText) });
  }
  return clusters;
}
