/** The one place where commands meet autogenerate: reflect, settle, compare, and the config's hooks around that. */
import { relative } from "node:path";
import type { Project } from "../config/config.ts";
import { validateManaged } from "../config/validate.ts";
import type { AutogenerateResult } from "../autogenerate/autogenerate.ts";
import type { Dialect, Sides } from "../dialects/dialect.ts";
import type { DriverConnection } from "../driver/driver.ts";
import { keyOf } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { Operation } from "../operations/operation.ts";
import type { RenameAnswer } from "../autogenerate/renames.ts";
import { shortName } from "../autogenerate/rename-names.ts";
import { allowFlag, heldLosses, type Decision, type HeldLoss } from "./data-loss.ts";
import type { leftOverNotes } from "./left-over.ts";
import { SettleProblemsError } from "./errors.ts";
import { includedAttributes } from "./included-attributes.ts";
import { reflectOptions } from "./own-tables.ts";
import { type Source } from "./sources.ts";

export interface Rename {
  readonly from: string;
  readonly to: string;
}

export interface CompareRequest {
  /** What is. */
  readonly database: Source;
  /** What should be. */
  readonly target: Source;
  readonly renames?: readonly Rename[];
  /** What may go with the rows that it holds, by name; true for all. */
  readonly allowDataLoss?: boolean | readonly string[];
}

export interface ComparisonResult extends Omit<AutogenerateResult, "decisions" | "lossesOf"> {
  /** Questions nobody has answered, about renames and about what holds rows. */
  readonly decisions: readonly Decision[];
  /** What holds rows in the database and goes, answered or not. */
  readonly losses: readonly HeldLoss[];
}

/** What it takes to turn the database into the target. @throws SettleProblemsError, RenameUnknownError */
export async function compare(project: Project, dialect: Dialect, given: CompareRequest): Promise<ComparisonResult> {
  const { autogenerateOn } = await import("../autogenerate/autogenerate.ts");
  const { originOf } = await import("../autogenerate/operations.ts");
  const { remadeNotes } = await import("../autogenerate/remade.ts");
  const { managedBy } = await import("../autogenerate/managed.ts");
  checkManaged(project, dialect);
  const request = await withFormerSchemas(project, dialect, given);
  const { database, target: declared, canonical: settledTarget, notes = [] } = await settled(dialect, request);
  const { whole, canonical } = includedAttributes(project, database, { whole: declared, canonical: settledTarget });
  const target = request.database.connection === undefined ? withoutDefaultSchema(whole, database, dialect) : whole;
  const { includeObject, includeSchemas, manage } = project.config;
  const isDeclared = request.target.connection === undefined;
  const scope = { schemas: includeSchemas, kinds: manage };
  const isManaged = managedBy(target, dialect, scope);
  const { allowDataLoss = false } = request;
  const renames = [...(request.renames ?? []), ...dropAnswers(allowDataLoss)];
  const { lossesOf, ...result } = await autogenerateOn(request.database.connection ?? request.target.connection, {
    dialect,
    database,
    target,
    ...(canonical === undefined ? {} : { canonical }),
    serverVersion: request.database.serverVersion ?? request.target.serverVersion ?? project.environment.serverVersion,
    renames,
    ...(includeObject === undefined ? {} : { includeObject }),
    asked: manage,
    ...(isDeclared ? { isManaged } : {}),
  });
  const isOfDatabase = isDeclared && request.database.connection !== undefined;
  const left = isOfDatabase ? await leftOver(project, dialect, { database, target, isManaged }) : [];
  const upgrade = rewritten(project, result.upgrade);
  const isLeftOut = leftOut(result.upgrade, upgrade, originOf);
  const allowed =
    allowDataLoss === true ? true : new Set(renames.map(({ from }) => shortName(from, dialect.defaultSchema)));
  const { connection } = request.database;
  const { decisions } = result;
  const held = await heldLosses({ dialect, connection, losses: lossesOf(upgrade), decisions, allowed });
  return {
    ...result,
    ...held,
    differences: result.differences.filter(({ key }) => !isLeftOut(key)),
    notes: [
      ...new Set([...(request.database.notes ?? []), ...(request.target.notes ?? [])]),
      ...notes,
      ...result.notes,
      ...remadeNotes(result.remade),
      ...left,
    ],
    upgrade,
    downgrade: rewritten(project, result.downgrade),
  };
}

/** Files that cannot be read are told of by whoever needs them. */
async function leftOver(...[project, dialect, sides]: Parameters<typeof leftOverNotes>): Promise<string[]> {
  const { leftOverNotes: notesOf } = await import("./left-over.ts");
  return notesOf(project, dialect, sides).catch(() => []);
}

/** What may go was not renamed. */
const dropAnswers = (allowed: boolean | readonly string[]): RenameAnswer[] =>
  typeof allowed === "boolean" ? [] : allowed.map((name) => ({ from: name, to: name, flag: allowFlag(name) }));

/** A table may have moved out of a schema that is not read otherwise. */
async function withFormerSchemas(project: Project, dialect: Dialect, request: CompareRequest): Promise<CompareRequest> {
  const { database, target, renames } = request;
  const { includeSchemas } = project.config;
  if (includeSchemas === undefined || database.connection === undefined) return request;
  const { formerSchemas } = await import("../autogenerate/former-schemas.ts");
  const sides = { database: database.metadata, target: target.metadata, ...(renames === undefined ? {} : { renames }) };
  const former = formerSchemas(sides).filter((name) => !includeSchemas.includes(name));
  if (former.length === 0) return request;
  const config = { ...project.config, includeSchemas: [...includeSchemas, ...former] };
  const metadata = await dialect.reflect(database.connection, reflectOptions({ ...project, config }));
  return { ...request, database: { ...database, metadata } };
}

/** @throws ConfigInvalidError */
function checkManaged({ config: { manage = [] }, root, configPath }: Project, { kinds }: Dialect): void {
  validateManaged(manage, Object.keys(kinds), configPath === undefined ? undefined : relative(root, configPath));
}

/** Where a model is what is, the default schema is there, too: a model need not declare it. */
function withoutDefaultSchema(target: MetaData, database: MetaData, dialect: Dialect): MetaData {
  const standard = keyOf("schema", dialect.defaultSchema);
  if (database.has(standard) || !target.has(standard)) return target;
  return new MetaData({ ...target, objects: [...target.objects].filter(([key]) => key !== standard) });
}

interface Settled {
  readonly database: MetaData;
  readonly target: MetaData;
  readonly canonical?: MetaData;
  readonly notes?: readonly string[];
}

/** Declared types and expressions in the words of the server that holds the other side. */
async function settled(dialect: Dialect, request: CompareRequest): Promise<Settled> {
  const { database, target } = request;
  if (target.connection === undefined && database.connection !== undefined) {
    await database.prepareFor?.(target.metadata);
    const settlement = await dialect.settle(database.connection, database.metadata, target.metadata);
    const { problems, notes = [] } = settlement;
    if (problems.length > 0) throw new SettleProblemsError(problems, target.metadata);
    const sides = { database: settlement.database ?? database.metadata, target: settlement.canonical };
    const again = await reread(dialect, { connection: database.connection, held: database.metadata, sides, request });
    return { database: again.database, target: target.metadata, canonical: again.target, notes };
  }
  if (database.connection === undefined && target.connection !== undefined) {
    const { canonical, problems } = await dialect.settle(target.connection, target.metadata, database.metadata);
    if (problems.length > 0) throw new SettleProblemsError(problems, database.metadata);
    const sides = { database: canonical, target: target.metadata };
    return reread(dialect, { connection: target.connection, held: target.metadata, sides, request });
  }
  const sides = { database: database.metadata, target: target.metadata };
  if (database.connection === undefined) return sides;
  return reread(dialect, { connection: database.connection, held: database.metadata, sides, request });
}

interface Reread {
  readonly connection: DriverConnection;
  readonly held: MetaData;
  readonly sides: Sides;
  readonly request: CompareRequest;
}

/** What two servers, or one at two times, print in two ways. */
function reread(dialect: Dialect, { connection, held, sides, request }: Reread): Promise<Sides> {
  const renaming = (request.renames ?? []).length > 0 || request.target.metadata.renamedFrom.size > 0;
  return dialect.reread(connection, { held, ...sides, renaming });
}

/** True of keys of differences for which nothing is written, because a rewriter has taken their operations away. */
function leftOut(
  planned: readonly Operation[],
  written: readonly Operation[],
  originOf: (operation: Operation) => readonly string[] | undefined,
): (key: string) => boolean {
  // What a rewriter puts in another's place is not told apart, so then nothing is taken for left out.
  if (written.some((operation) => originOf(operation) === undefined)) return () => false;
  const kept = new Set(written.flatMap((operation) => originOf(operation) ?? []));
  const all = new Set(planned.flatMap((operation) => originOf(operation) ?? []));
  return (key) => all.has(key) && !kept.has(key);
}

function rewritten(project: Project, operations: readonly Operation[]): readonly Operation[] {
  return (project.config.rewriters ?? []).reduce<readonly Operation[]>(
    (list, rewrite) => list.flatMap((operation) => rewrite(operation) ?? operation),
    operations,
  );
}
