/** Random pairs of databases, as SQL, of the kinds of changes that lose rows or stop half-way where somebody errs. */
import * as fc from "fast-check";
import type { RenameAnswer } from "../../src/autogenerate/renames.ts";

export interface RandomChange {
  readonly from: string;
  readonly to: string;
  /** Run in `from`. */
  readonly rows: string;
  readonly renames?: readonly RenameAnswer[];
}

export const randomChanges: Readonly<Record<string, fc.Arbitrary<RandomChange>>> = {
  "bounds of partitions": partitions(),
  "parameters of functions": functions(),
  "moves between schemas": moves(),
  "inheritance over three levels": inheritance(),
  "sequences, serial and identity": numbers(),
};

/** Ranges or lists of 0 to 9 under a few names, with gaps or a default: swapped, moved, split, merged. */
function partitions(): fc.Arbitrary<RandomChange> {
  const names = ["p", "q", "r", "s"];
  const layout = fc.record({
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }).map((list) => list.sort((a, b) => a - b)),
    names: fc.shuffledSubarray(names, { minLength: 4 }),
    gap: fc.option(fc.nat(3), { nil: undefined }),
    rest: fc.constantFrom("default", "part", "none"),
  });
  const parts = ({ cuts, names: order, gap, rest }: typeof layout extends fc.Arbitrary<infer T> ? T : never) => {
    const edges = [0, ...cuts, 10];
    return edges.slice(0, -1).flatMap((from, at) => {
      const isDefault = rest === "default" && at === edges.length - 2;
      if (gap === at && !isDefault) return [];
      return [{ name: order[at] as string, from, to: edges[at + 1] as number, isDefault }];
    });
  };
  return fc.record({ isList: fc.boolean(), before: layout, after: layout }).map(({ isList, before, after }) => {
    const [one, other] = [parts(before), parts(after)];
    const sql = (list: typeof one): string =>
      [
        `CREATE TABLE m (k integer NOT NULL, v text) PARTITION BY ${isList ? "LIST" : "RANGE"} (k)`,
        ...list.map(({ name, from, to, isDefault }) => {
          const values = Array.from({ length: to - from }, (_, at) => from + at).join(", ");
          const bound = isList ? `IN (${values})` : `FROM (${from}) TO (${to})`;
          return `CREATE TABLE ${name} PARTITION OF m ${isDefault ? "DEFAULT" : `FOR VALUES ${bound}`}`;
        }),
      ].join(";\n");
    const place = (list: typeof one, k: number): string | undefined =>
      list.find(({ from, to, isDefault }) => !isDefault && from <= k && k < to)?.name ??
      list.find(({ isDefault }) => isDefault)?.name;
    // A partition that goes takes its rows along, which is no fault.
    const stays = (name: string | undefined): boolean =>
      [one, other].every((list) => list.some((part) => part.name === name));
    const keys = Array.from({ length: 10 }, (_, k) => k).filter((k) => stays(place(one, k)) && stays(place(other, k)));
    return {
      from: sql(one),
      to: sql(other),
      rows: keys.map((k) => `INSERT INTO m VALUES (${k}, 'v${k}')`).join(";\n"),
    };
  });
}

/** A function that gains and loses parameters with defaults, under whatever may call it. */
function functions(): fc.Arbitrary<RandomChange> {
  const signature = fc.record({
    defaults: fc.nat(2),
    plpgsql: fc.boolean(),
    names: fc.constantFrom(["a", "b", "c"], ["x", "y", "z"]),
    overload: fc.boolean(),
    strict: fc.boolean(),
  });
  const callers: readonly string[] = [
    "CREATE VIEW v AS SELECT f(id) AS n FROM t",
    "CREATE MATERIALIZED VIEW mv AS SELECT f(id) AS n FROM t",
    "CREATE POLICY p ON t USING (f(id) > 0)",
    "CREATE INDEX i ON t (f(id))",
    "CREATE INDEX j ON t (id) WHERE f(id) > 0",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (f(id) > 0)",
    "ALTER TABLE t ALTER n SET DEFAULT f(1)",
    "ALTER TABLE t ADD g integer GENERATED ALWAYS AS (f(id)) STORED",
    "CREATE TRIGGER w BEFORE UPDATE ON t FOR EACH ROW WHEN (f(new.id) > 0) EXECUTE FUNCTION touch()",
    "CREATE FUNCTION above() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT f(1); END",
    "CREATE VIEW two AS SELECT f(f(id)) AS n FROM t",
    "CREATE RULE r AS ON DELETE TO t WHERE f(old.id) < 0 DO INSTEAD NOTHING",
    "CREATE AGGREGATE total(integer) (sfunc = step, stype = integer, initcond = '0')",
    "CREATE OPERATOR === (function = step, leftarg = integer, rightarg = integer)",
  ];
  const change = fc.record({
    before: signature,
    after: signature,
    callers: fc.subarray([...callers], { minLength: 1, maxLength: 5 }),
    only: fc.subarray([...callers], { maxLength: 1 }),
  });
  return change.map(({ before, after, callers: both, only }) => {
    const sql = (side: typeof before, own: readonly string[]): string => {
      const { defaults, plpgsql, names, overload, strict } = side;
      const more = names.slice(1, 1 + defaults).map((name, at) => `, ${name} integer DEFAULT ${at + 1}`);
      const head = `RETURNS integer IMMUTABLE${strict ? " STRICT" : ""} LANGUAGE`;
      const body = plpgsql
        ? `plpgsql AS $$ BEGIN RETURN ${names[0]} + ${defaults + 1}; END $$`
        : `sql AS $$ SELECT $1 + ${defaults + 1} $$`;
      return [
        "CREATE TABLE t (id integer NOT NULL, n integer)",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        `CREATE FUNCTION f(${names[0]} integer${more.join("")}) ${head} ${body}`,
        `CREATE FUNCTION step(${names[0]} integer, ${names[1]} integer) ${head} sql AS $$ SELECT $1 + $2 $$`,
        ...(overload ? ["CREATE FUNCTION f(text) RETURNS integer IMMUTABLE LANGUAGE sql AS $$ SELECT 1 $$"] : []),
        ...callers.filter((caller) => both.includes(caller) || own.includes(caller)),
      ].join(";\n");
    };
    return { from: sql(before, []), to: sql(after, only), rows: "INSERT INTO t (id, n) VALUES (1, 2), (3, 4)" };
  });
}

/** Tables, views, types and sequences that move, with other changes or without. */
function moves(): fc.Arbitrary<RandomChange> {
  const place = fc.constantFrom("public", "app", '"Odd one"');
  const side = fc.record({
    orders: place,
    lines: place,
    state: place,
    counter: place,
    seen: place,
    wide: fc.boolean(),
    extra: fc.boolean(),
    label: fc.boolean(),
    indexed: fc.boolean(),
  });
  return fc.record({ before: side, after: side }).map(({ before, after }) => {
    const sql = (at: typeof before): string =>
      [
        "CREATE SCHEMA app",
        'CREATE SCHEMA "Odd one"',
        `CREATE TYPE ${at.state}.state AS ENUM ('new', 'done'${at.label ? ", 'late'" : ""})`,
        `CREATE SEQUENCE ${at.counter}.counter`,
        `CREATE TABLE ${at.orders}.orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state ${at.state}.state DEFAULT 'new', ` +
          `total ${at.wide ? "bigint" : "integer"} DEFAULT 1${at.extra ? ", extra text" : ""})`,
        `CREATE TABLE ${at.lines}.lines (id serial PRIMARY KEY, n bigint DEFAULT nextval('${at.counter}.counter'), ` +
          `"order" integer REFERENCES ${at.orders}.orders)`,
        ...(at.indexed ? [`CREATE INDEX by_order ON ${at.lines}.lines ("order")`] : []),
        `CREATE VIEW ${at.seen}.seen AS SELECT o.id, l.n FROM ${at.orders}.orders o JOIN ${at.lines}.lines l ON l."order" = o.id`,
      ].join(";\n");
    const renames = (["orders", "lines", "state", "counter", "seen"] as const).flatMap((name) =>
      before[name] === after[name] ? [] : [{ from: `${before[name]}.${name}`, to: `${after[name]}.${name}` }],
    );
    const rows = `INSERT INTO ${before.orders}.orders (total) VALUES (5), (6); INSERT INTO ${before.lines}.lines ("order") VALUES (1), (2), (2)`;
    return { from: sql(before), to: sql(after), rows, renames };
  });
}

/** Three tables that inherit from one another or not, with columns of their own that those above have or have not. */
function inheritance(): fc.Arbitrary<RandomChange> {
  const side = fc.record({
    above: fc.subarray(["note", "n"]),
    middle: fc.subarray(["note", "n"]),
    middleInherits: fc.boolean(),
    leafInherits: fc.constantFrom("base", "middle", "none"),
    comment: fc.boolean(),
  });
  return fc.record({ before: side, after: side }).map(({ before, after }) => {
    const types: Readonly<Record<string, string>> = { note: "text", n: "integer" };
    const list = (names: readonly string[]): string => names.map((name) => `, ${name} ${types[name]}`).join("");
    // What is a child's own stays its own: PostgreSQL has no statement that would make it inherited only.
    const sql = (at: typeof before): string => {
      const parent = at.leafInherits === "none" ? "" : ` INHERITS (${at.leafInherits})`;
      return [
        `CREATE TABLE base (id integer${list(at.above)})`,
        `CREATE TABLE middle (id integer, note text, n integer)${at.middleInherits ? " INHERITS (base)" : ""}`,
        `CREATE TABLE leaf (id integer, note text, n integer, own integer)${parent}`,
        ...(at.comment ? ["COMMENT ON COLUMN leaf.note IS 'said'"] : []),
      ].join(";\n");
    };
    const values = (table: string, names: readonly string[]): string =>
      `INSERT INTO ${table} (id${names.map((name) => `, ${name}`).join("")}) VALUES (1${names.map((name) => (name === "n" ? ", 7" : ", 'x'")).join("")})`;
    const all = ["note", "n"];
    return {
      from: sql(before),
      to: sql(after),
      rows: [values("base", before.above), values("middle", all), values("leaf", all)].join(";\n"),
    };
  });
}

/** A numbered column in all its forms. */
function numbers(): fc.Arbitrary<RandomChange> {
  const options = fc.record({
    increment: fc.constantFrom(undefined, 1, 5, -1),
    start: fc.constantFrom(undefined, 1, 40),
    most: fc.constantFrom(undefined, 100, 30_000),
    cache: fc.constantFrom(undefined, 3),
    cycle: fc.boolean(),
  });
  const side = fc.record({
    form: fc.constantFrom("plain", "serial", "always", "by default", "sequence"),
    type: fc.constantFrom("smallint", "integer", "bigint"),
    options,
    key: fc.boolean(),
  });
  return fc
    .record({ before: side, after: side, count: fc.integer({ min: 0, max: 4 }) })
    .map(({ before, after, count }) => {
      const sql = ({ form, type, options: given, key }: typeof before): string => {
        const down = given.increment === -1;
        const clauses = [
          ...(given.increment === undefined ? [] : [`INCREMENT ${given.increment}`]),
          ...(down ? ["MINVALUE -1000 MAXVALUE 30000 START 50"] : []),
          ...(down || given.most === undefined ? [] : [`MAXVALUE ${given.most}`]),
          ...(down || given.start === undefined ? [] : [`START ${given.start}`]),
          ...(given.cache === undefined ? [] : [`CACHE ${given.cache}`]),
          ...(given.cycle ? ["CYCLE"] : []),
        ].join(" ");
        const serial = { smallint: "smallserial", integer: "serial", bigint: "bigserial" }[type];
        const written = {
          plain: type,
          serial,
          always: `${type} GENERATED ALWAYS AS IDENTITY${clauses === "" ? "" : ` (${clauses})`}`,
          "by default": `${type} GENERATED BY DEFAULT AS IDENTITY${clauses === "" ? "" : ` (${clauses})`}`,
          sequence: `${type} DEFAULT nextval('counter')`,
        }[form];
        return [
          ...(form === "sequence" ? [`CREATE SEQUENCE counter AS ${type} ${clauses}`] : []),
          `CREATE TABLE t (id ${written} NOT NULL${key ? " PRIMARY KEY" : ""}, n integer)`,
        ].join(";\n");
      };
      const insert = (at: number): string =>
        before.form === "plain" ? `INSERT INTO t VALUES (${at + 1}, ${at})` : `INSERT INTO t (n) VALUES (${at})`;
      return {
        from: sql(before),
        to: sql(after),
        rows: Array.from({ length: count }, (_, at) => insert(at)).join(";\n"),
      };
    });
}
