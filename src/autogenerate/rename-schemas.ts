/**
 * A schema that takes another name takes everything in it along. What else changes is compared once that is done: until
 * then the database's own texts, such as bodies of functions, name the schema as it was.
 */
import type { Renamed } from "../metadata/difference.ts";
import { keyOf, type Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { RenameAnswer } from "./renames.ts";

/** Schemas whose former name a hint or an answer gives, as long as the database has only that one. */
export function renamedSchemas(
  database: MetaData,
  target: MetaData,
  renames: readonly RenameAnswer[] = [],
): readonly Renamed[] {
  const answers = renames.map(({ from, to }) => [keyOf("schema", to), keyOf("schema", from)] as const);
  const found = new Map<Key, Renamed>();
  for (const [key, formerKey] of [...target.renamedFrom, ...answers]) {
    const [before, after] = [database.get(formerKey), target.get(key)];
    if (before?.kind !== "schema" || after?.kind !== "schema") continue;
    if (database.has(key) || target.has(formerKey)) continue;
    found.set(key, { type: "rename", key, formerKey, database: before, target: after });
  }
  return [...found.values()];
}
