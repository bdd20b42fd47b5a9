import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  expression,
  index,
  integer,
  jsonb,
  schema,
  sql,
  table,
  text,
  timestamp,
  tsvector,
  type,
} from "../../../../../tests/support/vocabulary.ts";

const columns = { a: integer(), b: text(), c: timestamp(), d: jsonb() };
const before = `CREATE TABLE t (a integer, b text, c timestamp, d jsonb);`;
type Extras = NonNullable<Parameters<typeof table<typeof columns>>[2]>;
const t = (extras: Extras) => [table("t", columns, extras)];

kindCases("index", [
  {
    name: "equal indexes in other words need nothing",
    database: `${before} CREATE INDEX ON t (a); CREATE UNIQUE INDEX "Odd" ON t (lower(b), c DESC) INCLUDE (a) WHERE (b = 'x' OR (b = 'y' AND a > 0));
      CREATE INDEX i3 ON t ((CASE WHEN a > 0 THEN b ELSE 'it''s' END)); CREATE INDEX i4 ON t (b text_pattern_ops, b COLLATE "C" NULLS FIRST); CREATE INDEX i5 ON t USING gin (d jsonb_path_ops);
      CREATE INDEX i6 ON t ((d ->> 'k')); CREATE INDEX i7 ON t (date_trunc('day', c)); COMMENT ON INDEX i3 IS 'three'`,
    target: t((t) => [
      index([t.a]),
      index([sql`LOWER(${t.b})`, t.c.desc()], {
        name: "Odd",
        unique: true,
        include: [t.a],
        where: sql`${t.b}='x' or ${t.b} = 'y' AND a>0`,
      }),
      index([sql`case when ${t.a} > 0 then ${t.b} else 'it''s' end`], { name: "i3", comment: "three" }),
      index([t.b.opclass("text_pattern_ops"), t.b.collate("C").nullsFirst()], { name: "i4" }),
      index([t.d.opclass("jsonb_path_ops")], { name: "i5", using: "gin" }),
      index([sql`${t.d}->>'k'`], { name: "i6" }),
      index([sql`date_trunc('day'::text, ${t.c})`], { name: "i7" }),
    ]),
    statements: [],
  },
  {
    name: "default order and operator class said aloud are no difference",
    database: `${before} CREATE INDEX ix ON t (a, b)`,
    target: t((t) => [index([t.a.asc().nullsLast(), t.b.opclass("text_ops")], { name: "ix", using: "btree" })]),
    statements: [],
  },
  {
    name: "indexes are created with a table",
    database: ``,
    target: t((t) => [
      index([t.a, t.b.desc()], { comment: "it's an index" }),
      index(
        [
          expression(sql`lower(${t.b})`)
            .collate("C")
            .opclass("text_pattern_ops")
            .desc()
            .nullsLast(),
        ],
        { name: "a b" },
      ),
      index([t.d], { using: "gin", with: { fastupdate: "off" } } as never),
      index([t.a], { name: "part", unique: true, where: sql`${t.b} <> 'it''s'`, include: [t.c] }),
    ]),
    statements: [
      "CREATE TABLE public.t (\n  a integer,\n  b text,\n  c timestamp without time zone,\n  d jsonb\n)",
      "CREATE INDEX t_a_b_idx ON public.t (a, b DESC)",
      'CREATE INDEX "a b" ON public.t ((lower(b)) COLLATE pg_catalog."C" pg_catalog.text_pattern_ops DESC NULLS LAST)',
      "CREATE INDEX t_d_idx ON public.t USING gin (d) WITH (fastupdate = off)",
      "CREATE UNIQUE INDEX part ON public.t (a) INCLUDE (c) WHERE (b <> 'it''s')",
      "COMMENT ON INDEX public.t_a_b_idx IS 'it''s an index'",
    ],
  },
  {
    name: "an index is added, another dropped",
    database: `${before} CREATE INDEX old ON t (a, c)`,
    target: t((t) => [index([t.b.desc().nullsLast(), sql`(a + 1)`])]),
    statements: ["CREATE INDEX t_b_expr_idx ON public.t (b DESC NULLS LAST, ((a + 1)))", "DROP INDEX public.old"],
  },
  {
    name: "an index under another name is renamed",
    database: `${before} CREATE INDEX "Old" ON t (lower(b)) WHERE a > 0`,
    target: t(() => [index([sql`lower(b)`], { name: "New", where: sql`a > 0` })]),
    statements: ['ALTER INDEX public."Old" RENAME TO "New"'],
  },
  {
    name: "columns, order, uniqueness and method make another index",
    database: `${before} CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (a); CREATE INDEX i3 ON t (a); CREATE INDEX i4 ON t (a); CREATE INDEX i5 ON t (a, c)`,
    target: t((t) => [
      index([t.a, t.b], { name: "i1" }),
      index([t.a.desc()], { name: "i2" }),
      index([t.a], { name: "i3", unique: true }),
      index([t.a], { name: "i4", using: "hash" }),
      index([t.c, t.a], { name: "i5" }),
    ]),
    statements: [
      "DROP INDEX public.i1",
      "CREATE INDEX i1 ON public.t (a, b)",
      "DROP INDEX public.i2",
      "CREATE INDEX i2 ON public.t (a DESC)",
      "DROP INDEX public.i3",
      "CREATE UNIQUE INDEX i3 ON public.t (a)",
      "DROP INDEX public.i4",
      "CREATE INDEX i4 ON public.t USING hash (a)",
      "DROP INDEX public.i5",
      "CREATE INDEX i5 ON public.t (c, a)",
    ],
  },
  {
    name: "predicate, expression, operator class, collation, nulls and included columns make another index",
    database: `${before} CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (a) WHERE a > 0; CREATE INDEX i3 ON t (a) WHERE a > 0; CREATE INDEX i4 ON t (lower(b)); CREATE INDEX i5 ON t (b);
      CREATE INDEX i6 ON t (b); CREATE INDEX i7 ON t (a); CREATE INDEX i8 ON t (a) INCLUDE (b)`,
    target: t((t) => [
      index([t.a], { name: "i1", where: sql`a > 0` }),
      index([t.a], { name: "i2", where: sql`a > 1` }),
      index([t.a], { name: "i3" }),
      index([sql`upper(b)`], { name: "i4" }),
      index([t.b.opclass("varchar_pattern_ops")], { name: "i5" }),
      index([t.b.collate("POSIX")], { name: "i6" }),
      index([t.a.nullsFirst()], { name: "i7" }),
      index([t.a], { name: "i8", include: [t.c] }),
    ]),
    statements: [
      "DROP INDEX public.i1",
      "CREATE INDEX i1 ON public.t (a) WHERE (a > 0)",
      "DROP INDEX public.i2",
      "CREATE INDEX i2 ON public.t (a) WHERE (a > 1)",
      "DROP INDEX public.i3",
      "CREATE INDEX i3 ON public.t (a)",
      "DROP INDEX public.i4",
      "CREATE INDEX i4 ON public.t ((upper(b)))",
      "DROP INDEX public.i5",
      "CREATE INDEX i5 ON public.t (b pg_catalog.varchar_pattern_ops)",
      "DROP INDEX public.i6",
      'CREATE INDEX i6 ON public.t (b COLLATE pg_catalog."POSIX")',
      "DROP INDEX public.i7",
      "CREATE INDEX i7 ON public.t (a NULLS FIRST)",
      "DROP INDEX public.i8",
      "CREATE INDEX i8 ON public.t (a) INCLUDE (c)",
    ],
  },
  {
    name: "storage parameters and comment of an index change in place",
    database: `${before} CREATE INDEX i1 ON t (a) WITH (fillfactor = 70, deduplicate_items = off); CREATE INDEX i2 ON t (a); COMMENT ON INDEX i1 IS 'one'`,
    target: t((t) => [
      index([t.a], { name: "i1", with: { fillfactor: 60 } } as never),
      index([t.a], { name: "i2", comment: "two" }),
    ]),
    statements: [
      "ALTER INDEX public.i1 SET (fillfactor = 60)",
      "ALTER INDEX public.i1 RESET (deduplicate_items)",
      "COMMENT ON INDEX public.i1 IS NULL",
      "COMMENT ON INDEX public.i2 IS 'two'",
    ],
  },
  {
    name: "NULLS NOT DISTINCT comes and goes",
    database: `${before} CREATE UNIQUE INDEX i1 ON t (a); CREATE UNIQUE INDEX i2 ON t (a) NULLS NOT DISTINCT`,
    target: t((t) => [
      index([t.a], { name: "i1", unique: true, nullsNotDistinct: true }),
      index([t.a], { name: "i2", unique: true }),
    ]),
    requires: ["nullsNotDistinct"],
    statements: [
      "DROP INDEX public.i1",
      "CREATE UNIQUE INDEX i1 ON public.t (a) NULLS NOT DISTINCT",
      "DROP INDEX public.i2",
      "CREATE UNIQUE INDEX i2 ON public.t (a)",
    ],
  },
  {
    name: "an index is built without blocking writes",
    database: before,
    target: t((t) => [index([t.a], { name: "calm", concurrently: true })]),
    statements: ["CREATE INDEX CONCURRENTLY calm ON public.t (a)"],
  },
  {
    name: "an index that a foreign key needs is replaced around it",
    database: `${before} CREATE UNIQUE INDEX u ON t (a); CREATE TABLE r (x integer REFERENCES t (a))`,
    target: [
      ...t((t) => [index([t.a], { name: "u", unique: true, include: [t.b] })]),
      table("r", { x: integer().references("t.a") }),
    ],
    statements: [
      "ALTER TABLE public.r DROP CONSTRAINT r_x_fkey",
      "DROP INDEX public.u",
      "CREATE UNIQUE INDEX u ON public.t (a) INCLUDE (b)",
      "ALTER TABLE public.r ADD CONSTRAINT r_x_fkey FOREIGN KEY (x) REFERENCES public.t (a)",
    ],
  },
  {
    name: "the index that rows are identified by is replaced",
    database: `CREATE TABLE t (a integer NOT NULL, b integer NOT NULL); CREATE UNIQUE INDEX u ON t (a); ALTER TABLE t REPLICA IDENTITY USING INDEX u`,
    target: `CREATE TABLE t (a integer NOT NULL, b integer NOT NULL); CREATE UNIQUE INDEX u ON t (a, b); ALTER TABLE t REPLICA IDENTITY USING INDEX u`,
    statements: [
      "DROP INDEX public.u",
      "CREATE UNIQUE INDEX u ON public.t (a, b)",
      "ALTER TABLE ONLY public.t REPLICA IDENTITY USING INDEX u",
    ],
  },
  {
    name: "a clustered index and statistics of an expression",
    database: `${before} CREATE INDEX i1 ON t (a, lower(b)); CREATE INDEX i2 ON t (a); ALTER TABLE t CLUSTER ON i2`,
    target: `${before} CREATE INDEX i1 ON t (a, lower(b)); CREATE INDEX i2 ON t (a); ALTER TABLE t CLUSTER ON i1; ALTER INDEX i1 ALTER COLUMN 2 SET STATISTICS 500`,
    statements: [
      "ALTER TABLE public.t SET WITHOUT CLUSTER",
      "DROP INDEX public.i1",
      "CREATE INDEX i1 ON public.t (a, (lower(b)))",
      "ALTER INDEX public.i1 ALTER COLUMN 2 SET STATISTICS 500",
      "ALTER TABLE public.t CLUSTER ON i1",
    ],
  },
  {
    name: "operator classes with parameters, and methods of all sorts",
    database: `CREATE TABLE t (v tsvector, n integer, p point, s text)`,
    target: [
      table("t", { v: tsvector(), n: integer(), p: type("point"), s: text() }, (t) => [
        index([t.v.opclass("tsvector_ops", { siglen: 32 })], { name: "g1", using: "gist" }),
        index([t.n.opclass("int4_minmax_multi_ops", { values_per_range: 16 })], {
          name: "g2",
          using: "brin",
          with: { pages_per_range: 4 },
        } as never),
        index([t.p.opclass("kd_point_ops")], { name: "g3", using: "spgist" }),
        index([t.s], { name: "g4", using: "hash" }),
      ]),
    ],
    statements: [
      "CREATE INDEX g1 ON public.t USING gist (v pg_catalog.tsvector_ops (siglen = 32))",
      "CREATE INDEX g2 ON public.t USING brin (n pg_catalog.int4_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 4)",
      "CREATE INDEX g3 ON public.t USING spgist (p pg_catalog.kd_point_ops)",
      "CREATE INDEX g4 ON public.t USING hash (s)",
    ],
  },
  {
    name: "an index on quoted columns of a schema",
    database: `CREATE SCHEMA "S"; CREATE TABLE "S"."T" ("C" integer, "d.e" text)`,
    target: [
      schema("S"),
      table("S.T", { c: integer().named("C"), d: text().named("d.e") }, (t) => [
        index([t.c, t.d]),
        index([sql`lower(${t.d})`], { name: "Lower d", where: sql`${t.c} > 0` }),
      ]),
    ],
    statements: [
      'CREATE INDEX "Lower d" ON "S"."T" ((lower("d.e"))) WHERE ("C" > 0)',
      'CREATE INDEX "T_C_d.e_idx" ON "S"."T" ("C", "d.e")',
    ],
  },
  {
    name: "an index on a new column comes after it, and goes before it",
    database: `CREATE TABLE t (a integer, gone integer); CREATE INDEX ix_gone ON t (gone)`,
    target: [table("t", { a: integer(), fresh: text() }, (t) => [index([t.fresh, t.a])])],
    statements: [
      "ALTER TABLE public.t ADD COLUMN fresh text",
      "CREATE INDEX t_fresh_a_idx ON public.t (fresh, a)",
      "DROP INDEX public.ix_gone",
      "ALTER TABLE public.t DROP COLUMN gone",
    ],
  },
  {
    name: "an index over whole rows goes and comes back around a change of their columns",
    database: `CREATE TABLE t (a integer); CREATE FUNCTION f(t) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.a::text'; CREATE INDEX i ON t (f(t)); INSERT INTO t VALUES (1)`,
    target: `CREATE TABLE t (a bigint); CREATE FUNCTION f(t) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.a::text'; CREATE INDEX i ON t (f(t))`,
    remade: ["index i of t: column t.a changes its type"],
  },
]);
