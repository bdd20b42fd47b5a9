/**
 * Renames: by hint, by answer, or by an equal definition where only the name tells objects apart. What looks like the
 * rename of a table or column, but nobody said so, is a question.
 */
import type { Dialect } from "../dialects/dialect.ts";
import type { Renamed, RenameStep } from "../metadata/difference.ts";
import { keyOf, kindOfKey, nameOfKey, type Key } from "../metadata/key.ts";
import { answerKeys, checkAnswers, type Answering } from "./rename-answers.ts";
import { renameLabel } from "./rename-labels.ts";
import { MetaData } from "../metadata/metadata.ts";
import { onlyIn } from "../metadata/only-in.ts";
import { schemaOf, type SchemaObject } from "../metadata/schema-object.ts";
import { parseQualifiedName } from "../sql/qualified-name.ts";
import { equal } from "./compare.ts";
import { renameObject, type RenameTrail } from "./rename-object.ts";
import { findCandidates } from "./rename-candidates.ts";

/** `orders.mail=orders.email`; a table is named alone, a column with its table. */
export interface RenameAnswer {
  readonly from: string;
  readonly to: string;
  /** How it was said, where not as `--rename from=to`. */
  readonly flag?: string;
}

export interface RenameDecision {
  readonly kind: "rename";
  /** What goes, as in an answer. */
  readonly from: string;
  /** Schema and name of the table whose rows are at stake; absent for what holds none. */
  readonly table?: readonly [schema: string, name: string];
  /** What it could have become. */
  readonly candidates: readonly string[];
  readonly text: string;
  /** True where what is asked about is known to hold rows. */
  readonly holdsRows?: true;
  /** Flags that answer it, one per candidate and one for "no": `--rename orders.mail=orders.email`. */
  readonly flags: readonly string[];
}

export interface RenameRequest {
  readonly dialect: Dialect;
  readonly database: MetaData;
  readonly target: MetaData;
  readonly canonical: MetaData;
  /** The target without what stays because nobody manages it; the same where absent. */
  readonly declared?: MetaData;
  readonly renames?: readonly RenameAnswer[];
  /** Answers by key: key now → key before. */
  readonly former?: ReadonlyMap<Key, Key>;
  readonly assumeNoRenames?: boolean;
  /** Puts texts into the new names once objects have theirs; absent where nobody can say what they become. */
  readonly follow?: FollowTexts;
}

/** An object under the new names with its texts in them, too. */
export type FollowTexts = (object: SchemaObject, key: Key, formerKey: Key) => SchemaObject;

export interface ResolvedRenames {
  /** The database under the target's names. */
  readonly database: MetaData;
  /** What was renamed by hint or answer, in order, with what goes along: columns of partitions, sequences of a table. */
  readonly steps: readonly RenameStep[];
  readonly renamed: readonly Renamed[];
  readonly decisions: readonly RenameDecision[];
}

/** Finds renames and puts the database under the target's names. @throws RenameUnknownError */
export function resolveRenames(request: RenameRequest): ResolvedRenames {
  const renamed: Renamed[] = [];
  const trail: RenameTrail = { steps: [], keys: new Map() };
  let { database } = request;
  const apply = (formerKey: Key, key: Key): boolean => {
    if (key.startsWith("enumLabel ")) {
      const label = renameLabel(database, request.canonical, key, formerKey);
      if (label === undefined) return false;
      renamed.push(label.renamed);
      trail.steps.push({ before: label.renamed.database, after: label.renamed.target });
      ({ database } = label);
      return true;
    }
    const before = database.get(formerKey);
    const after = request.canonical.get(key);
    if (before === undefined || after === undefined || database.has(key)) return false;
    if (request.dialect.kinds[before.kind]?.rename === undefined) return false;
    renamed.push({ type: "rename", key, formerKey, database: before, target: after });
    database = renameInherited(database, { before, after }, request.dialect.kinds, trail);
    return true;
  };
  // The table of a part may be meant by its former name or by its new one.
  const applied = ([key, formerKey]: readonly [Key, Key]): boolean =>
    apply(currentKey(formerKey, renamed), key) || apply(formerKey, key);
  const answers = answered(request);
  let waiting = wanted(request, answers);
  for (let count = -1; waiting.length !== count;) {
    count = waiting.length;
    // A name that another rename gives up is free only afterwards.
    waiting = waiting.filter((each) => !applied(each));
    if (waiting.length !== count) continue;
    const aside = stepAside(waiting, answers, { ...request, database, renamed, trail });
    if (aside === undefined) break;
    ({ database, waiting } = aside);
    renamed.push(aside.renamed);
    count = -1;
  }
  for (const [formerKey, key] of equalRoles(database, request)) apply(formerKey, key);
  // What follows is named by no text: indexes and constraints.
  const steps = [...trail.steps];
  if (request.follow !== undefined && steps.length > 0) database = withTexts(database, trail, request.follow);
  for (const [formerKey, key] of equalDefinitions(database, request)) apply(formerKey, key);
  checkAnswers(request.renames ?? [], renamed, answering(request));
  const decisions = request.assumeNoRenames === true ? [] : findCandidates(database, request, renamed);
  return { database, steps, renamed: inTurn(renamed, request.dialect.kinds), decisions };
}

/** Every object with its texts under the new names. */
function withTexts(database: MetaData, { keys }: RenameTrail, follow: FollowTexts): MetaData {
  const former = new Map([...keys].map(([before, now]) => [now, before]));
  const objects = new Map<Key, SchemaObject>();
  for (const [key, object] of database.objects) objects.set(key, follow(object, key, former.get(key) ?? key));
  return new MetaData({ ...database, objects });
}

/** Renames of which each waits for the name of the next, round in a circle, with one that steps aside: two keys' indexes. */
function inTurn(renamed: readonly Renamed[], kinds: RenameRequest["dialect"]["kinds"]): readonly Renamed[] {
  const names = (object: SchemaObject): readonly string[] => kinds[object.kind]?.occupies?.(object) ?? [];
  const holder = new Map(renamed.flatMap((rename) => names(rename.database).map((name) => [name, rename] as const)));
  const opened = new Set<Renamed>();
  const waitsForItself = (start: Renamed): boolean => {
    const seen = new Set<Renamed>();
    const queue = [start];
    for (let rename = queue.pop(); rename !== undefined; rename = queue.pop()) {
      for (const name of names(rename.target)) {
        const next = holder.get(name);
        if (next === undefined || next === rename || opened.has(next)) continue;
        if (next === start) return true;
        if (!seen.has(next)) queue.push(next);
        seen.add(next);
      }
    }
    return false;
  };
  return renamed.flatMap((rename): Renamed[] => {
    const kind = kinds[rename.target.kind];
    if (rename.isAside === true || kind?.renamesByDefinition !== true || !waitsForItself(rename)) return [rename];
    opened.add(rename);
    const aside: SchemaObject = { ...rename.target, name: asideName(rename.database.name) };
    const key = kind.key(aside);
    return [
      { ...rename, key, target: aside, isAside: true },
      { ...rename, formerKey: key, database: aside },
    ];
  });
}

const asideName = (name: string): string => `${name.slice(0, 12)}__renamed`;

interface Asking extends RenameRequest {
  readonly renamed: readonly Renamed[];
  readonly trail: RenameTrail;
}

/**
 * Where answers wait for a name that is taken (two names swapped, the name of something that goes), its holder steps aside.
 * A hint of the declaration stays there after it was followed, so it never pushes anything out of its name.
 */
function stepAside(
  waiting: readonly (readonly [Key, Key])[],
  answers: Set<readonly [Key, Key]>,
  { database, canonical, dialect, renamed, trail }: Asking,
): { readonly database: MetaData; readonly waiting: (readonly [Key, Key])[]; readonly renamed: Renamed } | undefined {
  const stuck = waiting.find((each) => {
    const [key, formerKey] = each;
    const former = currentKey(formerKey, renamed);
    return answers.has(each) && former !== key && database.has(former) && database.has(key) && canonical.has(key);
  });
  const holder = stuck === undefined ? undefined : (database.get(stuck[0]) as SchemaObject);
  const kind = holder === undefined ? undefined : dialect.kinds[holder.kind];
  if (stuck === undefined || holder === undefined || kind?.rename === undefined) return undefined;
  const after: SchemaObject = { ...holder, name: asideName(holder.name) };
  const key = kind.key(after);
  if (database.has(key)) return undefined;
  return {
    database: renameInherited(database, { before: holder, after }, dialect.kinds, trail),
    waiting: waiting.map((each) => {
      if (currentKey(each[1], renamed) !== stuck[0]) return each;
      const moved = [each[0], key] as const;
      if (answers.has(each)) answers.add(moved);
      return moved;
    }),
    renamed: { type: "rename", key, formerKey: stuck[0], database: holder, target: after, isAside: true },
  };
}

/** PostgreSQL renames a column below its table, too: in partitions and in tables that inherit it. */
function renameInherited(
  database: MetaData,
  step: RenameStep,
  kinds: RenameRequest["dialect"]["kinds"],
  trail: RenameTrail,
): MetaData {
  const { before, after } = step;
  let current = renameObject(database, step, kinds, trail);
  if (before.kind !== "column") return current;
  const { table } = before as SchemaObject & { readonly table: string };
  for (const object of database.objects.values()) {
    if (object.kind !== "partition" && object.kind !== "inheritance") continue;
    const { parentSchema, parent } = object as SchemaObject & Record<"parentSchema" | "parent", string>;
    if (parentSchema !== before.schema || parent !== table) continue;
    const below = current.get(keyOf("column", schemaOf(object), object.name, before.name));
    if (below !== undefined) {
      const own = { before: below, after: { ...below, name: after.name } };
      current = renameInherited(current, own, kinds, trail);
    }
  }
  return current;
}

/** A part named by its former table is found under the table's new name once that was renamed. */
function currentKey(formerKey: Key, renamed: readonly Renamed[]): Key {
  return renamed.reduce((key, rename) => {
    if (rename.target.kind !== "table") return key;
    const before = rename.formerKey.slice("table ".length);
    const after = rename.key.slice("table ".length);
    const [kind, name] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
    return kind !== "table" && name.startsWith(`${before}.`)
      ? (`${kind} ${after}${name.slice(before.length)}` as Key)
      : key;
  }, formerKey);
}

/** Renames the other way round, each under the name that its table had: key before → key now. */
export function formerNames(renamed: readonly Renamed[]): ReadonlyMap<Key, Key> {
  const back = renamed.map((rename) => ({ ...rename, key: rename.formerKey, formerKey: rename.key }));
  const aside = new Map(
    renamed.filter(({ isAside }) => isAside === true).map(({ key, formerKey }) => [key, formerKey]),
  );
  return new Map(
    renamed
      .filter(({ isAside }) => isAside !== true)
      .map(({ key, formerKey }) => [currentKey(aside.get(formerKey) ?? formerKey, back), key]),
  );
}

/** What somebody answered: key now → key before. */
function answered(request: RenameRequest) {
  const { renames = [], former = new Map() } = request;
  const answers = renames
    .filter(({ from, to }) => from !== to)
    .flatMap(({ from, to }) => answerKeys(from, to, answering(request)));
  return new Set<readonly [Key, Key]>([...answers, ...former]);
}

/** Hints of the declaration and answers, tables before columns: key now → key before. */
function wanted(request: RenameRequest, answers: ReadonlySet<readonly [Key, Key]>): (readonly [Key, Key])[] {
  const all = [...hints(request), ...answers];
  const rank = (key: Key): number => (key.startsWith("column ") ? 1 : 0);
  return all.sort((a, b) => rank(a[0]) - rank(b[0]));
}

/** A hint that gives an object its own name in a schema means the one in the default schema, which it came from. */
function hints({ target, dialect }: RenameRequest): (readonly [Key, Key])[] {
  return [...target.renamedFrom].map(([key, former]) => {
    if (key !== former) return [key, former];
    const names = parseQualifiedName(nameOfKey(key));
    return [key, keyOf(kindOfKey(key), dialect.defaultSchema, ...names.slice(1))];
  });
}

const answering = ({ database, canonical, dialect }: RenameRequest): Answering => ({
  kinds: dialect.kinds,
  database,
  canonical,
  defaultSchema: dialect.defaultSchema,
});

/** Objects that are for the same thing under another name, such as the sequence of a serial column. */
function equalRoles(database: MetaData, { canonical, dialect }: RenameRequest): (readonly [Key, Key])[] {
  const roles = (metadata: MetaData, other: MetaData): Map<string, Key | undefined> => {
    const found = new Map<string, Key | undefined>();
    for (const [key, object] of metadata.objects) {
      const role = dialect.kinds[object.kind]?.role;
      if (role === undefined || other.has(key)) continue;
      const name = role(object, metadata);
      if (name !== undefined) found.set(name, found.has(name) ? undefined : key);
    }
    return found;
  };
  const gone = roles(database, canonical);
  if (gone.size === 0) return [];
  return [...roles(canonical, database)].flatMap(([name, key]) => {
    const former = gone.get(name);
    return former === undefined || key === undefined ? [] : [[former, key] as const];
  });
}

/** Indexes and constraints whose definition is the same under another name. */
function equalDefinitions(database: MetaData, { canonical, dialect }: RenameRequest): (readonly [Key, Key])[] {
  const gone = new Map<string, { key: Key; object: SchemaObject }[]>();
  for (const [key, object] of onlyIn(database, canonical)) {
    if (dialect.kinds[object.kind]?.renamesByDefinition !== true) continue;
    const place = placeOf(object);
    const list = gone.get(place);
    if (list === undefined) gone.set(place, [{ key, object }]);
    else list.push({ key, object });
  }
  if (gone.size === 0) return [];
  const found: (readonly [Key, Key])[] = [];
  for (const [key, object] of onlyIn(canonical, database)) {
    const list = gone.get(placeOf(object));
    const at = list?.findIndex((candidate) => equal({ ...candidate.object, name: "" }, { ...object, name: "" })) ?? -1;
    if (list === undefined || at === -1) continue;
    found.push([list[at]!.key, key]);
    list.splice(at, 1);
  }
  return found;
}

const placeOf = (object: SchemaObject): string => `${object.kind} ${object.schema ?? ""}.${object.table ?? ""}`;
