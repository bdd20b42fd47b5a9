import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  box,
  exclude,
  expression,
  integer,
  schema,
  sql,
  table,
  text,
  tstzrange,
} from "../../../../../tests/support/vocabulary.ts";

const columns = { a: integer(), during: tstzrange(), area: box(), b: text() };
const before = `CREATE TABLE t (a integer, during tstzrange, area box, b text`;

kindCases("exclusion constraint", [
  {
    name: "equal constraints need nothing",
    database: `${before}, CONSTRAINT "No" EXCLUDE USING gist (during WITH &&, area WITH &&) WHERE (a > 0), EXCLUDE (b WITH =) DEFERRABLE); COMMENT ON CONSTRAINT "No" ON t IS 'no'`,
    target: [
      table("t", columns, (t) => [
        exclude(
          [
            [t.during, "&&"],
            [t.area, "&&"],
          ],
          { name: "No", where: sql`${t.a} > 0`, comment: "no" },
        ),
        exclude([[t.b, "="]], { using: "btree", deferrable: "immediate", name: "t_b_excl" }),
      ]),
    ],
    statements: [],
  },
  {
    name: "constraints are created with a table",
    database: ``,
    target: [
      table("t", columns, (t) => [
        exclude(
          [
            [t.during, "&&"],
            [t.area, "~="],
          ],
          { where: sql`${t.b} <> 'it''s'`, storageParameters: { fillfactor: 80 }, comment: "it's" },
        ),
        exclude([[expression(sql`lower(${t.b})`).collate("C"), "="]], {
          using: "btree",
          deferrable: "deferred",
          name: "odd name",
        }),
      ]),
    ],
    statements: [
      "CREATE TABLE public.t (\n  a integer,\n  during tstzrange,\n  area box,\n  b text,\n  CONSTRAINT \"odd name\" EXCLUDE USING btree ((lower(b)) COLLATE pg_catalog.\"C\" WITH =) DEFERRABLE INITIALLY DEFERRED,\n  CONSTRAINT t_during_area_excl EXCLUDE USING gist (during WITH &&, area WITH ~=) WITH (fillfactor = 80) WHERE (b <> 'it''s')\n)",
      "COMMENT ON CONSTRAINT t_during_area_excl ON public.t IS 'it''s'",
    ],
  },
  {
    name: "a constraint is added, another dropped, a third renamed",
    database: `${before}, CONSTRAINT x EXCLUDE USING gist (during WITH &&), CONSTRAINT y EXCLUDE USING gist (area WITH &&))`,
    target: [
      table("t", columns, (t) => [
        exclude([[t.during, "&&"]], { name: "renamed" }),
        exclude([[t.a, "="]], { using: "btree", name: "new" }),
      ]),
    ],
    statements: [
      "ALTER TABLE public.t RENAME CONSTRAINT x TO renamed",
      "ALTER TABLE public.t ADD CONSTRAINT new EXCLUDE USING btree (a WITH =)",
      "ALTER TABLE public.t DROP CONSTRAINT y",
    ],
  },
  {
    name: "method, elements, predicate and timing make another constraint",
    database: `${before}, CONSTRAINT m EXCLUDE USING btree (a WITH =), CONSTRAINT e EXCLUDE USING gist (during WITH &&), CONSTRAINT w EXCLUDE USING gist (during WITH &&) WHERE (a > 0),
      CONSTRAINT d EXCLUDE USING gist (area WITH &&))`,
    target: [
      table("t", columns, (t) => [
        exclude([[t.a, "="]], { using: "hash", name: "m" }),
        exclude([[t.during, "-|-"]], { name: "e" }),
        exclude([[t.during, "&&"]], { name: "w", where: sql`a > 1` }),
        exclude([[t.area, "&&"]], { name: "d", deferrable: "immediate" }),
      ]),
    ],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT d",
      "ALTER TABLE public.t ADD CONSTRAINT d EXCLUDE USING gist (area WITH &&) DEFERRABLE",
      "ALTER TABLE public.t DROP CONSTRAINT e",
      "ALTER TABLE public.t ADD CONSTRAINT e EXCLUDE USING gist (during WITH -|-)",
      "ALTER TABLE public.t DROP CONSTRAINT m",
      "ALTER TABLE public.t ADD CONSTRAINT m EXCLUDE USING hash (a WITH =)",
      "ALTER TABLE public.t DROP CONSTRAINT w",
      "ALTER TABLE public.t ADD CONSTRAINT w EXCLUDE USING gist (during WITH &&) WHERE (a > 1)",
    ],
  },
  {
    name: "storage parameters and comment of an exclusion constraint change in place",
    database: `${before}, CONSTRAINT x EXCLUDE USING gist (during WITH &&) WITH (fillfactor = 90)); COMMENT ON CONSTRAINT x ON t IS 'x'`,
    target: [
      table("t", columns, (t) => [
        exclude([[t.during, "&&"]], { name: "x", storageParameters: { fillfactor: 70 }, comment: "y" }),
      ]),
    ],
    statements: ["ALTER INDEX public.x SET (fillfactor = 70)", "COMMENT ON CONSTRAINT x ON public.t IS 'y'"],
  },
  {
    name: "included columns of an exclusion constraint",
    database: `${before}, CONSTRAINT x EXCLUDE USING gist (during WITH &&))`,
    target: [table("t", columns, (t) => [exclude([[t.during, "&&"]], { name: "x", include: [t.a, t.b] })])],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT x",
      "ALTER TABLE public.t ADD CONSTRAINT x EXCLUDE USING gist (during WITH &&) INCLUDE (a, b)",
    ],
  },
  {
    name: "a constraint with an operator of an extension",
    database: `CREATE EXTENSION btree_gist; ${before})`,
    target: `CREATE EXTENSION btree_gist; ${before}, CONSTRAINT x EXCLUDE USING gist (a WITH <>, b WITH =, during WITH &&))`,
    statements: ["ALTER TABLE public.t ADD CONSTRAINT x EXCLUDE USING gist (a WITH <>, b WITH =, during WITH &&)"],
  },
  {
    name: "an exclusion constraint on quoted columns of a schema",
    database: `CREATE SCHEMA "S"; CREATE TABLE "S"."T" ("D" tstzrange)`,
    target: [schema("S"), table("S.T", { d: tstzrange().named("D") }, (t) => [exclude([[t.d, "&&"]])])],
    statements: ['ALTER TABLE "S"."T" ADD CONSTRAINT "T_D_excl" EXCLUDE USING gist ("D" WITH &&)'],
  },
]);
