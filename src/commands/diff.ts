/** What it takes to turn one state into another, as differences and as SQL; writes nothing. */
import type { Project } from "../config/config.ts";
import type { AutogenerateResult } from "../autogenerate/autogenerate.ts";
import { compare, type Rename } from "./autogenerate-call.ts";
import { DataLossError, DecisionNeededError } from "./errors.ts";
import { namedSource } from "./sources.ts";
import { dialectOf } from "./workspace.ts";

export interface DiffOptions {
  /** `model`, `empty`, `revision:<id>`, an environment, or a URL. */
  readonly from: string;
  readonly to: string;
  readonly renames?: readonly Rename[];
  /** Gives statements also where they lose data. */
  readonly allowDataLoss?: boolean;
}

export interface DiffStatement {
  readonly sql: string;
  readonly transactional: boolean;
  readonly note?: string;
}

export interface DiffResult {
  readonly from: string;
  readonly to: string;
  readonly differences: AutogenerateResult["differences"];
  readonly notes: readonly string[];
  /** @throws DataLossError, DecisionNeededError */
  readonly statements: () => Promise<readonly DiffStatement[]>;
}

/**
 * Compares two states.
 *
 *     const { differences } = await diff(project, { from: "production", to: "model" });
 */
export async function diff(project: Project, options: DiffOptions): Promise<DiffResult> {
  const dialect = await dialectOf(project);
  const from = await namedSource(project, dialect, options.from);
  try {
    const to = options.to === options.from ? from : await namedSource(project, dialect, options.to);
    try {
      const result = await compare(project, dialect, { database: from, target: to, renames: options.renames ?? [] });
      const serverVersion = from.serverVersion ?? to.serverVersion ?? project.environment.serverVersion;
      return {
        from: from.description,
        to: to.description,
        differences: result.differences,
        notes: result.notes,
        statements: async () => {
          if (result.decisions.length > 0) throw new DecisionNeededError(result.decisions);
          if (options.allowDataLoss !== true) refuseDataLoss(result, dialect.operations);
          const { operationStatements } = await import("../autogenerate/statements.ts");
          return operationStatements(result.upgrade, dialect, { serverVersion }).map(
            ({ sql, transactional, note }) => ({
              sql,
              transactional: transactional !== false,
              ...(note === undefined ? {} : { note }),
            }),
          );
        },
      };
    } finally {
      if (to !== from) await to.close();
    }
  } finally {
    await from.close();
  }
}

/** Operations whose objects hold rows. */
const losing: ReadonlySet<string> = new Set(["dropTable", "dropColumn", "dropSchema", "dropPartition"]);

function refuseDataLoss(
  result: AutogenerateResult,
  definitions: Readonly<Record<string, { readonly describe: (op: never) => string }>>,
): void {
  const found = result.upgrade
    .filter((operation) => losing.has(operation.type))
    .map((operation) => definitions[operation.type]?.describe(operation as never) ?? operation.type);
  if (found.length > 0) throw new DataLossError(found);
}
