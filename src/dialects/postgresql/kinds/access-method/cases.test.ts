import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const method = 'CREATE ACCESS METHOD "My heap" TYPE TABLE HANDLER heap_tableam_handler;';

kindCases("access methods", [
  { name: "equal access methods need nothing", database: method, target: method, statements: [] },
  {
    name: "an access method comes before its tables",
    database: "",
    target: `${method} CREATE TABLE t (a integer) USING "My heap";`,
  },
  {
    name: "an access method goes after its tables",
    database: `${method} CREATE TABLE t (a integer) USING "My heap";`,
    target: "",
  },
  {
    name: "a comment changes in place",
    database: method,
    target: `${method} COMMENT ON ACCESS METHOD "My heap" IS 'rows';`,
    statements: [`COMMENT ON ACCESS METHOD "My heap" IS 'rows'`],
  },
]);
