/** Two proofs about rows: a round trip gives every value back, and after each step tables can be used. */
import { readFileSync } from "node:fs";
import { equal } from "../../autogenerate/compare.ts";
import type { Dialect, HeldRows, TableName, UseProblem } from "../../dialects/dialect.ts";
import { keptTables, lostValues, type LostValues } from "../../metadata/kept-values.ts";
import type { Key } from "../../metadata/key.ts";
import { keyOf } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import { onConnection, type Scratch } from "../scratch.ts";
import type { Finding } from "./findings.ts";
import { tablesOf, touched } from "./touched.ts";

export interface RoundTrip {
  readonly below: MetaData;
  readonly at: MetaData;
  readonly restored: MetaData;
  /** Names, as of `renamedNames`, of what is only called otherwise above. */
  readonly renamed: ReadonlySet<string>;
  /** What the revision itself says is not given back. */
  readonly lossy: string | undefined;
}

/** All values of a state's tables. */
export function heldValues(dialect: Dialect, scratch: Scratch, state: MetaData): Promise<readonly HeldRows[]> {
  return onConnection(scratch, (connection) => dialect.values(connection, keptTables(state, state)));
}

/** Values that were there before the upgrade and are not after the downgrade, in columns that neither of them drops. */
export async function valueFindings(
  dialect: Dialect,
  scratch: Scratch,
  held: readonly HeldRows[],
  trip: RoundTrip,
): Promise<readonly Finding[]> {
  const { below, at, restored, renamed } = trip;
  const isKept = (object: SchemaObject): boolean => renamed.has(writtenName(object));
  const left = new Map(keptTables(below, restored).map((table) => [nameOf(table), table]));
  const kept = keptTables(below, at, isKept).flatMap((table) => {
    const columns = left.get(nameOf(table))?.columns;
    return columns === undefined ? [] : [{ ...table, columns: table.columns.filter((name) => columns.includes(name)) }];
  });
  const before = new Map(held.map((table) => [nameOf(table), table]));
  const wanted = kept.filter((table) => (before.get(nameOf(table))?.rows.length ?? 0) > 0);
  if (wanted.length === 0) return [];
  const now = await onConnection(scratch, (connection) => dialect.values(connection, wanted));
  const severe: string[] = [];
  const others: string[] = [];
  for (const { columns, rows, ...table } of now) {
    const lost = lostValues(columns, projected(before.get(nameOf(table)) as HeldRows, columns), rows);
    if (lost === undefined) continue;
    const line = `${written(dialect, table)}: ${told(lost)}`;
    (isSevere(lost, table, trip) ? severe : others).push(line);
  }
  return findingsOf(severe, others, trip.lossy);
}

function findingsOf(severe: readonly string[], others: readonly string[], lossy: string | undefined): Finding[] {
  const marked = lossy === undefined ? others : [...severe, ...others];
  const because = lossy === undefined ? "" : `, as the revision says (${lossy})`;
  return [
    ...(severe.length === 0 || lossy !== undefined
      ? []
      : [
          {
            code: "values-lost" as const,
            level: "failure" as const,
            message:
              "values are not what they were after up and down: give them back, or say in the revision what is not given back, in a comment that begins with `lossy:`",
            details: severe,
          },
        ]),
    ...(marked.length === 0
      ? []
      : [
          {
            code: "rows-changed" as const,
            level: "note" as const,
            message: `values are others after up and down${because}: ${marked.join(", ")}`,
            details: [],
          },
        ]),
  ];
}

function projected({ columns, rows }: HeldRows, wanted: readonly string[]): (string | null)[][] {
  const places = wanted.map((name) => columns.indexOf(name));
  return rows.map((row) => places.map((at) => row[at] ?? null));
}

const told = ({ rows, columns }: LostValues): string =>
  [...(rows === 0 ? [] : [`${rows} rows fewer`]), ...columns.map(({ name }) => name)].join(", ");

/** Values may change because the revision changes them; not where it changed the column, nor where they are gone. */
function isSevere({ rows, columns }: LostValues, { schema, name: table }: TableName, trip: RoundTrip): boolean {
  if (rows > 0) return true;
  return columns.some(({ name, isEmptied }) => {
    const key: Key = keyOf("column", schema, table, name);
    return isEmptied || !equal(trip.below.get(key), trip.at.get(key));
  });
}

/** What a revision says it does not give back: `// lossy: …` or `-- lossy: …`, anywhere in the file. */
export function lossyMark(path: string): string | undefined {
  return /^\s*(?:\/\/|--|\*|\/\*).*?\blossy: *(.+?)(?: *\*\/)? *$/m.exec(readFileSync(path, "utf8"))?.[1];
}

const nameOf = ({ schema, name }: TableName): string => JSON.stringify([schema, name]);
const written = (dialect: Dialect, table: TableName): string =>
  dialect.describe({ kind: "table", schema: table.schema, name: table.name }).replace(/^table /, "");

function writtenName(object: SchemaObject): string {
  const { table } = object;
  return JSON.stringify(table === undefined ? [object.schema, object.name] : [object.schema, table, object.name]);
}

/** Remembers what tables refuse, so that only what a step has brought is told. */
export class Usability {
  readonly #dialect: Dialect;
  #known: ReadonlyMap<string, UseProblem> | undefined;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** What is so before the first step. */
  async begin(scratch: Scratch, state: MetaData): Promise<void> {
    this.#known ??= await this.#look(scratch, tablesOf(state));
  }

  /** What the step from one state to another has brought; `keep` makes the present what later steps are judged by. */
  async after(
    scratch: Scratch,
    step: { readonly from: MetaData; readonly to: MetaData; readonly way: "upgrade" | "downgrade" },
  ): Promise<readonly Finding[]> {
    const known = this.#known ?? new Map<string, UseProblem>();
    const tables = touched(step.from, step.to);
    const found = await this.#look(scratch, tables);
    const looked = new Set(tables.map(nameOf));
    const news = [...found].filter(([key]) => !known.has(key)).map(([, problem]) => problem);
    if (step.way === "upgrade")
      this.#known = new Map([...[...known].filter(([, problem]) => !looked.has(nameOf(problem))), ...found]);
    return this.#findings(news, step.way);
  }

  async #look(scratch: Scratch, tables: readonly TableName[]): Promise<ReadonlyMap<string, UseProblem>> {
    const problems = await onConnection(scratch, (connection) => this.#dialect.use(connection, tables));
    return new Map(problems.map((problem) => [keyOfProblem(problem), problem]));
  }

  #findings(problems: readonly UseProblem[], way: "upgrade" | "downgrade"): Finding[] {
    const behind = problems.filter(({ doing }) => doing === "sequence");
    const refused = problems.filter(({ doing }) => doing !== "sequence");
    const finding = (code: "sequence-behind" | "unusable", message: string, details: readonly string[]): Finding[] =>
      details.length === 0 ? [] : [{ code, level: "failure", message, details }];
    return [
      ...finding(
        "sequence-behind",
        `after the ${way} a sequence stands behind the rows it numbers`,
        behind.map(({ message }) => message),
      ),
      ...finding(
        "unusable",
        `after the ${way} a table can't be used as before`,
        refused.map((problem) => `${problem.doing} ${written(this.#dialect, problem)}: ${problem.message}`),
      ),
    ];
  }
}

/** A sequence may stand behind by another number than before. */
const keyOfProblem = (problem: UseProblem): string =>
  JSON.stringify([nameOf(problem), problem.doing, problem.column ?? problem.sqlState]);
