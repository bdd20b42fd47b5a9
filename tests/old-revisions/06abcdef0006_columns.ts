/** Old words: columns */
import { integer, type Op, text, varchar } from "limbeck/migration";

export const revision = "06abcdef0006";
export const downRevision = "05abcdef0005";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-06T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("parts", { part_id: integer().primaryKey() });
  op.addColumn("parts", "label", text().notNull().serverDefault("x"));
  op.addColumn("parts", "shelf", integer().references("parts.part_id"), { ifNotExists: false });
  op.alterColumn("parts", "label", { type: varchar(40), nullable: true, serverDefault: null });
  op.alterColumn("parts", "label", {
    type: text(),
    using: "label::text",
    statistics: 500,
    storage: "external",
    compression: "pglz",
    attributeOptions: ["n_distinct=-0.5"],
  });
  op.alterColumn("parts", "part_id", { identity: { always: true } });
  op.renameColumn("parts", "shelf", "rack");
}

export function downgrade(op: Op) {
  op.renameColumn("parts", "rack", "shelf");
  op.alterColumn("parts", "part_id", { identity: null });
  op.dropColumn("parts", "shelf");
  op.dropColumn("parts", "label");
  op.dropTable("parts");
}
