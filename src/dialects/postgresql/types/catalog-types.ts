/** Types that name objects of the catalogs and positions in the log, strings. */
import { plain } from "./define-type.ts";

/** `regclass`: a table or view, by its name. */
export const regclass = plain<string>("regclass");
/** `regcollation`: a collation, by its name. */
export const regcollation = plain<string>("regcollation");
/** `regconfig`: a configuration of text search, by its name. */
export const regconfig = plain<string>("regconfig");
/** `regdictionary`: a dictionary of text search, by its name. */
export const regdictionary = plain<string>("regdictionary");
/** `regnamespace`: a schema, by its name. */
export const regnamespace = plain<string>("regnamespace");
/** `regoper`: an operator, by its name. */
export const regoper = plain<string>("regoper");
/** `regoperator`: an operator with its arguments, by its name. */
export const regoperator = plain<string>("regoperator");
/** `regproc`: a function, by its name. */
export const regproc = plain<string>("regproc");
/** `regprocedure`: a function with its arguments, by its name. */
export const regprocedure = plain<string>("regprocedure");
/** `regrole`: a role, by its name. */
export const regrole = plain<string>("regrole");
/** `regtype`: a type, by its name. */
export const regtype = plain<string>("regtype");
/** `pg_lsn`, a position in the write-ahead log. */
export const pgLsn = plain<string>("pg_lsn");
/** `pg_snapshot`, the transactions that a snapshot sees. */
export const pgSnapshot = plain<string>("pg_snapshot");
/** `xid8`, a transaction. */
export const xid8 = plain<string>("xid8");
