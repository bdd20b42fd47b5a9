/** Autogenerate: two sets of objects in, reversible operations out. Pure; reading databases is done before. */
import type { Dialect, Queryable } from "../dialects/dialect.ts";
import type { Difference, Renamed, RenameStep } from "../metadata/difference.ts";
import { kindOf, type ChangeContext } from "../metadata/kind.ts";
import { kindOfKey, type Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import type { AnyOperationDefinition, Operation } from "../operations/operation.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { arrange } from "./arrange.ts";
import { carriedKinds, carry, isStray } from "./carried.ts";
import { compareMetaData } from "./compare.ts";
import { operationStatements } from "./statements.ts";
import { withExtensionsMoved } from "./moved-extensions.ts";
import { operationsOf } from "./operations.ts";
import { lossesOf, type Loss } from "./losses.ts";
import { withUnmanaged } from "./managed.ts";
import { formerNames, resolveRenames, type RenameAnswer, type RenameDecision } from "./renames.ts";
import { RenamedUnderUnmanagedError } from "./errors.ts";
import { remadeObjects, remadeReasons, remadeSteps, type Remade } from "./remade.ts";
import { followBack, followForward, isRelation } from "./follow-texts.ts";
import { renamedSchemas } from "./rename-schemas.ts";
import { withStaying, type Sides } from "./staying.ts";
import { stepsOf, type Change, type Step } from "./steps.ts";

export type IncludeObject = (
  object: SchemaObject,
  kind: string,
  reflected: boolean,
  compareTo: SchemaObject | undefined,
) => boolean;

export interface AutogenerateOptions {
  readonly dialect: Dialect;
  readonly database: MetaData;
  readonly target: MetaData;
  /** The target in the server's words; the target itself where it was reflected. */
  readonly canonical?: MetaData;
  /** `server_version_num` of the database that will run the operations. */
  readonly serverVersion: number;
  /** Objects whose texts name what is renamed, under the new names: what `Dialect.follow` reads back. */
  readonly followed?: ReadonlyMap<Key, SchemaObject>;
  /** Answers to rename questions: `{ from: "orders.mail", to: "orders.email" }`; equal names mean "not a rename". */
  readonly renames?: readonly RenameAnswer[];
  readonly includeObject?: IncludeObject;
  /** What a declared target manages; everything else in the database is kept. Absent: the target says all there is. */
  readonly isManaged?: (object: SchemaObject) => boolean;
  /** Kinds that count although the target has none of them: owners. */
  readonly asked?: readonly string[] | undefined;
  /** True leaves rename questions unasked: what looks like one is a drop and a create. */
  readonly assumeNoRenames?: boolean;
}

/** One difference as people read it. */
export interface DescribedDifference {
  readonly sign: "+" | "-" | "~";
  readonly text: string;
  readonly key: string;
}

export interface AutogenerateResult {
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  readonly differences: readonly DescribedDifference[];
  /** What a person should know: changes that cannot be made in place, values that somebody must choose. */
  readonly notes: readonly string[];
  /** What is dropped and created again around a change of something else. */
  readonly remade: readonly Remade[];
  /** Questions nobody has answered; the operations take them as "no". */
  readonly decisions: readonly RenameDecision[];
  /** What rows lose by these operations of the upgrade, where there are any rows. */
  readonly lossesOf: (operations: readonly Operation[]) => readonly Loss[];
}

/**
 * What turns the database into the target, and what turns it back.
 *
 *     const { upgrade, downgrade } = autogenerate({ dialect, database, target, canonical, serverVersion });
 */
export function autogenerate(options: AutogenerateOptions): AutogenerateResult {
  return compareSides(options).result;
}

interface Compared {
  readonly result: AutogenerateResult;
  /** The database without what takes no part, and what was renamed in it. */
  readonly database: MetaData;
  readonly steps: readonly RenameStep[];
}

function compareSides(given: AutogenerateOptions): Compared {
  const moved = renamedSchemas(given.database, given.target, given.renames);
  if (moved.length > 0) return { result: schemasRenamed(moved, given), database: given.database, steps: [] };
  const goal = given.canonical ?? given.target;
  const options = { ...given, database: withExtensionsMoved(given.database, goal, given.dialect.kinds) };
  const { dialect, serverVersion, includeObject } = options;
  const { isCarried, silent, unread, compared, managed, kept } = sidesOf(options);
  const {
    renamed,
    decisions,
    steps: renames,
    ...found
  } = resolveRenames({
    ...options,
    ...(options.followed === undefined ? {} : { follow: followForward(options.followed, dialect) }),
    database: managed,
    canonical: kept.canonical,
    declared: compared(options.canonical ?? options.target),
  });
  const staying = withStaying({
    ...keptUnderNewNames(kept, { renamed, found: found.database, options, compared }),
    model: options.canonical ?? options.target,
    dialect,
  });
  const { database, target, canonical } = carry(staying, {
    isCarried,
    isSilent: ({ kind }) => silent.has(kind),
    whole: options.canonical ?? options.target,
    dialect,
  });
  const context: ChangeContext = { serverVersion, database, target: canonical, reflected: options.database };
  const all = [...renamed, ...compareMetaData(database, canonical, dialect.kinds, context)];
  const wanted =
    includeObject === undefined
      ? all
      : all.filter((difference) => isIncluded(difference, includeObject, database, canonical));
  const differences = dialect.refine(wanted, context);
  const change = { kinds: dialect.kinds, context, database, target };
  const steps = stepsOf(differences, change);
  const around = remadeSteps(steps, dialect, change);
  const upgrade = operationsOf(arrange(steps, change), change, remadeReasons(around, dialect));
  const remade = remadeObjects(around, dialect);
  const isDeclared = (key: Key): boolean => (options.canonical ?? options.target).has(key);
  const undeclared = remade.filter(({ key }) => !isDeclared(key));
  if (options.followed === undefined) checkFollowed(undeclared, renamed, managed, dialect);
  const isPlannedBack = upgrade.some(({ replan }) => replan === true) || renamesUnderPrograms(renamed, steps, dialect);
  const result: AutogenerateResult = {
    upgrade,
    downgrade: isPlannedBack
      ? wayBack({ ...change, former: asItWas(given, options, managed), renamed, includeObject }, dialect)
      : reversed(upgrade, dialect),
    differences: differences
      // What a difference brings along, such as rows that step aside, is none itself.
      .filter((difference) => database.has(difference.key) || canonical.has(difference.key))
      .filter((difference) => difference.type !== "alter" || difference.attributes.length > 0)
      .filter((difference) => !isCarried(difference.type === "drop" ? difference.database : difference.target))
      .map((difference) => describe(difference, dialect))
      .concat(staying.held.map((object) => describeDrop(object, dialect))),
    notes: [
      ...unreadNotes(unread),
      ...staying.notes,
      ...new Set(upgrade.flatMap((operation) => remarksOf(operation, dialect, serverVersion))),
      ...silentRemarks(silent, steps, options),
      ...boundNotes(undeclared, database, dialect),
    ],
    remade,
    decisions,
    lossesOf: (operations) => lossesOf(operations, { dialect, former: managed, database, target: canonical, renamed }),
  };
  return { result, database: managed, steps: renames };
}

/**
 * The same, after the server that holds the database has said what texts become by the renames that were answered.
 *
 *     const result = await autogenerateOn(connection, { dialect, database, target, canonical, serverVersion });
 *
 * @throws RenamedUnderUnmanagedError, RenameUnknownError
 */
export async function autogenerateOn(
  connection: Queryable | undefined,
  options: AutogenerateOptions,
): Promise<AutogenerateResult> {
  if (connection === undefined) return autogenerate(options);
  const { result, database, steps } = compareSides({ ...options, followed: new Map() });
  if (steps.length === 0) return result;
  return autogenerate({ ...options, followed: await options.dialect.follow(connection, database, steps) });
}

/** What takes part in the comparison. */
function sidesOf(options: AutogenerateOptions) {
  const { dialect } = options;
  const isCarried = carriedKinds(options.target, dialect);
  const silent = silentKinds(options);
  const unread = new Map([...(options.database.unread ?? []), ...(options.target.unread ?? [])]);
  const isOut = ({ kind }: SchemaObject): boolean => silent.has(kind) || unread.has(kind);
  const compared = (side: MetaData): MetaData => without(side, (_key, object) => isCarried(object) || isOut(object));
  const managed = without(
    manage(options.database, options.target, dialect),
    (_key, object) => isOut(object) || (isCarried(object) && isStray(object, options.database, dialect)),
  );
  const kept = withKept(
    { ...options, target: compared(options.target), canonical: compared(options.canonical ?? options.target) },
    compared(managed),
  );
  return { isCarried, silent, unread, compared, managed, kept };
}

/**
 * Columns in the text of what nobody declares cannot be renamed here: only the server knows which words name them.
 * @throws RenamedUnderUnmanagedError
 */
function checkFollowed(
  undeclared: readonly Remade[],
  renamed: readonly Renamed[],
  database: MetaData,
  dialect: Dialect,
): void {
  for (const { formerKey, database: object } of renamed) {
    const naming = undeclared.filter(({ key }) => {
      const kind = dialect.kinds[kindOfKey(key)];
      const program = database.get(key);
      if (kind?.isProgram !== true || program === undefined) return false;
      if (object.kind !== "column" && !(isRelation(object) && kind.isBound?.(program) === true)) return false;
      return database.dependencies.get(key)?.some(isOrIn(formerKey, database, dialect)) === true;
    });
    if (naming.length > 0)
      throw new RenamedUnderUnmanagedError(
        naming.map(({ text }) => text),
        dialect.describe(object),
        (naming[0] as Remade).because,
      );
  }
}

/** True for keys of an object and of its parts. */
const isOrIn =
  (whole: Key, { objects }: MetaData, { kinds }: Dialect) =>
  (key: Key): boolean => {
    const object = objects.get(key);
    return key === whole || (object !== undefined && kinds[object.kind]?.parent?.(object) === whole);
  };

/** What nobody declares is made anew by the text that it has, which PostgreSQL checks against what changed. */
function boundNotes(undeclared: readonly Remade[], database: MetaData, { kinds }: Dialect): string[] {
  return undeclared
    .filter(({ key }) => {
      const program = database.get(key);
      return program !== undefined && kinds[program.kind]?.isBound?.(program) === true;
    })
    .map(
      ({ text, because }) =>
        `${text}, which the model does not manage, is made anew as it is written, although ${because}: where its result or calls no longer fit, declare it, or drop it before this revision and create it again after it`,
    );
}

/** Nothing but the new names: the rest is compared when the database has them. */
function schemasRenamed(renamed: readonly Renamed[], { dialect }: AutogenerateOptions): AutogenerateResult {
  const upgrade = renamed.flatMap(
    ({ database, target }) => dialect.kinds[database.kind]?.rename?.(database, target) ?? [],
  );
  return {
    upgrade,
    downgrade: reversed(upgrade, dialect),
    differences: renamed.map((each) => describe(each, dialect)),
    notes: renamed.map(
      ({ database, target }) =>
        `schema ${database.name} becomes ${target.name} first: what else changes is compared once the database has that name`,
    ),
    remade: [],
    decisions: [],
    lossesOf: () => [],
  };
}

/** Programs are written in the names of their time: on the way back, what they name has its former name first. */
function renamesUnderPrograms(renamed: readonly Renamed[], steps: readonly Step[], { kinds }: Dialect): boolean {
  if (renamed.every(({ target }) => kinds[target.kind]?.renamesByDefinition === true)) return false;
  return steps.some(({ action, target, database }) => {
    const { kind } = (target ?? database) as SchemaObject;
    return action !== "rename" && kinds[kind]?.isProgram === true;
  });
}

/** What the way back leads to: the database in the words that it has before extensions move. */
const asItWas = (given: AutogenerateOptions, { database }: AutogenerateOptions, managed: MetaData): MetaData =>
  database === given.database ? managed : sidesOf(given).managed;

interface WayBack extends Change {
  /** The database under its own names. */
  readonly former: MetaData;
  readonly renamed: readonly Renamed[];
  readonly includeObject: IncludeObject | undefined;
}

/** The plan from the target back to the database, both in the server's words. */
function wayBack({ context, kinds, former, renamed, includeObject }: WayBack, dialect: Dialect): Operation[] {
  const target = new MetaData({ ...former, renamedFrom: new Map() });
  const names = formerNames(renamed);
  const before = withExtensionsMoved(context.target, target, kinds);
  const request = {
    dialect,
    database: before,
    target,
    canonical: target,
    former: names,
    assumeNoRenames: true,
    follow: followBack(context, target, dialect),
  };
  const { database, renamed: renamedBack } = resolveRenames(request);
  const back: Change = {
    kinds,
    context: { ...context, database, target, isWayBack: true },
    database,
    target,
  };
  const all = [...renamedBack, ...compareMetaData(database, target, dialect.kinds, back.context)];
  const wanted =
    includeObject === undefined ? all : all.filter((difference) => isIncludedBack(difference, includeObject));
  const steps = stepsOf(dialect.refine(wanted, back.context), back);
  return operationsOf(arrange(steps, back), back, remadeReasons(remadeSteps(steps, dialect, back), dialect));
}

/** Both forms of the target, with what it leaves alone in the database. */
function withKept(
  { target, canonical = target, isManaged, includeObject, dialect }: AutogenerateOptions,
  database: MetaData,
): { readonly target: MetaData; readonly canonical: MetaData } {
  if (isManaged === undefined && includeObject === undefined) return { target, canonical };
  const isOurs = (object: SchemaObject): boolean =>
    isManaged?.(object) !== false && includeObject?.(object, object.kind, true, undefined) !== false;
  const kept = withUnmanaged(target, database, isOurs, dialect);
  return { target: kept, canonical: canonical === target ? kept : withUnmanaged(canonical, database, isOurs, dialect) };
}

interface Renaming {
  readonly renamed: readonly Renamed[];
  readonly found: MetaData;
  readonly options: AutogenerateOptions;
  readonly compared: (side: MetaData) => MetaData;
}

/** What is left alone, once renames have changed what it names. */
function keptUnderNewNames(
  kept: Pick<Sides, "target" | "canonical">,
  { renamed, found, options, compared }: Renaming,
): Sides {
  if (renamed.length === 0) return { ...kept, database: found };
  const target = compared(options.target);
  const canonical = compared(options.canonical ?? options.target);
  return { ...withKept({ ...options, target, canonical }, compared(found)), database: found };
}

/** The operations that undo a list, last one first. @throws IrreversibleError */
export function reversed(operations: readonly Operation[], dialect: Pick<Dialect, "operations">): Operation[] {
  return [...operations].reverse().flatMap((operation) => {
    const definition = dialect.operations[operation.type] as AnyOperationDefinition;
    const { because } = operation;
    const undoing = definition.reverse(operation as never);
    return because === undefined ? undoing : undoing.map((each) => ({ ...each, because }));
  });
}

/** Objects of kinds that the dialect does not manage stay out of the comparison. */
function manage(database: MetaData, target: MetaData, dialect: Dialect): MetaData {
  const standard = `schema ${dialect.defaultSchema}` as Key;
  // The default schema is there whether or not anybody declares it.
  const isFree = !target.has(standard);
  return without(database, (key, object) => !(object.kind in dialect.kinds) || (isFree && key === standard));
}

/** Kinds that nobody has asked for. */
function silentKinds({ target, asked = [], dialect }: AutogenerateOptions): ReadonlySet<string> {
  const silent = new Set(
    Object.keys(dialect.kinds).filter((name) => dialect.kinds[name]?.optIn !== undefined && !asked.includes(name)),
  );
  const said = new Set<string>();
  for (const { kind } of target.objects.values()) if (silent.has(kind)) said.add(kind);
  // What a database says of such a kind asks for nothing.
  if (said.size > 0 && target.origins.size > 0) for (const kind of said) silent.delete(kind);
  return silent;
}

/** One sentence for each reason. */
function unreadNotes(unread: NonNullable<MetaData["unread"]>): string[] {
  const kinds = new Map<string, string[]>();
  for (const [kind, { catalogs }] of unread) {
    const list = catalogs.join(", ");
    kinds.set(list, [...(kinds.get(list) ?? []), kind]);
  }
  return [...kinds].map(
    ([catalogs, names]) => `not compared: ${names.join(", ")}, because this role may not read ${catalogs}`,
  );
}

/** What is lost of them where their object is made anew. */
function silentRemarks(
  silent: ReadonlySet<string>,
  steps: readonly Step[],
  { database, dialect }: AutogenerateOptions,
): string[] {
  const lost = [...database.objects.values()].filter(({ kind }) => silent.has(kind));
  if (lost.length === 0) return [];
  const created = new Set(steps.filter(({ action }) => action === "create").map(({ key }) => key));
  const remade = new Set(
    steps.filter(({ action, key }) => action === "drop" && created.has(key)).map(({ key }) => key),
  );
  return lost.flatMap((object) => {
    const kind = kindOf(object, dialect.kinds);
    return kind.dependsOn(object, database).some((key) => remade.has(key)) ? [kind.optIn?.(object) ?? ""] : [];
  });
}

/** The same where nothing is left out: copies of large databases are dear. */
function without(side: MetaData, isLeft: (key: Key, object: SchemaObject) => boolean): MetaData {
  const left: Key[] = [];
  for (const [key, object] of side.objects) if (isLeft(key, object)) left.push(key);
  if (left.length === 0) return side;
  const objects = new Map(side.objects);
  for (const key of left) objects.delete(key);
  return new MetaData({ ...side, objects });
}

function isIncluded(difference: Difference, include: IncludeObject, database: MetaData, target: MetaData): boolean {
  const reflected = difference.type === "drop";
  const object = reflected ? difference.database : difference.target;
  const other = reflected ? target.get(difference.key) : database.get(difference.key);
  return include(object, object.kind, reflected, other);
}

/** The same question about the way back, where the target is what is and the database what should be. */
function isIncludedBack(difference: Difference, include: IncludeObject): boolean {
  if (difference.type === "create") return include(difference.target, difference.target.kind, true, undefined);
  const declared = difference.database;
  return include(declared, declared.kind, false, difference.type === "drop" ? undefined : difference.target);
}

const describeDrop = (object: SchemaObject, dialect: Dialect): DescribedDifference =>
  describe({ type: "drop", key: kindOf(object, dialect.kinds).key(object), database: object }, dialect);

const signs = { create: "+", drop: "-", alter: "~", rename: "~" } as const;

function describe(difference: Difference, dialect: Dialect): DescribedDifference {
  const object = difference.type === "drop" ? difference.database : difference.target;
  const what = dialect.describe(object);
  const sign = signs[difference.type];
  if (difference.type === "alter")
    return { sign, text: `${what} (${difference.attributes.join(", ")})`, key: difference.key };
  if (difference.type === "rename") {
    const { schema, name } = difference.database;
    const former = schema === undefined || schema === object.schema ? name : formatQualifiedName(schema, name);
    return { sign, text: `${what}, formerly ${former}`, key: difference.key };
  }
  return { sign, text: what, key: difference.key };
}

function remarksOf(operation: Operation, dialect: Dialect, serverVersion: number): string[] {
  return operationStatements([operation], dialect, { serverVersion })
    .flatMap(({ note, decision }) => [note, decision])
    .filter((remark) => remark !== undefined);
}
