import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { box, exclude, expression, integer, schema, sql, table, text, tstzrange } from "../../../../../tests/support/vocabulary.ts";

const columns = { a: integer(), during: tstzrange(), area: box(), b: text() };
const before = `CREATE TABLE t (a integer, during tstzrange, area box, b text`;

kindCases("exclusion constraint", [
  {
    name: "equal constraints need nothing",
    database: `${before}, CONSTRAINT "No" EXCLUDE USING gist (during WITH &&, area WITH &&) WHERE (a > 0), EXCLUDE (b WITH =) DEFERRABLE); COMMENT ON CONSTRAINT "No" ON t IS 'no'`,
    target: [
      table("t", columns, (t) => [
        exclude([[t.during, "&&"], [t.area, "&&"]], { name: "No", where: sql`${t.a} > 0`, comment: "no" }),
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
        exclude([[t.during, "&&"], [t.area, "~="]], { where: sql`${t.b} <> 'it''s'`, storageParameters: { fillfactor: 80 }, comment: "it's" }),
        exclude([[expression(sql`lower(${t.b})`).collate("C"), "="]], { using: "btree", deferrable: "deferred", name: "odd name" }),
      ]),
    ],
  },
  {
    name: "a constraint is added, another dropped, a third renamed",
    database: `${before}, CONSTRAINT x EXCLUDE USING gist (during WITH &&), CONSTRAINT y EXCLUDE USING gist (area WITH &&))`,
    target: [table("t", columns, (t) => [exclude([[t.during, "&&"]], { name: "renamed" }), exclude([[t.a, "="]], { using: "btree", name: "new" })])],
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
  },
  {
    name: "storage parameters and comment of an exclusion constraint change in place",
    database: `${before}, CONSTRAINT x EXCLUDE USING gist (during WITH &&) WITH (fillfactor = 90)); COMMENT ON CONSTRAINT x ON t IS 'x'`,
    target: [table("t", columns, (t) => [exclude([[t.during, "&&"]], { name: "x", storageParameters: { fillfactor: 70 }, comment: "y" })])],
  },
  {
    name: "included columns of an exclusion constraint",
    database: `${before}, CONSTRAINT x EXCLUDE USING gist (during WITH &&))`,
    target: [table("t", columns, (t) => [exclude([[t.during, "&&"]], { name: "x", include: [t.a, t.b] })])],
  },
  {
    name: "a constraint with an operator of an extension",
    database: `CREATE EXTENSION btree_gist; ${before})`,
    target: `CREATE EXTENSION btree_gist; ${before}, CONSTRAINT x EXCLUDE USING gist (a WITH <>, b WITH =, during WITH &&))`,
  },
  {
    name: "an exclusion constraint on quoted columns of a schema",
    database: `CREATE SCHEMA "S"; CREATE TABLE "S"."T" ("D" tstzrange)`,
    target: [schema("S"), table("S.T", { d: tstzrange().named("D") }, (t) => [exclude([[t.d, "&&"]])])],
  },
]);
