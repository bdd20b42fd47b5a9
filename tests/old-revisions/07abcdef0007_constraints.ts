/** Old words: constraints */
import { integer, type Op, sql } from "limbeck/migration";

export const revision = "07abcdef0007";
export const downRevision = "06abcdef0006";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-07T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("boxes", { box_id: integer().notNull(), parent_id: integer(), size: integer() });
  op.createPrimaryKey("boxes_pkey", "boxes", ["box_id"]);
  op.createUniqueConstraint("boxes_size_key", "boxes", ["size"], { deferrable: "deferred" });
  op.createForeignKey("boxes_parent_fkey", "boxes", ["parent_id"], "boxes", ["box_id"], {
    onDelete: "set null",
    notValid: true,
  });
  op.createCheckConstraint("boxes_size_check", "boxes", sql`size > 0`, { notValid: true });
  op.createExcludeConstraint("boxes_excl", "boxes", [{ column: "size", operator: "=" }], { using: "btree" });
  op.validateConstraint("boxes_size_check", "boxes");
  op.renameConstraint("boxes", "boxes_excl", "boxes_once");
}

export function downgrade(op: Op) {
  op.dropConstraint("boxes_once", "boxes");
  op.dropConstraint("boxes_size_check", "boxes");
  op.dropConstraint("boxes_parent_fkey", "boxes");
  op.dropConstraint("boxes_size_key", "boxes");
  op.dropConstraint("boxes_pkey", "boxes");
  op.dropTable("boxes");
}
