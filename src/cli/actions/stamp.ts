/** stamp, ensure-version. */
import { inNamedSchema } from "../../project/default-schema.ts";
import { ensureVersion, ensureVersionSql } from "../../commands/ensure-version.ts";
import { stamp, stampSql } from "../../commands/stamp.ts";
import type { StampOptions } from "../../project/stamp.ts";
import { confirmChange, flagOption, numberOption, type Action, type CommandContext } from "../context.ts";
import { interruptible } from "../interruptible.ts";
import { printSql } from "../print-sql.ts";

const asItWas = { stopping: "Stopping …", outcome: "The version table is as it was." };

export const stampAction: Action = async (context) => {
  const { args, options, output } = context;
  const project = await context.project();
  const purge = flagOption(options, "purge");
  if (flagOption(options, "sql")) {
    return printSql(output, await inNamedSchema(project, (placed) => stampSql(placed, args, { purge })));
  }
  if (!(await confirmChange(context, project, `Stamp ${args.join(" ")}`))) return 1;
  const given = { ...settings(context), purge };
  const outcome = await interruptible(context, project, asItWas, (stoppable) => stamp(stoppable, args, given));
  const from = outcome.rowsBefore.join(", ") || "base";
  const to = outcome.rowsAfter.join(", ") || "base";
  if (from === to) output.say(`Nothing to do: ${project.environment.name} is at ${to}.`);
  else output.line(`${from} -> ${to}`);
  const { restored } = outcome;
  if (restored.length > 0) {
    const stays = restored.length === 1 ? "stays" : "stay";
    output.say(
      `${restored.join(", ")} ${stays} applied: ${outcome.rowsBefore.join(", ")} had joined it. \`limbeck stamp --purge ${args.join(" ")}\` forgets it.`,
    );
  }
  output.result({ environment: project.environment.name, ...outcome });
};

export const ensureVersionAction: Action = async (context) => {
  const { options, output } = context;
  const project = await context.project();
  if (flagOption(options, "sql")) {
    const sql = await inNamedSchema(project, ensureVersionSql);
    output.text(sql);
    return output.result({ sql });
  }
  if (!(await confirmChange(context, project, "Make the version table"))) return 1;
  const given = settings(context);
  const created = await interruptible(context, project, asItWas, (stoppable) => ensureVersion(stoppable, given));
  output.say(created ? "The version table was made." : "The version table is there already.");
  output.result({ created });
};

function settings({ options, output }: CommandContext): StampOptions {
  const migrationLockWait = numberOption(options, "migrationLockWait", "--migration-lock-wait");
  return {
    onWaiting: () => output.say("Waiting for another run to end …"),
    onWarning: (message) => output.warn(message),
    ...(migrationLockWait === undefined ? {} : { migrationLockWait }),
  };
}
