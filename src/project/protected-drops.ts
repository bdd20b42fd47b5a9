/** In a protected environment nothing that holds rows is dropped, up or down, but what somebody has named. */
import { shortName } from "../autogenerate/rename-names.ts";
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Holding } from "../operations/operation.ts";
import { DataLossRefusedError } from "../migration/errors.ts";
import type { StatementGuard } from "../migration/run-options.ts";
import { allowFlag, describeHeld } from "./data-loss.ts";
import { dialectOf } from "./workspace.ts";

/** Undefined where the environment is not protected. */
export function guardOf(project: Project, allowed: readonly string[]): StatementGuard | undefined {
  if (!project.environment.protected) return undefined;
  let dialect: Promise<Dialect> | undefined;
  const made: Holding[] = [];
  return async (sql, connection, step) => {
    const { droppedBy, held, defaultSchema } = await (dialect ??= dialectOf(project));
    const { drops, makes } = await droppedBy(sql);
    made.push(...makes);
    const open = drops.filter((holding) => !made.some((each) => isOrKeeps(each, holding)));
    if (open.length === 0) return;
    const names = new Set(allowed.map((name) => shortName(name, defaultSchema)));
    const holding = await held(connection, open);
    const kept = holding.filter(({ above = [] }) => above.some((table) => made.some((each) => isOrKeeps(each, table))));
    const lost = holding.filter((each) => !kept.includes(each)).map((each) => describeHeld(each, defaultSchema));
    const refused = lost.filter(({ from }) => !names.has(from));
    if (refused.length === 0) return;
    throw new DataLossRefusedError(
      step.revision.id,
      step.direction === "up" ? "upgrade" : "downgrade",
      refused.map(({ from, text }) => ({ name: from, text, flag: allowFlag(from) })),
      project.environment.name,
    );
  };
}

/** True of a table that this run has made, and of one whose rows it has set aside in it (`op.setRowsAside`). */
const isOrKeeps = (made: Holding, { schema, name }: Holding): boolean =>
  made.schema === schema && (made.name === name || made.name === `${name.slice(0, 50)}__rows`);
