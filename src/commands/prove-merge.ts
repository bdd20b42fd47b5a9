/** Tries out whether it matters in which order branches are applied before they are merged. */
import { relative } from "node:path";
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { ConnectionError } from "../driver/errors.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { RevisionFailedError } from "../migration/errors.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { isLimbeckError } from "../util/errors.ts";
import { inNamedSchema } from "../project/default-schema.ts";
import { climb, replayTo, type ReplayOptions } from "../project/replay.ts";
import { reflectOptions } from "../project/own-tables.ts";
import { stateDifferences } from "../project/verification/state-differences.ts";
import { dialectOf, readGraph } from "../project/workspace.ts";

/** An order of branches in which a revision fails. */
export interface OrderFailure {
  /** Heads in the order in which they were applied. */
  readonly order: readonly string[];
  /** The revision that does not run, where it is one that fails. */
  readonly revision: string | undefined;
  readonly reason: string;
  readonly place: string | undefined;
}

/** Whether the order of merged branches matters, as `proveMerge` found out. */
export interface MergeProof {
  readonly status:
    /** Every order that was tried leads to the same database. */
    | "same"
    /** They lead to different databases. */
    | "differs"
    /** The revisions don't run in one order, or in none. */
    | "fails"
    /** There was nothing to try it on. */
    | "unproven";
  /** The orders that were tried: as named, and the other way round. */
  readonly orders: readonly (readonly string[])[];
  /** One line an object. */
  readonly differences: readonly string[];
  readonly failures: readonly OrderFailure[];
  /** Why nothing could be tried. */
  readonly reason?: string;
}

/**
 * Runs branches one after the other on a scratch database, then the other way round, and compares what they lead to.
 *
 *     const { status, differences } = await proveMerge(project, ["2b20", "3c30"]);
 *
 * @param heads whole identifiers of the revisions that a merge joins
 */
export function proveMerge(
  project: Project,
  heads: readonly string[],
  options: ReplayOptions = {},
): Promise<MergeProof> {
  return inNamedSchema(project, (placed) => proveIn(placed, heads, options));
}

async function proveIn(project: Project, heads: readonly string[], options: ReplayOptions): Promise<MergeProof> {
  const map = readGraph(project);
  const dialect = await dialectOf(project);
  const orders = [heads, heads.toReversed()];
  const reached: MetaData[] = [];
  const failures: OrderFailure[] = [];
  for (const order of orders) {
    try {
      reached.push(await runInOrder(project, { dialect, map, order, options }));
    } catch (error) {
      if (project.signal?.aborted === true || !isLimbeckError(error)) throw error;
      const failure = failureOf(project, order, error);
      if (failure === undefined)
        return { status: "unproven", orders, differences: [], failures: [], reason: error.message };
      failures.push(failure);
    }
  }
  if (failures.length > 0) return { status: "fails", orders, differences: [], failures };
  const [first, second] = orders.map((order) => order.join(", ")) as [string, string];
  const differences = stateDifferences(dialect, reached[0]!, reached[1]!, {
    missing: `is there only after ${first}`,
    extra: `is there only after ${second}`,
    changed: (attribute, one, other) => `${attribute} is ${one} after ${first}, ${other} after ${second}`,
  });
  return { status: differences.length === 0 ? "same" : "differs", orders, differences, failures };
}

interface OrderRequest {
  readonly dialect: Dialect;
  readonly map: RevisionMap;
  readonly order: readonly string[];
  readonly options: ReplayOptions;
}

async function runInOrder(project: Project, { dialect, map, order, options }: OrderRequest): Promise<MetaData> {
  const { scratch } = await replayTo(project, map, sharedBy(map, order), options);
  try {
    for (const head of order) await climb(project, scratch, { map, ids: [head] });
    const connection = await scratch.driver.connect();
    return await dialect.reflect(connection, reflectOptions(project)).finally(() => connection.close());
  } finally {
    await scratch.close();
  }
}

/** What every one of the heads stands on. */
function sharedBy(map: RevisionMap, heads: readonly string[]): readonly string[] {
  const [first, ...others] = heads.map((head) => map.ancestors([head], { withDependencies: true }));
  return [...(first as Set<string>)].filter((id) => others.every((other) => other.has(id)));
}

/** Undefined where it is not the revisions that failed. */
function failureOf(project: Project, order: readonly string[], error: Error): OrderFailure | undefined {
  if (error instanceof RevisionFailedError) {
    const { revision, reason, place, path } = error.failure;
    return { order, revision, reason, place: place ?? path };
  }
  const isRevisions = isLimbeckError(error) && /^(source|migration|revision|operation)\./.test(error.code);
  if (error instanceof ConnectionError || !isRevisions) return undefined;
  const path = (error as { readonly path?: unknown }).path;
  const place = typeof path === "string" ? relative(project.root, path) : undefined;
  return { order, revision: undefined, reason: error.message, place };
}
