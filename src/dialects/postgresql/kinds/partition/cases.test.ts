import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  check,
  date,
  index,
  integer,
  partitionBy,
  primaryKey,
  schema,
  sql,
  table,
  text,
} from "../../../../../tests/support/vocabulary.ts";

const columns = { day: date().notNull(), place: text() };
const visits = table("visits", columns, (t) => [partitionBy.range(t.day)]);
const visitsSql = `CREATE TABLE visits (day date NOT NULL, place text) PARTITION BY RANGE (day);`;
const year = (name: string, first: number) =>
  table(
    name,
    {},
    { partitionOf: { parent: "visits", bound: { from: [`${first}-01-01`], to: [`${first + 1}-01-01`] } } },
  );
const yearSql = (name: string, first: number) =>
  `CREATE TABLE ${name} PARTITION OF visits FOR VALUES FROM ('${first}-01-01') TO ('${first + 1}-01-01');`;
const bound = (first: number) => `FOR VALUES FROM ('${first}-01-01') TO ('${first + 1}-01-01')`;

kindCases("partition", [
  {
    name: "equal partitions need nothing",
    database: `${visitsSql} ${yearSql("y25", 2025)} CREATE TABLE rest PARTITION OF visits DEFAULT`,
    target: [visits, year("y25", 2025), table("rest", {}, { partitionOf: { parent: "visits", bound: "default" } })],
    statements: [],
  },
  {
    name: "a partitioned table is created with its partitions",
    database: "",
    target: [visits, year("y25", 2025), table("rest", {}, { partitionOf: { parent: "visits", bound: "default" } })],
    statements: [
      "CREATE TABLE public.visits (\n  day date NOT NULL,\n  place text\n) PARTITION BY RANGE (day)",
      "CREATE TABLE public.rest (\n  day date NOT NULL,\n  place text\n)",
      "ALTER TABLE public.visits ATTACH PARTITION public.rest DEFAULT",
      "CREATE TABLE public.y25 (\n  day date NOT NULL,\n  place text\n)",
      "ALTER TABLE public.visits ATTACH PARTITION public.y25 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
    ],
  },
  {
    name: "lists and hashes are created, partitions of partitions too",
    database: "",
    target: [
      table("l", { at: text(), n: integer() }, (t) => [partitionBy.list(t.at)]),
      table("l_north", {}, () => [partitionBy.hash(sql`n`)], {
        partitionOf: { parent: "l", bound: { in: ["north", "it's", null] } },
      }),
      table("l_north_0", {}, { partitionOf: { parent: "l_north", bound: { modulus: 2, remainder: 0 } } }),
      table("l_north_1", {}, { partitionOf: { parent: "l_north", bound: { modulus: 2, remainder: 1 } } }),
    ],
    statements: [
      "CREATE TABLE public.l (\n  at text,\n  n integer\n) PARTITION BY LIST (at)",
      "CREATE TABLE public.l_north (\n  at text,\n  n integer\n) PARTITION BY HASH (n)",
      "ALTER TABLE public.l ATTACH PARTITION public.l_north FOR VALUES IN ('north', 'it''s', NULL)",
      "CREATE TABLE public.l_north_0 (\n  at text,\n  n integer\n)",
      "ALTER TABLE public.l_north ATTACH PARTITION public.l_north_0 FOR VALUES WITH (modulus 2, remainder 0)",
      "CREATE TABLE public.l_north_1 (\n  at text,\n  n integer\n)",
      "ALTER TABLE public.l_north ATTACH PARTITION public.l_north_1 FOR VALUES WITH (modulus 2, remainder 1)",
    ],
  },
  {
    name: "a partition is added to a filled table",
    database: `${visitsSql} ${yearSql("y25", 2025)} INSERT INTO visits VALUES ('2025-05-05', 'here')`,
    target: [visits, year("y25", 2025), year("y26", 2026)],
    rows: { query: "SELECT place FROM visits", upgraded: ["here"] },
    statements: [
      "CREATE TABLE public.y26 (\n  day date NOT NULL,\n  place text\n)",
      "ALTER TABLE public.visits ATTACH PARTITION public.y26 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    ],
  },
  {
    name: "a partition is dropped",
    database: `${visitsSql} ${yearSql("y25", 2025)} ${yearSql("y26", 2026)}`,
    target: [visits, year("y25", 2025)],
    statements: ["DROP TABLE public.y26"],
  },
  {
    name: "a table becomes a partition and keeps its rows",
    notes: ["y25 holds rows outside of its bound"],
    database: `${visitsSql} CREATE TABLE y25 (day date NOT NULL, place text); INSERT INTO y25 VALUES ('2025-05-05', 'here')`,
    target: [visits, year("y25", 2025)],
    rows: { query: "SELECT place FROM y25", upgraded: ["here"] },
    statements: [`ALTER TABLE public.visits ATTACH PARTITION public.y25 ${bound(2025)}`],
    downgrade: ["ALTER TABLE public.visits DETACH PARTITION public.y25"],
  },
  {
    name: "a partition becomes a table and keeps its rows",
    database: `${visitsSql} ${yearSql("y25", 2025)} INSERT INTO visits VALUES ('2025-05-05', 'here')`,
    target: [visits, table("y25", columns)],
    rows: { query: "SELECT place FROM y25", upgraded: ["here"] },
    statements: ["ALTER TABLE public.visits DETACH PARTITION public.y25"],
    downgrade: [`ALTER TABLE public.visits ATTACH PARTITION public.y25 ${bound(2025)}`],
  },
  {
    name: "another bound detaches and attaches again",
    notes: ["y holds rows outside of its new bound"],
    database: `${visitsSql} CREATE TABLE y PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
      INSERT INTO visits VALUES ('2025-05-05', 'here')`,
    target: [
      visits,
      table("y", {}, { partitionOf: { parent: "visits", bound: { from: ["2024-01-01"], to: ["2027-01-01"] } } }),
    ],
    rows: { query: "SELECT place FROM visits", upgraded: ["here"] },
    statements: [
      "ALTER TABLE public.visits DETACH PARTITION public.y",
      "ALTER TABLE public.visits ATTACH PARTITION public.y FOR VALUES FROM ('2024-01-01') TO ('2027-01-01')",
    ],
  },
  {
    name: "a partition has the identity of its parent, and none of its own",
    database: "",
    target: [
      table("counted", { id: integer().identity({ always: true }), day: date().notNull() }, (t) => [
        partitionBy.range(t.day),
      ]),
      table(
        "counted_25",
        {},
        { partitionOf: { parent: "counted", bound: { from: ["2025-01-01"], to: ["2026-01-01"] } } },
      ),
    ],
    statements: [
      "CREATE TABLE public.counted (\n  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,\n  day date NOT NULL\n) PARTITION BY RANGE (day)",
      "CREATE TABLE public.counted_25 (\n  id integer NOT NULL,\n  day date NOT NULL\n)",
      "ALTER TABLE public.counted ATTACH PARTITION public.counted_25 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
    ],
  },
  {
    name: "keys, indexes and checks of the parent are those of its partitions",
    notes: ["fails where visits.place holds NULL"],
    database: `${visitsSql} ${yearSql("y25", 2025)}`,
    target: [
      table("visits", { day: date().notNull(), place: text().notNull() }, (t) => [
        partitionBy.range(t.day),
        primaryKey([t.day, t.place]),
        index([t.place]),
        check(sql`${t.place} <> ''`),
      ]),
      year("y25", 2025),
    ],
    statements: [
      "ALTER TABLE public.visits ALTER COLUMN place SET NOT NULL",
      "ALTER TABLE ONLY public.visits ADD CONSTRAINT visits_pkey PRIMARY KEY (day, place)",
      "ALTER TABLE public.visits ADD CONSTRAINT visits_place_check CHECK (place <> '')",
      "CREATE INDEX visits_place_idx ON ONLY public.visits (place)",
      "ALTER TABLE public.y25 ADD CONSTRAINT y25_pkey PRIMARY KEY (day, place)",
      "CREATE INDEX y25_place_idx ON public.y25 (place)",
      "ALTER INDEX public.visits_place_idx ATTACH PARTITION public.y25_place_idx",
      "ALTER INDEX public.visits_pkey ATTACH PARTITION public.y25_pkey",
    ],
  },
  {
    name: "names are quoted, in schemas too",
    database: `CREATE SCHEMA "Wide Area"; CREATE TABLE "Wide Area"."By Day" (day date) PARTITION BY RANGE (day)`,
    target: [
      schema("Wide Area"),
      table("By Day", { day: date() }, (t) => [partitionBy.range(t.day)], { schema: "Wide Area" }),
      table('"a ""part"""', {}, { partitionOf: { parent: "Wide Area.By Day", bound: "default" } }),
    ],
    statements: [
      'CREATE TABLE public."a ""part""" (\n  day date\n)',
      'ALTER TABLE "Wide Area"."By Day" ATTACH PARTITION public."a ""part""" DEFAULT',
    ],
  },
  {
    name: "an index that the parent's would adopt is out of the way while its table becomes a partition",
    notes: ["p1 holds rows outside of its bound"],
    database: `CREATE TABLE p (a integer, b text) PARTITION BY LIST (a); CREATE INDEX above ON ONLY p (a, b);
      CREATE TABLE p1 (a integer, b text); CREATE INDEX own ON p1 (a, b); CREATE INDEX other ON p1 (b);`,
    target: `CREATE TABLE p (a integer, b text) PARTITION BY LIST (a); CREATE INDEX above ON ONLY p (a, b);
      CREATE TABLE p1 (a integer, b text); ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
      DROP INDEX above; CREATE INDEX above ON ONLY p (a, b); CREATE INDEX below ON p1 (a, b); CREATE INDEX own ON p1 (a, b);
      ALTER INDEX above ATTACH PARTITION below; CREATE INDEX other ON p1 (b);`,
    statements: [
      "CREATE INDEX below ON public.p1 (a, b)",
      "DROP INDEX public.own",
      "ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (1)",
      "CREATE INDEX own ON public.p1 (a, b)",
      "ALTER INDEX public.above ATTACH PARTITION public.below",
    ],
  },
]);

kindCases("inheritance", [
  {
    name: "a child is created with what it adds",
    database: "CREATE TABLE cities (name text NOT NULL)",
    target: [
      table("cities", { name: text().notNull() }),
      table("capitals", { country: text() }, { inherits: "cities" }),
    ],
    statements: ["CREATE TABLE public.capitals (\n  country text\n) INHERITS (public.cities)"],
  },
  {
    name: "equal children need nothing",
    database: "CREATE TABLE cities (name text NOT NULL); CREATE TABLE capitals (country text) INHERITS (cities)",
    target: [
      table("cities", { name: text().notNull() }),
      table("capitals", { country: text() }, { inherits: "cities" }),
    ],
    statements: [],
  },
]);
