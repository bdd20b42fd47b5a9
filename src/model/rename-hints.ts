/** Hints of former names stay after they were followed, so hints in a circle would turn round with every revision. */
import type { Key } from "../metadata/key.ts";
import { CircularRenameHintError } from "./errors.ts";

/**
 * Names that are to change places need an answer for one revision, not a hint.
 *
 * @throws CircularRenameHintError
 */
export function checkRenameHints(hints: Iterable<readonly [Key, Key]>, placeOf: (key: Key) => string): void {
  const former = new Map(hints);
  for (const key of former.keys()) {
    const circle = circleThrough(key, former);
    if (circle === undefined) continue;
    const renames = circle.map((after) => ({ from: writtenName(former.get(after) as Key), to: writtenName(after) }));
    throw new CircularRenameHintError(circle.map(placeOf), renames);
  }
}

function circleThrough(start: Key, former: ReadonlyMap<Key, Key>): Key[] | undefined {
  const circle: Key[] = [];
  for (let key: Key | undefined = start; key !== undefined && !circle.includes(key); key = former.get(key)) {
    circle.push(key);
    // A hint that names itself says nothing.
    if (former.get(key) === start) return circle.length > 1 ? circle : undefined;
  }
  return undefined;
}

/** As `--rename` takes it. */
const writtenName = (key: Key): string => key.slice(key.indexOf(" ") + 1).replace(/^public\./, "");
