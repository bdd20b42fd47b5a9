/** What it takes to turn one state into another, as differences and as SQL; writes nothing. */
import type { Project } from "../config/config.ts";
import type { AutogenerateResult } from "../autogenerate/autogenerate.ts";
import { decisionNote } from "../autogenerate/rename-candidates.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { compare, type ComparisonResult, type Rename } from "../project/compare-sources.ts";
import type { Decision } from "../project/data-loss.ts";
import { foreignTables } from "../project/drift.ts";
import { DecisionNeededError } from "../project/errors.ts";
import { firstContactError, firstContactText, waysToBegin } from "../project/first-contact.ts";
import { inSchemaOfSources, namedSource, readBoth, type Source } from "../project/sources.ts";
import { dialectOf } from "../project/workspace.ts";
import { withoutMissingRoles } from "./missing-roles.ts";

/** Options of `diff`. */
export interface DiffOptions {
  /** `model`, `empty`, `revision:<id>`, an environment, or a URL. */
  readonly from: string;
  readonly to: string;
  readonly renames?: readonly Rename[];
  /** What may go although it holds rows: `orders`, `orders.note`; true for all, which answers rename questions with "no". */
  readonly allowDataLoss?: boolean | readonly string[];
}

export interface DiffStatement {
  readonly sql: string;
  readonly transactional: boolean;
  readonly note?: string;
}

/** What `diff` found, and the SQL that leads from one source to the other. */
export interface DiffResult {
  readonly from: string;
  readonly to: string;
  readonly differences: AutogenerateResult["differences"];
  readonly notes: readonly string[];
  /** What is dropped and created again around a change of something else. */
  readonly remade: AutogenerateResult["remade"];
  /** What holds rows in the first state and goes. */
  readonly losses: ComparisonResult["losses"];
  /** @throws DecisionNeededError where something that holds rows goes, or may have been renamed, and nobody has answered */
  readonly statements: () => Promise<readonly DiffStatement[]>;
}

/**
 * Compares two states.
 *
 *     const { differences } = await diff(project, { from: "production", to: "model" });
 */
export function diff(project: Project, options: DiffOptions): Promise<DiffResult> {
  return inSchemaOfSources(project, [options.from, options.to], (placed) => diffIn(placed, options));
}

async function diffIn(project: Project, options: DiffOptions): Promise<DiffResult> {
  const dialect = await dialectOf(project);
  const read = (name: string) => (): Promise<Source> => namedSource(project, dialect, name);
  const isOne = options.to === options.from;
  const [from, to] = isOne ? await twice(read(options.from)) : await readBoth(read(options.from), read(options.to));
  try {
    return await compared(project, dialect, options, from, to);
  } finally {
    await from.close();
    if (!isOne) await to.close();
  }
}

async function twice(read: () => Promise<Source>): Promise<readonly [Source, Source]> {
  const source = await read();
  return [source, source];
}

async function compared(
  project: Project,
  dialect: Dialect,
  options: DiffOptions,
  from: Source,
  to: Source,
): Promise<DiffResult> {
  const result = await compare(project, dialect, {
    database: from,
    target: to,
    renames: options.renames ?? [],
    allowDataLoss: options.allowDataLoss ?? false,
  });
  const foreign = await foreignTables(
    project,
    options.to === "model" ? from.connection : undefined,
    result.differences,
  );
  const isAllowed = (name: string): boolean =>
    typeof options.allowDataLoss === "object" ? options.allowDataLoss.includes(name) : options.allowDataLoss === true;
  const open = foreign.filter((name) => !isAllowed(name));
  const undecided = options.allowDataLoss === true ? [] : result.decisions.filter(isAtStake);
  // A model names the roles that it wants; what another database grants may name roles of its own server.
  const { operations, notes: roleNotes } =
    to.connection === undefined
      ? { operations: result.upgrade, notes: [] }
      : await withoutMissingRoles(result.upgrade, from);
  const serverVersion = from.serverVersion ?? to.serverVersion ?? project.environment.serverVersion;
  return {
    from: from.description,
    to: to.description,
    differences: result.differences,
    remade: result.remade,
    losses: result.losses,
    notes: [
      ...(open.length === 0 ? [] : [firstContactText(open, to.description), ...waysToBegin(open).split("\n")]),
      ...result.notes,
      ...roleNotes,
      ...result.decisions.map(decisionNote),
    ],
    statements: async () => {
      if (open.length > 0) throw firstContactError(open, to.description);
      if (undecided.length > 0) throw new DecisionNeededError(undecided);
      const { operationStatements } = await import("../autogenerate/statements.ts");
      return operationStatements(operations, dialect, { serverVersion }).map(
        ({ sql, transactional, because, note, decision }) => {
          const remarks = [because, note, decision].filter((remark) => remark !== undefined);
          return {
            sql,
            transactional: transactional !== false,
            ...(remarks.length === 0 ? {} : { note: remarks.join("\n") }),
          };
        },
      );
    },
  };
}

/** Where nothing is lost, such as columns of tables without rows, a question is only noted. */
const isAtStake = (decision: Decision): boolean =>
  decision.kind === "drop" || decision.table === undefined || decision.holdsRows === true;
