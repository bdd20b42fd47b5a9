import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const parts = `CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE INDEX i ON p (a);`;

/** Indexes that come with one of the table above, or with a constraint, have comments of their own. */
kindCases("comments on indexes that come with another object", [
  {
    name: "a comment on the index of a constraint",
    database: "CREATE TABLE t (a integer PRIMARY KEY);",
    target: "CREATE TABLE t (a integer PRIMARY KEY); COMMENT ON INDEX t_pkey IS 'the key';",
    statements: ["COMMENT ON INDEX public.t_pkey IS 'the key'"],
  },
  {
    name: "a comment on the index of a partition",
    database: parts,
    target: `${parts} COMMENT ON INDEX p1_a_idx IS 'of one';`,
    statements: ["COMMENT ON INDEX public.p1_a_idx IS 'of one'"],
  },
  {
    name: "a comment goes with its table",
    database: "CREATE TABLE t (a integer PRIMARY KEY); COMMENT ON INDEX t_pkey IS 'the key';",
    target: "",
    statements: ["DROP TABLE public.t"],
  },
]);
