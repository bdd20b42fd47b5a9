import { materializedView, view } from "../../../../kinds/view/declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, sql, table, text } from "../../../../../tests/support/vocabulary.ts";

const orders = table("orders", { id: integer().notNull(), note: text() });
const base = `CREATE TABLE orders (id integer NOT NULL, note text);`;
const noted = (options = {}) => view("noted", sql`select id, note from orders where note is not null`, options);
const notedSql = `CREATE VIEW noted AS SELECT id, note FROM orders WHERE note IS NOT NULL;`;

kindCases("view", [
  {
    name: "an equal view in other words needs nothing",
    database: base + notedSql,
    target: [orders, noted()],
    statements: [],
  },
  {
    name: "a view is created after its table",
    database: "",
    target: [noted(), orders],
    statements: [
      "CREATE TABLE public.orders (\n  id integer NOT NULL,\n  note text\n)",
      "CREATE VIEW public.noted AS\nselect id, note from orders where note is not null",
    ],
    downgrade: ["DROP VIEW public.noted", "DROP TABLE public.orders"],
  },
  { name: "a view is dropped", database: base + notedSql, target: [orders], statements: ["DROP VIEW public.noted"] },
  {
    name: "a condition is replaced in place",
    database: base + notedSql,
    target: [orders, view("noted", sql`SELECT id, note FROM orders WHERE note <> ''`)],
    statements: ["CREATE OR REPLACE VIEW public.noted AS\nSELECT id, note FROM orders WHERE note <> ''"],
  },
  {
    name: "a column at the end is added in place, and taken away by a drop",
    database: `${base} CREATE VIEW noted AS SELECT id FROM orders;`,
    target: [orders, view("noted", sql`SELECT id, note FROM orders`)],
    statements: ["CREATE OR REPLACE VIEW public.noted AS\nSELECT id, note FROM orders"],
  },
  {
    name: "a column that goes takes the view and those above it down and up",
    database: `${base} ${notedSql} CREATE VIEW ids AS SELECT id FROM noted;`,
    target: [
      orders,
      view("noted", sql`SELECT id FROM orders WHERE note IS NOT NULL`),
      view("ids", sql`SELECT id FROM noted`),
    ],
    statements: [
      "DROP VIEW public.ids",
      "DROP VIEW public.noted",
      "CREATE VIEW public.noted AS\nSELECT id FROM orders WHERE note IS NOT NULL",
      "CREATE VIEW public.ids AS\nSELECT id FROM noted",
    ],
  },
  {
    name: "views stand aside while a column changes type, and come back with their comments",
    database: `${base} ${notedSql} COMMENT ON VIEW noted IS 'with a note'; CREATE VIEW ids AS SELECT id FROM noted;`,
    target: `CREATE TABLE orders (id bigint NOT NULL, note text); ${notedSql} COMMENT ON VIEW noted IS 'with a note'; CREATE VIEW ids AS SELECT id FROM noted;`,
  },
  {
    name: "options are changed in place",
    database: base + notedSql,
    target: [orders, noted({ securityBarrier: true, checkOption: "local" })],
  },
  {
    name: "comments of a view and its columns are set",
    database: base + notedSql,
    target: [orders, noted({ comment: "it's noted", columnComments: { note: "what was said" } })],
    statements: [
      "COMMENT ON COLUMN public.noted.note IS 'what was said'",
      "COMMENT ON VIEW public.noted IS 'it''s noted'",
    ],
  },
  {
    name: "mixed case names in another schema",
    database: "",
    target: [
      table("Shop.Orders", { id: integer() }),
      view("Shop.All Orders", sql`SELECT id AS "Id" FROM "Shop"."Orders"`, { columnComments: { Id: "number" } }),
    ],
  },
  {
    name: "a view over a view is created after it",
    database: base,
    target: [orders, view("a_first", sql`SELECT id FROM z_second`), view("z_second", sql`SELECT id FROM orders`)],
    statements: [
      "CREATE VIEW public.z_second AS\nSELECT id FROM orders",
      "CREATE VIEW public.a_first AS\nSELECT id FROM z_second",
    ],
  },
]);

const totals = (options = {}) =>
  materializedView("totals", sql`SELECT note, count(*) AS n FROM orders GROUP BY note`, options);
const totalsSql = `CREATE MATERIALIZED VIEW totals AS SELECT note, count(*) AS n FROM orders GROUP BY note;`;

kindCases("materialized view", [
  { name: "an equal one needs nothing", database: base + totalsSql, target: [orders, totals()], statements: [] },
  {
    name: "it is created with indexes and a comment",
    database: base,
    target: [
      orders,
      totals({
        comment: "by note",
        indexes: [
          { on: ["note"], unique: true },
          { on: [sql`lower(note)`], name: "ix_lower" },
        ],
      }),
    ],
  },
  {
    name: "a changed query makes it anew, with its indexes",
    database: `${base} ${totalsSql} CREATE INDEX totals_note_idx ON totals (note);`,
    target: [
      orders,
      materializedView("totals", sql`SELECT note, sum(id) AS n FROM orders GROUP BY note`, {
        indexes: [{ on: ["note"] }],
      }),
    ],
    statements: [
      "DROP INDEX public.totals_note_idx",
      "DROP MATERIALIZED VIEW public.totals",
      "CREATE MATERIALIZED VIEW public.totals AS\nSELECT note, sum(id) AS n FROM orders GROUP BY note",
      "CREATE INDEX totals_note_idx ON public.totals (note)",
    ],
  },
  {
    name: "storage parameters change in place",
    database: base + totalsSql,
    target: [orders, totals({ storageParameters: { fillfactor: 70 } })],
    statements: ["ALTER MATERIALIZED VIEW public.totals SET (fillfactor = 70)"],
  },
  {
    name: "it is dropped",
    database: base + totalsSql,
    target: [orders],
    statements: ["DROP MATERIALIZED VIEW public.totals"],
  },
]);
