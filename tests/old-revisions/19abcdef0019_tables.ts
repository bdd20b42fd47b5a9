/** Old words: tables */
import { check, index, integer, now, type Op, sql, text, timestamptz, unique } from "limbeck/migration";

export const revision = "19abcdef0019";
export const downRevision = "18abcdef0018";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-19T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable(
    "notes",
    {
      note_id: integer().identity({ always: true, start: 10n }).primaryKey(),
      body: text().notNull().serverDefault(""),
      at: timestamptz().serverDefault(now()),
    },
    (t) => [
      index([t["at"]!.desc()], { name: "notes_at" }),
      unique([t["body"]!, t["at"]!]),
      check(sql`${t["body"]!} <> 'x'`),
    ],
    { storageParameters: { fillfactor: 80 } },
  );
  op.alterTable("notes", { storageParameters: ["fillfactor=90"] }, { storageParameters: ["fillfactor=80"] });
}

export function downgrade(op: Op) {
  op.dropTable("notes", { ifExists: true, cascade: true });
}
