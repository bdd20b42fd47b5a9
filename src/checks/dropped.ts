/** Tables that a statement drops, of those that were there before. */
import type { RelationFacts } from "../dialects/statement-facts.ts";
import { child, list, partsName, text } from "./read.ts";
import { existing, type Subject } from "./rule.ts";

export function droppedTables(subject: Subject): readonly RelationFacts[] {
  if (subject.kind !== "DropStmt" || text(subject.node, "removeType") !== "OBJECT_TABLE") return [];
  return list(subject.node, "objects").flatMap(
    (object) => existing(subject, partsName(list(child(object, "List"), "items"))) ?? [],
  );
}
