import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  check,
  compositeType,
  domain,
  enumType,
  foreignKey,
  index,
  integer,
  primaryKey,
  schema,
  sequence,
  sql,
  table,
  text,
  unique,
} from "../../../../../tests/support/vocabulary.ts";

/** One of everything that a comment can be on, each with this comment. */
const everything = (comment: string | undefined) => {
  const said = comment === undefined ? {} : { comment };
  const a = comment === undefined ? integer() : integer().comment(comment);
  return [
    schema("s", said),
    enumType("s.mood", ["ok"], said),
    domain("s.amount", integer(), said),
    compositeType("s.pair", { a }, said),
    sequence("s.numbers", said),
    table(
      "s.t",
      { a, b: text() },
      (t) => [
        primaryKey([t.a], { name: "pk", ...said }),
        unique([t.b], { name: "uq", ...said }),
        check(sql`${t.a} > 0`, { name: "ck", ...said }),
        foreignKey([t.a], "s.t", ["a"], { name: "fk", ...said }),
        index([t.b], { name: "ix", ...said }),
      ],
      said,
    ),
  ];
};

const things = `CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('ok'); CREATE DOMAIN s.amount AS integer; CREATE TYPE s.pair AS (a integer);
  CREATE SEQUENCE s.numbers; CREATE TABLE s.t (a integer CONSTRAINT pk PRIMARY KEY, b text CONSTRAINT uq UNIQUE,
    CONSTRAINT ck CHECK (a > 0), CONSTRAINT fk FOREIGN KEY (a) REFERENCES s.t (a)); CREATE INDEX ix ON s.t (b);`;
const places = [
  "COLUMN s.pair.a",
  "COLUMN s.t.a",
  "CONSTRAINT ck ON s.t",
  "CONSTRAINT fk ON s.t",
  "CONSTRAINT pk ON s.t",
  "CONSTRAINT uq ON s.t",
  "DOMAIN s.amount",
  "INDEX s.ix",
  "SCHEMA s",
  "SEQUENCE s.numbers",
  "TABLE s.t",
  "TYPE s.mood",
  "TYPE s.pair",
];
const commented = (text: string): string => places.map((place) => `COMMENT ON ${place} IS ${text};`).join(" ");
const query = `SELECT count(*)::text FROM pg_description WHERE objoid >= 16384 AND description LIKE 'it%'`;

kindCases("comment", [
  {
    name: "equal comments need nothing",
    database: `${things} ${commented("'it''s here'")}`,
    target: everything("it's here"),
    statements: [],
  },
  {
    name: "comments are put on everything",
    database: things,
    target: everything("it's \\ here"),
    rows: { query, upgraded: [String(places.length)] },
  },
  {
    name: "comments are changed on everything",
    database: `${things} ${commented("'before'")}`,
    target: everything("it is\nin two lines"),
    rows: { query, upgraded: [String(places.length)] },
  },
  {
    name: "comments are taken off everything",
    database: `${things} ${commented("'it was'")}`,
    target: everything(undefined),
    rows: { query, upgraded: ["0"] },
  },
  {
    name: "an empty comment is none",
    database: "CREATE TABLE t (a integer)",
    target: [table("t", { a: integer().comment("") }, { comment: "" })],
    statements: [],
  },
]);
