/** What somebody has changed in a database by hand, and the two ways out: a revision that says so, or statements that undo it. */
import type { Project } from "../config/config.ts";
import { compare } from "../project/compare-sources.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { areHeads, driftOf, driftSides, type Differences, type DriftSides } from "../project/drift-report.ts";
import { DriftBehindError } from "../project/errors.ts";
import { dialectOf, readGraph } from "../project/workspace.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Operation } from "../operations/operation.ts";
import type { Revision } from "../script/revision.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { writeDrift } from "./write-drift.ts";

/** Options of `drift`. */
export interface DriftOptions {
  /** Differences to leave out, besides `ignoreDrift` of the config: `index tmp_*`. */
  readonly ignore?: readonly string[] | undefined;
  /** Writes a revision with this message that makes everywhere what was made here by hand. */
  readonly adopt?: string | undefined;
  readonly scratch?: string | undefined;
  readonly cache?: boolean | undefined;
}

/** What somebody changed in a database besides its revisions. */
export interface DriftResult {
  readonly environment: string;
  readonly rows: readonly string[];
  /** `+` is in the database and in no revision, `-` the other way round, `~` is another one. */
  readonly differences: Differences;
  /** What makes the database again what its revisions say. */
  readonly revert: readonly string[];
  /** The revision that was written. */
  readonly adopted: Revision | undefined;
}

/**
 * Compares a database with a replay of the very revisions that are applied to it.
 *
 *     const { differences, revert } = await drift(project);
 *
 * @throws UnknownRowsError, ScratchMissingError; DriftBehindError for `adopt` where revisions are pending
 */
export function drift(project: Project, options: DriftOptions = {}): Promise<DriftResult> {
  return inSchemaOfDatabase(project, (placed) => driftIn(placed, options));
}

async function driftIn(project: Project, options: DriftOptions): Promise<DriftResult> {
  const [dialect, map] = [await dialectOf(project), readGraph(project)];
  const sides = await driftSides(project, dialect, map, options);
  try {
    const { differences, database } = await driftOf(project, dialect, sides, options.ignore);
    const found = { environment: project.environment.name, rows: sides.rows, differences };
    if (differences.length === 0) return { ...found, revert: [], adopted: undefined };
    const kept = { ...sides, database };
    const revert = await revertStatements(project, dialect, kept);
    const adopted =
      options.adopt === undefined
        ? undefined
        : await adopt(project, { dialect, map, sides: kept, message: options.adopt });
    return { ...found, revert, adopted };
  } finally {
    await sides.close();
  }
}

async function revertStatements(project: Project, dialect: Dialect, sides: DriftSides): Promise<readonly string[]> {
  const { database, replayed } = sides;
  const { upgrade } = await compare(project, dialect, { database, target: replayed });
  return statementsOf(upgrade, dialect, database.serverVersion ?? project.environment.serverVersion);
}

async function statementsOf(
  operations: readonly Operation[],
  dialect: Dialect,
  serverVersion: number,
): Promise<readonly string[]> {
  const { operationStatements } = await import("../autogenerate/statements.ts");
  return operationStatements(operations, dialect, { serverVersion }).map(({ sql }) => sql);
}

interface Adoption {
  readonly dialect: Dialect;
  readonly map: RevisionMap;
  readonly sides: DriftSides;
  readonly message: string;
}

async function adopt(project: Project, { dialect, map, sides, message }: Adoption): Promise<Revision> {
  if (!areHeads(map, sides.rows)) throw new DriftBehindError(sides.rows, map.realHeads);
  const { replayed, database } = sides;
  const { upgrade, downgrade } = await compare(project, dialect, { database: replayed, target: database });
  return writeDrift(project, dialect, { message, upgrade, downgrade });
}
