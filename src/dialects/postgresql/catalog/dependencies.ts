/**
 * `pg_depend` in limbeck's grain: which object needs which. Rows whose ends limbeck does not address are left out; a
 * view's rule stands for the view, a row type for its table, an array type for its element type.
 */
import type { Key } from "../../../metadata/key.ts";
import type { Catalog } from "./catalog.ts";
import { defineReader, firstUserOid } from "./reader.ts";

type Row = [
  catalog: string,
  oid: number,
  column: number,
  referencedCatalog: string,
  referencedOid: number,
  referencedColumn: number,
];

/**
 * What a table part needs of its own table (constraint, default, index) is known from its attributes, and limbeck knows
 * neither TOAST tables nor the triggers behind foreign keys, so those rows are not read. Read after all kinds.
 */
export const readDependencies = defineReader<Row>({
  sql: () => `
SELECT d.classid::pg_catalog.regclass::text, d.objid, d.objsubid,
       d.refclassid::pg_catalog.regclass::text, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_depend d
WHERE d.deptype IN ('n', 'a', 'i', 'x') AND d.objid >= ${firstUserOid} AND d.refobjid >= ${firstUserOid}
  AND d.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass
  AND NOT (d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'i')
  AND NOT (d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
           AND (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                OR d.deptype = 'i' AND d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass))
  AND NOT (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND (d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                OR d.deptype = 'i' AND d.refobjsubid = 0 AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                OR d.deptype = 'a' AND d.classid IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_attrdef'::pg_catalog.regclass)))`,
  read: (rows, catalog) => {
    const sets = new Map<Key, Set<Key>>();
    for (const row of rows) {
      const dependent = endKey(catalog, row[0], row[1], row[2]);
      if (dependent === undefined) continue;
      const referenced = endKey(catalog, row[3], row[4], row[5]);
      if (referenced === undefined || dependent === referenced) continue;
      let set = sets.get(dependent);
      if (set === undefined) sets.set(dependent, (set = new Set()));
      set.add(referenced);
    }
    withShells(sets);
    for (const [key, set] of sets) catalog.dependencies.set(key, [...set]);
  },
});

/** Functions that make a base type what it is come before it, after its shell. */
function withShells(sets: ReadonlyMap<Key, Set<Key>>): void {
  for (const [key, needed] of sets) {
    if (!key.startsWith("baseType ")) continue;
    const shell = key.replace("baseType ", "shellType ") as Key;
    for (const routine of needed) if (sets.get(routine)?.delete(key) === true) sets.get(routine)!.add(shell);
    needed.add(shell);
  }
}

function endKey(catalog: Catalog, name: string, oid: number, column: number): Key | undefined {
  if (name === "pg_class" && column !== 0) return catalog.columnKeyAt(oid, column) ?? catalog.keyAt(name, oid);
  return catalog.keyAt(name, oid);
}
