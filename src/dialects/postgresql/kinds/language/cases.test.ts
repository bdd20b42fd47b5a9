import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const handlers = "HANDLER pg_catalog.plpgsql_call_handler INLINE pg_catalog.plpgsql_inline_handler";
const language = `CREATE LANGUAGE "Mine" ${handlers};`;

kindCases("languages", [
  { name: "equal languages need nothing", database: language, target: language, statements: [] },
  {
    name: "a language comes with its comment",
    database: "",
    target: `${language} COMMENT ON LANGUAGE "Mine" IS 'my own';`,
  },
  {
    name: "a language goes after its functions",
    database: `${language} CREATE FUNCTION f() RETURNS integer LANGUAGE "Mine" AS 'BEGIN RETURN 1; END';`,
    target: "",
  },
  {
    name: "a comment changes in place",
    database: language,
    target: `${language} COMMENT ON LANGUAGE "Mine" IS 'new';`,
    statements: [`COMMENT ON LANGUAGE "Mine" IS 'new'`],
  },
]);
