/** Texts under new names: forward as the server said, on the way back as they were before. */
import type { Dialect } from "../dialects/dialect.ts";
import { allTexts, type ChangeContext } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { attributesOf, type SchemaObject } from "../metadata/schema-object.ts";
import { equal } from "./compare.ts";
import type { FollowTexts } from "./renames.ts";

/** Takes the texts that the server printed after the renames. */
export function followForward(followed: ReadonlyMap<Key, SchemaObject>, { kinds }: Dialect): FollowTexts {
  return (object, key) => {
    const read = followed.get(key);
    const texts = kinds[object.kind]?.texts;
    if (read === undefined || texts === undefined) return object;
    // What the copy does not have could not be copied.
    const known = allTexts(texts).filter((name) => attributesOf(read)[name] !== undefined);
    return withTexts(object, read, known);
  };
}

/**
 * On the way back, a text that both sides have in common becomes what it was: the rename made the one of the other. Where
 * the sides differ, the text is changed by a step of its own.
 */
export function followBack(
  { database, target }: Pick<ChangeContext, "database" | "target">,
  former: MetaData,
  { kinds }: Dialect,
): FollowTexts {
  return (object, key, laterKey) => {
    const texts = kinds[object.kind]?.texts;
    const [was, before, after] = [former.get(key), database.get(laterKey), target.get(laterKey)];
    if (texts === undefined || was === undefined || before === undefined || after === undefined) return object;
    const same = allTexts(texts).filter((name) => equal(attributesOf(before)[name], attributesOf(after)[name]));
    return withTexts(object, was, same);
  };
}

function withTexts(object: SchemaObject, read: SchemaObject, texts: readonly string[]): SchemaObject {
  const [own, other] = [attributesOf(object), attributesOf(read)];
  const changed = texts.filter((name) => !equal(own[name], other[name]));
  if (changed.length === 0) return object;
  return Object.freeze({ ...object, ...Object.fromEntries(changed.map((name) => [name, other[name]])) });
}

const relationKinds: ReadonlySet<string> = new Set(["table", "view", "materializedView"]);

/** True for what queries read. */
export const isRelation = ({ kind }: SchemaObject): boolean => relationKinds.has(kind);
