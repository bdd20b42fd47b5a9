/** What answers to rename questions mean, and which of them mean nothing. */
import type { Renamed } from "../metadata/difference.ts";
import { keyOf, type Key } from "../metadata/key.ts";
import type { Kind, Renaming } from "../metadata/kind.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";
import { RenameUnknownError } from "./errors.ts";
import { partsOf, shortName } from "./rename-names.ts";

interface Answer {
  readonly from: string;
  readonly to: string;
  readonly flag?: string;
}

export interface Answering {
  readonly database: MetaData;
  readonly canonical: MetaData;
  readonly defaultSchema: string;
  readonly kinds: Readonly<Record<string, Kind>>;
}

/** Kinds that an answer may mean, likelier ones first: what holds rows, what stands alone, and of the rest the smaller. */
function answerable(kinds: Answering["kinds"]): [string, Renaming][] {
  const weight = ({ holdsRows, moves }: Renaming): number => (holdsRows ? 0 : moves ? 1 : 2);
  return Object.values(kinds)
    .flatMap(({ name, rank, renaming }) => (renaming === undefined ? [] : [{ name, rank, renaming }]))
    .sort((a, b) => weight(a.renaming) - weight(b.renaming) || (weight(a.renaming) === 2 ? b.rank - a.rank : 0))
    .map(({ name, renaming }) => [name, renaming]);
}

/** The keys an answer means: whichever kind of object has both names. */
export function answerKeys(from: string, to: string, answering: Answering): (readonly [Key, Key])[] {
  const { database, canonical: target, defaultSchema } = answering;
  // Either name may leave out the default schema, whatever the other does.
  const keysOf = (kind: string, written: string): { readonly key: Key; readonly length: number }[] =>
    [[], [defaultSchema]].map((prefix) => {
      const names = [...prefix, ...partsOf(written)];
      return { key: keyOf(kind, ...names), length: names.length };
    });
  for (const [kind, { partOf }] of answerable(answering.kinds)) {
    for (const before of keysOf(kind, from)) {
      // The holder of a part may have its name only from another answer.
      const isThere = database.has(before.key) || (partOf !== undefined && before.length === 3);
      const after = isThere ? keysOf(kind, to).find(({ key }) => target.has(key)) : undefined;
      if (after !== undefined) return [[after.key, before.key]];
    }
  }
  return labelKeys(from, to, answering);
}

/** `order_status.sent=order_status.shipped` where `order_status` is an enum that has the first. */
function labelKeys(from: string, to: string, { database, defaultSchema }: Answering): (readonly [Key, Key])[] {
  const [before, after] = [parseQualifiedName(from), parseQualifiedName(to)];
  if (before.length < 2 || after.length !== before.length) return [];
  const type = before.length === 2 ? [defaultSchema, before[0] as string] : before.slice(0, -1);
  const values = (database.get(keyOf("enum", ...type)) as { readonly values?: readonly string[] } | undefined)?.values;
  if (values?.includes(before.at(-1) as string) !== true) return [];
  return [[keyOf("enumLabel", ...type, after.at(-1) as string), keyOf("enumLabel", ...type, before.at(-1) as string)]];
}

/**
 * An answer that was followed, or was followed before, means something; so does the "no" about what is there.
 *
 * @throws RenameUnknownError
 */
export function checkAnswers(answers: readonly Answer[], renamed: readonly Renamed[], answering: Answering): void {
  if (answers.length === 0) return;
  const { database, canonical, defaultSchema } = answering;
  const followed = new Set(renamed.filter(({ isAside }) => isAside !== true).map(({ key }) => key));
  const before = namesIn(database, answering);
  const after = namesIn(canonical, answering);
  const has = (names: ReadonlySet<string>, name: string): boolean => names.has(shortName(name, defaultSchema));
  for (const answer of answers) {
    const { from, to } = answer;
    if (from === to && has(before, from)) continue;
    if (answerKeys(from, to, answering).some(([key]) => followed.has(key))) continue;
    if (!has(before, from)) {
      if (from !== to && has(before, to) && has(after, to)) continue;
      throw new RenameUnknownError(answer, "from", [...before]);
    }
    if (!has(after, to)) throw new RenameUnknownError(answer, "to", [...after]);
    throw new RenameUnknownError(answer, "kind", []);
  }
}

/** Everything that an answer may name, as it is written there. */
function namesIn(metadata: MetaData, { kinds, defaultSchema }: Answering): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [key, object] of metadata.objects) {
    if (kinds[object.kind]?.renaming === undefined) continue;
    const name = key.slice(key.indexOf(" ") + 1);
    names.add(shortName(name, defaultSchema));
    if (object.kind !== "enum") continue;
    for (const label of (object as { readonly values?: readonly string[] }).values ?? [])
      names.add(shortName(`${name}.${formatQualifiedName(label)}`, defaultSchema));
  }
  return names;
}
