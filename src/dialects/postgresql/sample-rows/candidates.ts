/** Values worth trying in a column, the likeliest first. PostgreSQL says which of them a table accepts. */
import type { ColumnShape, TableShape, TypeShape } from "./shapes.ts";
import { ownValue } from "../../../util/own-value.ts";

/** Text that PostgreSQL reads as the column's type. */
export type Value = string | null;

export interface CandidateRequest {
  readonly table: TableShape;
  readonly column: ColumnShape;
  readonly types: ReadonlyMap<string, TypeShape>;
  /** Differs from row to row, so that rows do. */
  readonly seed: number;
}

const day = 24 * 3600 * 1000;
const epoch = Date.UTC(2024, 0, 1);
const dateAt = (days: number): string => new Date(epoch + days * day).toISOString().slice(0, 10);
const hex = (seed: number, digits: number): string => seed.toString(16).padStart(digits, "0").slice(-digits);

/** Values of types that have no literals of a common form. */
const special: Readonly<Record<string, (seed: number) => readonly string[]>> = {
  uuid: (seed) => [`00000000-0000-4000-8000-${hex(seed, 12)}`],
  json: (seed) => [`{"n": ${seed}}`, "{}", "[]", "null"],
  jsonb: (seed) => [`{"n": ${seed}}`, "{}", "[]", "null"],
  bytea: (seed) => [`\\x${hex(seed, 8)}`],
  xml: (seed) => [`<a n="${seed}"/>`],
  inet: (seed) => [`10.0.0.${seed % 250}`],
  cidr: (seed) => [`10.0.${seed % 250}.0/24`],
  macaddr: (seed) => [`00:00:00:00:00:${hex(seed, 2)}`],
  macaddr8: (seed) => [`00:00:00:00:00:00:00:${hex(seed, 2)}`],
  tsvector: (seed) => [`word${seed}`],
  tsquery: (seed) => [`word${seed}`],
  pg_lsn: (seed) => [`0/${hex(seed, 6)}`],
  money: (seed) => [String(seed)],
  point: (seed) => [`(${seed},1)`],
  line: (seed) => [`{1,1,${seed}}`],
  lseg: (seed) => [`[(0,0),(1,${seed})]`],
  box: (seed) => [`(${seed},1),(0,0)`],
  path: (seed) => [`((0,0),(1,${seed}))`],
  polygon: (seed) => [`((0,0),(1,${seed}),(2,0))`],
  circle: (seed) => [`<(0,0),${seed}>`],
  hstore: (seed) => [`n=>${seed}`],
  ltree: (seed) => [`a${seed}`],
  cube: (seed) => [`(${seed})`],
  seg: (seed) => [String(seed)],
  geometry: (seed) => [`POINT(${seed % 90} 1)`, `SRID=4326;POINT(${seed % 90} 1)`],
  geography: (seed) => [`POINT(${seed % 90} 1)`],
  name: (seed) => [`name${seed}`],
};

/** Candidates of a column in a row: of its type, then what its checks and bounds speak of, then NULL. */
export function candidatesOf(request: CandidateRequest): readonly Value[] {
  const { table, column, types, seed } = request;
  const texts = constraintTexts(request);
  const type = baseOf(column.type, column.modifier, types);
  const own = type === undefined ? [String(seed)] : valuesOf(type, types, seed, column.name);
  const hinted = texts.flatMap((text) => mentioned(text, type?.shape, seed));
  const usual = texts.length > 0 && type?.shape.category === "S" ? usualTexts : [];
  const isNullable = !column.notNull && !isNotNullDomain(column.type, types);
  const speaksOfNull = table.checks.some(({ columns, text }) => columns.includes(column.name) && /null/i.test(text));
  const first: readonly Value[] = own.slice(0, 1);
  const rest: readonly Value[] = [...hinted, ...own.slice(1), ...usual].map((value) => cut(value, type));
  const nothing: readonly Value[] = isNullable ? [null] : [];
  return [...new Set(speaksOfNull ? [...first, ...nothing, ...rest] : [...first, ...rest, ...nothing])].slice(0, 60);
}

const usualTexts = ["a", "A", "1", "a@b.co", "https://example.com", "aa", "AA", "AAA", "a-b", "+41000000000", "1.0.0"];

/** The checks that speak of a column: the table's, its domain's, and the bounds of partitions. */
function constraintTexts({ table, column, types }: CandidateRequest): readonly string[] {
  const texts = table.checks.filter(({ columns }) => columns.includes(column.name)).map(({ text }) => text);
  if (table.partitioning?.columns.includes(column.name) === true) texts.push(table.partitioning.bounds);
  for (let type = types.get(column.type); type?.sort === "d"; type = types.get(type.inner ?? ""))
    texts.push(...(type.checks ?? []).map(({ text }) => text));
  return texts;
}

interface Base {
  readonly shape: TypeShape;
  readonly modifier: number;
}

/** What a domain stands on in the end. */
function baseOf(id: string, modifier: number, types: ReadonlyMap<string, TypeShape>): Base | undefined {
  const shape = types.get(id);
  if (shape?.sort !== "d" || shape.inner === null) return shape === undefined ? undefined : { shape, modifier };
  return baseOf(shape.inner, shape.innerModifier, types);
}

function isNotNullDomain(id: string, types: ReadonlyMap<string, TypeShape>): boolean {
  const shape = types.get(id);
  return shape?.sort === "d" && (shape.notNull || (shape.inner !== null && isNotNullDomain(shape.inner, types)));
}

function valuesOf(
  { shape, modifier }: Base,
  types: ReadonlyMap<string, TypeShape>,
  seed: number,
  column: string,
): readonly string[] {
  const known = ownValue(special, shape.name);
  if (known !== undefined) return known(seed);
  if (shape.sort === "e") return rotated(shape.labels ?? [], seed);
  if (shape.sort === "r") return rangesOf(shape, types, seed);
  if (shape.sort === "m") return ["{}"];
  if (shape.sort === "c") return [`(${",".repeat(Math.max(0, shape.fields - 1))})`];
  if (/^(half|sparse)?vec(tor)?$/.test(shape.name)) return [vectorOf(shape.name, Math.max(modifier, 1), seed)];
  switch (shape.category) {
    case "A":
      return [...elementsOf(shape, types, seed, column), "{}"];
    case "B":
      return seed % 2 === 0 ? ["false", "true"] : ["true", "false"];
    case "N":
      return numbersOf(shape, modifier, seed);
    case "D":
      return datesOf(shape, seed);
    case "T":
      return [`${seed} hours`, "0"];
    case "V":
      return [(seed % 2).toString().repeat(Math.max(modifier, 1)), seed.toString(2)];
    case "S":
      return [cut(`${column.slice(0, 20)} ${seed}`, { shape, modifier }), `${seed}`];
    default:
      return [String(seed), `a${seed}`, "", "{}", "()"];
  }
}

const rotated = <T>(list: readonly T[], seed: number): T[] => {
  const from = list.length === 0 ? 0 : (seed - 1) % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
};

function numbersOf(shape: TypeShape, modifier: number, seed: number): readonly string[] {
  if (shape.name === "numeric" && modifier > 4) {
    const precision = ((modifier - 4) >> 16) & 0xffff;
    const scale = (modifier - 4) & 0x7ff;
    if (precision <= scale) return [`0.${"0".repeat(Math.max(0, scale - 1))}${seed % 10}`, "0"];
  }
  return [String(seed), String(seed + 1000), "0", "-1", "100"];
}

function datesOf(shape: TypeShape, seed: number): readonly string[] {
  if (shape.name.startsWith("time") && !shape.name.startsWith("timestamp"))
    return [`${String(seed % 24).padStart(2, "0")}:00`, "23:59", "00:00"];
  return [dateAt(seed), dateAt(seed + 3650), dateAt(seed - 3650)];
}

function rangesOf(shape: TypeShape, types: ReadonlyMap<string, TypeShape>, seed: number): readonly string[] {
  const bound = types.get(shape.inner ?? "");
  const range =
    bound?.category === "D" ? `[${dateAt(seed * 2)},${dateAt(seed * 2 + 1)})` : `[${seed * 10},${seed * 10 + 5})`;
  return [range, "empty"];
}

function elementsOf(
  shape: TypeShape,
  types: ReadonlyMap<string, TypeShape>,
  seed: number,
  column: string,
): readonly string[] {
  const base = baseOf(shape.inner ?? "", -1, types);
  const value = base === undefined ? undefined : valuesOf(base, types, seed, column)[0];
  return value === undefined ? [] : [`{"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"}`];
}

function vectorOf(name: string, dimensions: number, seed: number): string {
  return name === "sparsevec" ? `{1:${seed}}/${dimensions}` : `[${Array(dimensions).fill(seed).join(",")}]`;
}

/** Text as long as `varchar(n)` and `char(n)` allow; the beginning goes, because the end tells rows apart. */
function cut(value: string, type: Base | undefined): string {
  const limit = type?.shape.category === "S" && type.modifier > 4 ? type.modifier - 4 : Number.POSITIVE_INFINITY;
  return value.length > limit ? value.slice(value.length - limit).trimStart() : value;
}

/** Values that a condition names, their neighbours, and texts of the lengths that it names. */
function mentioned(text: string, type: TypeShape | undefined, seed: number): readonly string[] {
  const quoted = [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, literal]) =>
    (literal as string).replaceAll("''", "'"),
  );
  const bare = text.replaceAll(/'(?:[^']|'')*'/g, " ");
  const numbers = [...`${bare} ${quoted.join(" ")}`.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?/g)].map(([number]) =>
    Number(number),
  );
  if (type?.category === "N") return numbers.flatMap((n) => [String(n), String(n + seed), String(n - seed)]);
  if (type?.category !== "S") return rotated(quoted, seed);
  const lengths = numbers.filter((n) => Number.isInteger(n) && n > 0 && n <= 64);
  const unit = String.fromCodePoint(97 + (seed % 26));
  return [
    ...rotated(quoted, seed),
    ...lengths.flatMap((n) => [unit, unit.toUpperCase(), "1"].map((one) => one.repeat(n))),
  ];
}
