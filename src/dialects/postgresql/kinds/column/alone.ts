/** Settings that every table of a hierarchy has for itself, although PostgreSQL passes them on. */
import type { ChangeContext } from "../../../../metadata/kind.ts";
import { hasTablesBelow } from "../../table-parts.ts";

/** `ALTER TABLE ONLY` where there are partitions or children. */
export function alone(
  { schema, table }: { readonly schema: string; readonly table: string },
  { database, target }: ChangeContext,
): { readonly only?: true } {
  return [database, target].some((side) => hasTablesBelow(side, schema, table)) ? { only: true } : {};
}
