/** create-all, drop-all. */
import { createAll } from "../../commands/create-all.ts";
import { dropAll } from "../../commands/drop-all.ts";
import { allSql, type AllOutcome } from "../../project/all-objects.ts";
import type { StampOptions } from "../../project/stamp.ts";
import type { Project } from "../../config/config.ts";
import { confirmChange, flagOption, numberOption, type Action, type CommandContext } from "../context.ts";
import { interruptible } from "../interruptible.ts";

type Command = (project: Project, options: StampOptions) => Promise<AllOutcome>;

export const createAllAction: Action = async (context) => {
  const project = await context.project();
  if (flagOption(context.options, "sql")) return writeSql(context, project, "create");
  if (!(await confirmChange(context, project, "Make all objects of the model"))) return 1;
  return run(context, project, { command: createAll, done: "made" });
};

export const dropAllAction: Action = async (context) => {
  const project = await context.project();
  if (flagOption(context.options, "sql")) return writeSql(context, project, "drop");
  // Rows are lost whatever the environment is.
  const asked = { ...project, environment: { ...project.environment, protected: true } };
  if (!(await confirmChange(context, asked, "Drop all objects of the model, with their rows,"))) return 1;
  return run(context, project, { command: dropAll, done: "dropped" });
};

async function writeSql({ output }: CommandContext, project: Project, what: "create" | "drop"): Promise<void> {
  const sql = await allSql(project, what);
  output.text(sql);
  output.result({ sql });
}

async function run(
  context: CommandContext,
  project: Project,
  { command, done }: { readonly command: Command; readonly done: string },
): Promise<void> {
  const { options, output } = context;
  const migrationLockWait = numberOption(options, "migrationLockWait", "--migration-lock-wait");
  const given: StampOptions = {
    onWaiting: () => output.say("Waiting for another run to end …"),
    onWarning: (message) => output.warn(message),
    ...(migrationLockWait === undefined ? {} : { migrationLockWait }),
  };
  const notice = { stopping: "Stopping …", outcome: "Nothing was changed, unless the version table says otherwise." };
  const outcome = await interruptible(context, project, notice, (stoppable) => command(stoppable, given));
  const at = outcome.rowsAfter.join(", ") || "base";
  output.say(`The objects of the model were ${done}: ${outcome.statements} statements. The database is at ${at}.`);
  output.result({ environment: project.environment.name, ...outcome });
}
