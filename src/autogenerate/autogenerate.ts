/** Autogenerate: two sets of objects in, reversible operations out. Pure; reading databases is done before. */
import type { Dialect } from "../dialects/dialect.ts";
import type { Difference } from "../metadata/difference.ts";
import type { ChangeContext } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import type { AnyOperationDefinition, Operation } from "../operations/operation.ts";
import { arrange } from "./arrange.ts";
import { compareMetaData } from "./compare.ts";
import { operationStatements } from "./statements.ts";
import { operationsOf } from "./operations.ts";
import { withUnmanaged } from "./managed.ts";
import { resolveRenames, type RenameAnswer, type RenameDecision } from "./renames.ts";
import { stepsOf, type Change } from "./steps.ts";

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
  /** Answers to rename questions: `{ from: "orders.mail", to: "orders.email" }`; equal names mean "not a rename". */
  readonly renames?: readonly RenameAnswer[];
  readonly includeObject?: IncludeObject;
  /** What a declared target manages; everything else in the database is kept. Absent: the target says all there is. */
  readonly isManaged?: (object: SchemaObject) => boolean;
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
  /** Questions nobody has answered; the operations take them as "no". */
  readonly decisions: readonly RenameDecision[];
}

/**
 * What turns the database into the target, and what turns it back.
 *
 *     const { upgrade, downgrade } = autogenerate({ dialect, database, target, canonical, serverVersion });
 */
export function autogenerate(options: AutogenerateOptions): AutogenerateResult {
  const { dialect, serverVersion, includeObject } = options;
  const compared = (side: MetaData): MetaData => onlyCompared(side, options.target, dialect);
  const managed = compared(manage(options.database, options.target, dialect));
  const { target, canonical } = withKept(
    { ...options, target: compared(options.target), canonical: compared(options.canonical ?? options.target) },
    managed,
  );
  const { database, renamed, decisions } = resolveRenames({ ...options, database: managed, canonical });
  const context: ChangeContext = { serverVersion, database, target: canonical };
  const found = [...renamed, ...compareMetaData(database, canonical, dialect.kinds, context)];
  const wanted =
    includeObject === undefined
      ? found
      : found.filter((difference) => isIncluded(difference, includeObject, database, canonical));
  const differences = dialect.refine(wanted, context);
  const change = { kinds: dialect.kinds, context, database, target };
  const upgrade = operationsOf(arrange(stepsOf(differences, change), change), change);
  return {
    upgrade,
    downgrade:
      renamed.length === 0 && upgrade.some((operation) => operation.replan === true)
        ? wayBack(change, dialect)
        : reversed(upgrade, dialect),
    differences: differences
      // What a difference brings along, such as rows that step aside, is none itself.
      .filter(({ key }) => database.has(key) || canonical.has(key))
      .map((difference) => describe(difference, dialect)),
    notes: [...new Set(upgrade.flatMap((operation) => remarksOf(operation, dialect, serverVersion)))],
    decisions,
  };
}

/** The plan from the target back to the database, both in the server's words. */
function wayBack({ context, kinds }: Change, dialect: Dialect): Operation[] {
  const { database, target, serverVersion } = context;
  const back: Change = {
    kinds,
    context: { serverVersion, database: target, target: database },
    database: target,
    target: database,
  };
  const differences = dialect.refine(compareMetaData(target, database, kinds, back.context), back.context);
  return operationsOf(arrange(stepsOf(differences, back), back), back);
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

/** The operations that undo a list, last one first. @throws IrreversibleError */
export function reversed(operations: readonly Operation[], dialect: Pick<Dialect, "operations">): Operation[] {
  return [...operations].reverse().flatMap((operation) => {
    const definition = dialect.operations[operation.type] as AnyOperationDefinition;
    return definition.reverse(operation as never);
  });
}

/** A side of the comparison without what the target has no say over. */
function onlyCompared(side: MetaData, target: MetaData, { kinds }: Dialect): MetaData {
  const asked = new Map(Object.entries(kinds).filter(([, kind]) => kind.isCompared !== undefined));
  return without(side, (_key, object) => asked.get(object.kind)?.isCompared?.(object, target) === false);
}

/** Objects of kinds that the dialect does not manage stay out of the comparison. */
function manage(database: MetaData, target: MetaData, dialect: Dialect): MetaData {
  const standard = `schema ${dialect.defaultSchema}` as Key;
  // The default schema is there whether or not anybody declares it.
  const isFree = !target.has(standard);
  return without(database, (key, object) => !(object.kind in dialect.kinds) || (isFree && key === standard));
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

const signs = { create: "+", drop: "-", alter: "~", rename: "~" } as const;

function describe(difference: Difference, dialect: Dialect): DescribedDifference {
  const object = difference.type === "drop" ? difference.database : difference.target;
  const what = dialect.describe(object);
  const sign = signs[difference.type];
  if (difference.type === "alter")
    return { sign, text: `${what} (${difference.attributes.join(", ")})`, key: difference.key };
  if (difference.type === "rename")
    return { sign, text: `${what}, formerly ${difference.database.name}`, key: difference.key };
  return { sign, text: what, key: difference.key };
}

function remarksOf(operation: Operation, dialect: Dialect, serverVersion: number): string[] {
  return operationStatements([operation], dialect, { serverVersion })
    .flatMap(({ note, decision }) => [note, decision])
    .filter((remark) => remark !== undefined);
}
