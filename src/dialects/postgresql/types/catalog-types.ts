/** Types that name objects of the catalogs and positions in the log, strings. */
import { plain } from "./define-type.ts";

export const regclass = plain<string>("regclass");
export const regcollation = plain<string>("regcollation");
export const regconfig = plain<string>("regconfig");
export const regdictionary = plain<string>("regdictionary");
export const regnamespace = plain<string>("regnamespace");
export const regoper = plain<string>("regoper");
export const regoperator = plain<string>("regoperator");
export const regproc = plain<string>("regproc");
export const regprocedure = plain<string>("regprocedure");
export const regrole = plain<string>("regrole");
export const regtype = plain<string>("regtype");
/** `pg_lsn`, a position in the write-ahead log. */
export const pgLsn = plain<string>("pg_lsn");
/** `pg_snapshot`, the transactions that a snapshot sees. */
export const pgSnapshot = plain<string>("pg_snapshot");
/** `xid8`, a transaction. */
export const xid8 = plain<string>("xid8");
