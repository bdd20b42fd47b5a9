import { planCreateAll, runOnAll, type AllOutcome } from "../project/all-objects.ts";
import type { Project } from "../config/config.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { ObjectsPresentError } from "../project/errors.ts";
import { stampRows, type StampOptions } from "../project/stamp.ts";

/**
 * Makes all objects of the model in an empty database and stamps it with the heads.
 *
 * @throws ObjectsPresentError where the database has some of them
 */
export function createAll(project: Project, options: StampOptions = {}): Promise<AllOutcome> {
  return inSchemaOfDatabase(project, async (placed) => {
    const count = await runOnAll(placed, planCreateAll, ({ present }) => {
      if (present.length > 0) throw new ObjectsPresentError(present);
    });
    const { rowsAfter } = await stampRows(placed, "heads", options);
    return { statements: count, rowsAfter };
  });
}
