/** Types that stand for something else: the row type of a relation, the array of a type, the multirange of a range. */
import { defineReader, firstUserOid } from "./reader.ts";

type Row = [oid: number, relation: number, array: number, multirange: number];

export const readTypeAliases = defineReader<Row>({
  sql: () => `
SELECT t.oid, t.typrelid, t.typarray, coalesce(r.rngmultitypid, 0)
FROM pg_catalog.pg_type t
LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
WHERE t.oid >= ${firstUserOid} AND t.typcategory <> 'A'`,
  read: (rows, catalog) => {
    for (const row of rows) {
      const key = catalog.keyAt("pg_type", row[0]) ?? (row[1] === 0 ? undefined : catalog.keyAt("pg_class", row[1]));
      if (key === undefined) continue;
      catalog.alias(key, "pg_type", row[0]);
      if (row[2] !== 0) catalog.alias(key, "pg_type", row[2]);
      if (row[3] !== 0) catalog.alias(key, "pg_type", row[3]);
    }
  },
});
