/**
 * What looks like a rename or a move to another schema that nobody confirmed: a table, column, type, sequence, view or
 * routine that goes while a similar one comes.
 */
import type { Dialect } from "../dialects/dialect.ts";
import type { Renamed } from "../metadata/difference.ts";
import { keyOf, nameOfKey } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { onlyIn } from "../metadata/only-in.ts";
import { schemaOf, type SchemaObject } from "../metadata/schema-object.ts";
import { formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";
import { equal } from "./compare.ts";
import { formerKeyOf, movable, shortName, writtenName } from "./rename-names.ts";
import type { RenameDecision, RenameRequest } from "./renames.ts";

interface Column extends SchemaObject {
  readonly table: string;
  readonly type: string;
}

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
  const found = [...wholeCandidates(sides), ...columnCandidates(sides, renamed)];
  const isAnswered = (name: string): boolean => answered.has(shortName(name, dialect.defaultSchema));
  return found.flatMap(({ aka, ...asked }) =>
    isAnswered(asked.from) || (aka !== undefined && isAnswered(aka)) ? [] : [asked],
  );
}

/** Kinds of objects that stand alone, in the order of the questions. */
function wholeCandidates(sides: Sides): Asked[] {
  const { database, target, declared, dialect } = sides;
  const come = new Map<string, SchemaObject[]>();
  for (const [, object] of onlyIn(declared, database)) {
    if (!movable.has(object.kind) || dialect.kinds[object.kind]?.rename === undefined) continue;
    come.set(object.kind, [...(come.get(object.kind) ?? []), object]);
  }
  if (come.size === 0) return [];
  const shapes = { before: columnsByTable(database), after: columnsByTable(declared) };
  const decisions = [...movable].flatMap(([kind, word]) => {
    const others = come.get(kind);
    if (others === undefined) return [];
    return onlyIn(database, declared).flatMap(([key, object]) => {
      if (object.kind !== kind || isOwned(object, database)) return [];
      // What nobody manages stays: it can only have moved from there.
      const isLeft = target.has(key);
      const candidates = others.filter((other) => resembles(object, other, shapes, isLeft));
      return candidates.length === 0 ? [] : [wholeDecision(word, object, sort(candidates, object), isLeft, dialect)];
    });
  });
  return decisions;
}

interface Shapes {
  readonly before: ReadonlyMap<string, readonly Column[]>;
  readonly after: ReadonlyMap<string, readonly Column[]>;
}

/** True where `after` may be `before` under another name or in another schema. */
function resembles(before: SchemaObject, after: SchemaObject, shapes: Shapes, isLeft: boolean): boolean {
  const isSameName = nameOf(before) === nameOf(after);
  if (isLeft && !isSameName) return false;
  if (before.kind === "table") {
    if (isSameName && !isLeft) return true;
    return isSimilar(shapes.before.get(path(before)) ?? [], shapes.after.get(path(after)) ?? []);
  }
  return isSameName ? !isLeft || isRoutine(before) || alike(before, after) : alike(before, after);
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

/** A sequence that a column owns goes wherever its table does. */
const isOwned = ({ kind, schema, name }: SchemaObject, database: MetaData): boolean =>
  kind === "sequence" && database.has(keyOf("sequenceOwner", schema as string, name));

/** Those of the same name first. */
const sort = (candidates: readonly SchemaObject[], { name }: SchemaObject): readonly SchemaObject[] => [
  ...candidates.filter((each) => each.name === name),
  ...candidates.filter((each) => each.name !== name),
];

function wholeDecision(
  word: string,
  object: SchemaObject,
  candidates: readonly SchemaObject[],
  isLeft: boolean,
  { defaultSchema }: Dialect,
): RenameDecision {
  const written = (each: SchemaObject): string => writtenName(each, defaultSchema);
  const isMove = candidates.every(({ name }) => name === object.name);
  const loss = object.kind === "table" ? "dropped with its data" : "dropped";
  return decision({
    what: `${word} ${written(object)}`,
    from: written(object),
    candidates: candidates.map(written),
    verb: isMove ? "moved" : "renamed",
    otherwise: isLeft ? "is it another one, which stays" : loss,
    ...(object.kind === "table" ? { table: [schemaOf(object), object.name] as const } : {}),
  });
}

/** Half of the columns of either table, by name and type, are in the other. */
function isSimilar(a: readonly Column[], b: readonly Column[]): boolean {
  const types = new Map(a.map((column) => [column.name, column.type]));
  const shared = b.filter((column) => types.get(column.name) === column.type).length;
  return shared > 0 && shared * 2 >= Math.max(a.length, b.length);
}

/** A column whose table has another name by now may be meant by either. */
interface Asked extends RenameDecision {
  readonly aka?: string;
}

function columnCandidates({ database, target, dialect }: Sides, renamed: readonly Renamed[]): Asked[] {
  const byNames = ([schema, table, name]: readonly string[]): string =>
    formatQualifiedName(...([...(schema === dialect.defaultSchema ? [] : [schema]), table, name] as string[]));
  const written = ({ schema, table, name }: Column): string => byNames([schema as string, table, name]);
  const areAlike = dialect.kinds["column"]?.resembles ?? (() => false);
  const gone = missing(database, target, "column") as Column[];
  const come = missing(target, database, "column") as Column[];
  if (gone.length === 0 || come.length === 0) return [];
  return gone
    .filter((column) => !isGenerated(column))
    .flatMap((column) => {
      const candidates = come.filter(
        (other) =>
          other.schema === column.schema &&
          other.table === column.table &&
          areAlike(column, other) &&
          !isGenerated(other),
      );
      if (candidates.length === 0 || !target.has(keyOf("table", schemaOf(column), column.table))) return [];
      const key = keyOf("column", schemaOf(column), column.table, column.name);
      const [schema, table, name] = parseQualifiedName(nameOfKey(formerKeyOf(key, renamed))) as [
        string,
        string,
        string,
      ];
      const from = byNames([schema, table, name]);
      const asked = decision({
        what: `column ${from}`,
        from,
        candidates: candidates.map(written),
        verb: "renamed",
        otherwise: "dropped with its data",
        table: [schema, table],
      });
      return [{ ...asked, aka: written(column) }];
    });
}

/** What a generated column holds is computed again, so nothing is lost with it. */
const isGenerated = (column: SchemaObject): boolean =>
  (column as unknown as { generated?: unknown }).generated !== undefined;

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

function columnsByTable(metadata: MetaData): Map<string, Column[]> {
  const tables = new Map<string, Column[]>();
  for (const object of metadata.objects.values()) {
    if (object.kind !== "column") continue;
    const column = object as Column;
    const table = path({ schema: column.schema, name: column.table });
    const list = tables.get(table);
    if (list === undefined) tables.set(table, [column]);
    else list.push(column);
  }
  return tables;
}

const path = (object: { readonly schema?: string | undefined; readonly name: string }): string =>
  formatQualifiedName(object.schema ?? "", object.name);
