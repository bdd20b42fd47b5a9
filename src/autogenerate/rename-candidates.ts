/**
 * What looks like a rename or a move to another schema that nobody confirmed: a table, column, type, sequence, view or
 * routine that goes while a similar one comes.
 */
import type { Dialect } from "../dialects/dialect.ts";
import type { Renamed } from "../metadata/difference.ts";
import type { Kind } from "../metadata/kind.ts";
import { nameOfKey } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { onlyIn } from "../metadata/only-in.ts";
import { attributesOf, schemaOf, type SchemaObject } from "../metadata/schema-object.ts";
import { formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";
import { equal } from "./compare.ts";
import { formerKeyOf, shortName, writtenName } from "./rename-names.ts";
import type { RenameDecision, RenameRequest } from "./renames.ts";

interface Sides {
  /** What is. */
  readonly database: MetaData;
  /** What should be, with what stays because nobody manages it. */
  readonly target: MetaData;
  /** What is declared. */
  readonly declared: MetaData;
  readonly dialect: Dialect;
}

/** Questions, tables first. What an answer has settled is not asked. */
export function findCandidates(
  database: MetaData,
  request: RenameRequest,
  renamed: readonly Renamed[] = [],
): RenameDecision[] {
  const { canonical: target, declared = target, renames = [], dialect } = request;
  const sides = { database, target, declared, dialect };
  const answered = new Set(renames.map(({ from }) => shortName(from, dialect.defaultSchema)));
  const found = [...wholeCandidates(sides), ...partCandidates(sides, renamed)];
  const isAnswered = (name: string): boolean => answered.has(shortName(name, dialect.defaultSchema));
  return found.flatMap(({ aka, ...asked }) =>
    isAnswered(asked.from) || (aka !== undefined && isAnswered(aka)) ? [] : [asked],
  );
}

/** Kinds of objects that stand alone, in the order of the questions. */
function wholeCandidates(sides: Sides): Asked[] {
  const { database, target, declared, dialect } = sides;
  const movable = Object.values(dialect.kinds).filter(
    ({ renaming, rename }) => renaming?.moves === true && rename !== undefined,
  );
  const come = onlyIn(declared, database).map(([, object]) => object);
  const gone = come.length === 0 ? [] : onlyIn(database, declared);
  return movable.flatMap((kind) => {
    const others = come.filter((object) => object.kind === kind.name);
    if (others.length === 0) return [];
    return gone.flatMap(([key, object]) => {
      if (object.kind !== kind.name || kind.renaming?.goesAlong?.(object, database) === true) return [];
      // What nobody manages stays: it can only have moved from there.
      const isLeft = target.has(key);
      const candidates = others.filter((other) => resembles(object, other, { kind, sides, isLeft }));
      return candidates.length === 0 ? [] : [wholeDecision(kind, object, sort(candidates, object), isLeft, dialect)];
    });
  });
}

interface Resembling {
  readonly kind: Kind;
  readonly sides: Sides;
  readonly isLeft: boolean;
}

/** True where `after` may be `before` under another name or in another schema. */
function resembles(before: SchemaObject, after: SchemaObject, { kind, sides, isLeft }: Resembling): boolean {
  const isSameName = nameOf(before) === nameOf(after);
  if (isSameName !== isLeft) return isSameName;
  if (kind.resembles !== undefined) return kind.resembles(before, after, sides);
  return (isSameName && isRoutine(before)) || alike(before, after);
}

const isRoutine = (object: SchemaObject): boolean => "arguments" in object;

/** A routine is called by its name and the types of its arguments. */
const nameOf = (object: SchemaObject): string => {
  const { arguments: types } = object as { readonly arguments?: string };
  return types === undefined ? object.name : `${object.name}(${types})`;
};

/** The same but for name, schema and comment. */
function alike(before: SchemaObject, after: SchemaObject): boolean {
  const shape = (object: SchemaObject): object => ({ ...object, name: "", schema: "", comment: "" });
  return equal(shape(before), shape(after));
}

/** Those of the same name first. */
const sort = (candidates: readonly SchemaObject[], { name }: SchemaObject): readonly SchemaObject[] => [
  ...candidates.filter((each) => each.name === name),
  ...candidates.filter((each) => each.name !== name),
];

function wholeDecision(
  { renaming }: Kind,
  object: SchemaObject,
  candidates: readonly SchemaObject[],
  isLeft: boolean,
  { defaultSchema }: Dialect,
): RenameDecision {
  const written = (each: SchemaObject): string => writtenName(each, defaultSchema);
  const isMove = candidates.every(({ name }) => name === object.name);
  const holdsRows = renaming?.holdsRows === true;
  return decision({
    what: `${renaming?.word} ${written(object)}`,
    from: written(object),
    candidates: candidates.map(written),
    verb: isMove ? "moved" : "renamed",
    otherwise: isLeft ? "is it another one, which stays" : holdsRows ? "dropped with its data" : "dropped",
    ...(holdsRows ? { table: [schemaOf(object), object.name] as const } : {}),
  });
}

/** A column whose table has another name by now may be meant by either. */
interface Asked extends RenameDecision {
  readonly aka?: string;
}

/** Parts that hold values. */
function partCandidates(sides: Sides, renamed: readonly Renamed[]): Asked[] {
  const { database, target, dialect } = sides;
  const parts = Object.values(dialect.kinds).filter(
    ({ renaming }) => renaming?.partOf !== undefined && renaming.holdsRows === true,
  );
  return parts.flatMap((kind) => {
    const gone = missing(database, target, kind.name);
    const come = missing(target, database, kind.name);
    if (gone.length === 0 || come.length === 0) return [];
    return gone
      .filter((part) => !isGenerated(part))
      .flatMap((part) => partCandidate(part, come, { kind, sides, renamed }));
  });
}

interface Parting {
  readonly kind: Kind;
  readonly sides: Sides;
  readonly renamed: readonly Renamed[];
}

function partCandidate(part: SchemaObject, come: readonly SchemaObject[], { kind, sides, renamed }: Parting): Asked[] {
  const { target, dialect } = sides;
  const byNames = ([schema, ...names]: readonly string[]): string =>
    formatQualifiedName(...(schema === undefined || schema === dialect.defaultSchema ? names : [schema, ...names]));
  const written = (each: SchemaObject): string => byNames(parseQualifiedName(nameOfKey(kind.key(each))));
  const candidates = come.filter(
    (other) =>
      other.schema === part.schema &&
      other.table === part.table &&
      kind.resembles?.(part, other, sides) === true &&
      !isGenerated(other),
  );
  const holder = kind.parent?.(part);
  if (candidates.length === 0 || holder === undefined || !target.has(holder)) return [];
  const names = parseQualifiedName(nameOfKey(formerKeyOf(kind.key(part), renamed, dialect.kinds)));
  const [schema, table] = names as [string, string];
  const from = byNames(names);
  const asked = decision({
    what: `${kind.renaming?.word} ${from}`,
    from,
    candidates: candidates.map(written),
    verb: "renamed",
    otherwise: "dropped with its data",
    table: [schema, table],
  });
  return [{ ...asked, aka: written(part) }];
}

/** What a generated column holds is computed again, so nothing is lost with it. */
const isGenerated = (column: SchemaObject): boolean => attributesOf(column)["generated"] !== undefined;

interface Question {
  readonly what: string;
  readonly from: string;
  readonly candidates: readonly string[];
  readonly verb: "renamed" | "moved";
  /** What else it may be: `dropped with its data`. */
  readonly otherwise: string;
  readonly table?: readonly [schema: string, name: string];
}

function decision({ what, from, candidates, verb, otherwise, table }: Question): RenameDecision {
  const choice = candidates.length === 1 ? `${candidates[0]}` : `one of ${candidates.join(", ")}`;
  return {
    kind: "rename",
    from,
    ...(table === undefined ? {} : { table }),
    candidates,
    text: `Was the ${what} ${verb} to ${choice}, or ${otherwise}?`,
    flags: [...candidates, from].map((to) => renameFlag(from, to)),
  };
}

/** The flag that answers a question, as a shell reads it. */
export const renameFlag = (from: string, to: string): string => `--rename ${shellWord(`${from}=${to}`)}`;

/** The question with the flag that says yes, where nobody is asked to answer. */
export const decisionNote = ({ text, flags }: { readonly text: string; readonly flags: readonly string[] }): string =>
  `${text} ${flags[0] as string}`;

/** As a shell reads it as one word. */
export const shellWord = (text: string): string =>
  /^[\w.=\u0080-\uffff-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function missing(from: MetaData, other: MetaData, kind: string): SchemaObject[] {
  return onlyIn(from, other).flatMap(([, object]) => (object.kind === kind ? [object] : []));
}
