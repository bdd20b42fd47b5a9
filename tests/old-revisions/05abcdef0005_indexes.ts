/** Old words: indexes */
import { integer, type Op, sql, text } from "limbeck/migration";

export const revision = "05abcdef0005";
export const downRevision = "04abcdef0004";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-05T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("people", { person_id: integer().primaryKey(), name: text(), Age: integer() });
  op.createIndex("people_name", "people", ["name"], { unique: true, where: sql`name IS NOT NULL`, include: ["Age"] });
  op.createIndex("people_lower", "people", [sql`lower(name)`, { column: "Age", descending: true, nulls: "last" }], {
    storageParameters: ["fillfactor=70"],
    comment: "search",
  });
  op.createIndex(
    "people_pattern",
    "people",
    [{ column: "name", operatorClass: "pg_catalog.text_pattern_ops", collation: 'pg_catalog."C"' }],
    { using: "btree", nullsNotDistinct: true, unique: true },
  );
  op.createIndex("people_later", "people", ["Age"], { concurrently: true, ifNotExists: true });
  op.alterIndex("people_lower", { storageParameters: ["fillfactor=80"] }, { storageParameters: ["fillfactor=70"] });
  op.renameIndex("people_pattern", "people_like");
}

export function downgrade(op: Op) {
  op.dropIndex("people_later", { concurrently: true });
  op.dropIndex("people_like");
  op.dropIndex("people_lower");
  op.dropIndex("people_name");
  op.dropTable("people");
}
