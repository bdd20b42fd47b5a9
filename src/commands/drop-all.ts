import { planDropAll, runOnAll, type AllOutcome } from "../project/all-objects.ts";
import type { Project } from "../config/config.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { stampRows, type StampOptions } from "../project/stamp.ts";

/** Drops all objects that the model declares, with their rows, and stamps the database with base. */
export function dropAll(project: Project, options: StampOptions = {}): Promise<AllOutcome> {
  return inSchemaOfDatabase(project, async (placed) => {
    const count = await runOnAll(placed, planDropAll, () => {});
    const { rowsAfter } = await stampRows(placed, "base", { ...options, purge: true });
    return { statements: count, rowsAfter };
  });
}
