import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const cents = `CREATE TYPE cents;
  CREATE FUNCTION cents_in(cstring) RETURNS cents LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
  CREATE FUNCTION cents_out(cents) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
  CREATE TYPE cents (INPUT = cents_in, OUTPUT = cents_out, LIKE = integer);`;

kindCases("base types", [
  { name: "equal base types need nothing", database: cents, target: cents, statements: [] },
  {
    name: "a base type comes with its functions, before its columns",
    database: "",
    target: `${cents} CREATE TABLE t (price cents);`,
  },
  { name: "a base type goes with its functions", database: cents, target: "" },
  { name: "a shell is a type that waits", database: "", target: `CREATE TYPE "Later";` },
]);
