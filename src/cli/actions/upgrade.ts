/** upgrade, migrate, downgrade. */
import type { Project } from "../../config/config.ts";
import { downgrade, downgradeSql } from "../../commands/downgrade.ts";
import { upgrade, upgradeSql, type UpgradeOptions } from "../../commands/upgrade.ts";
import type { BackfillProgress } from "../../migration/backfill-run.ts";
import type { RunEvent, RunResult } from "../../migration/run-options.ts";
import type { RunStep } from "../../migration/revision-code.ts";
import {
  confirmChange,
  flagOption,
  listOption,
  numberOption,
  textOption,
  type Action,
  type CommandContext,
} from "../context.ts";
import { UsageError } from "../errors.ts";
import { interruptible } from "../interruptible.ts";
import { printSql } from "../print-sql.ts";
import type { Output } from "../output.ts";

export const upgradeAction: Action = async (context) => {
  const { args, options, output } = context;
  const project = await context.project();
  const targets = args.length === 0 ? ["head"] : args;
  if (flagOption(options, "sql")) {
    if (targets.length > 1) throw new UsageError("--sql takes one target or range.");
    return printSql(output, await upgradeSql(project, targets[0]));
  }
  if (!(await confirmChange(context, project, `Upgrade to ${targets.join(" ")}`))) return 1;
  const plan = textOption(options, "plan") === undefined ? undefined : (await import("./plan.ts")).planOption(context);
  if (plan !== undefined) {
    const { runPlan } = await import("../../commands/plan.ts");
    return report(context, project, await withOptions(context, project, (to, settings) => runPlan(to, plan, settings)));
  }
  const target = targets.length === 1 ? (targets[0] as string) : targets;
  report(context, project, await withOptions(context, project, (to, settings) => upgrade(to, target, settings)));
};

export const downgradeAction: Action = async (context) => {
  const { args, options, output } = context;
  const project = await context.project();
  const target = args[0] as string;
  if (flagOption(options, "sql")) return printSql(output, await downgradeSql(project, target));
  if (!(await confirmChange(context, project, `Downgrade to ${target}`))) return 1;
  report(context, project, await withOptions(context, project, (to, settings) => downgrade(to, target, settings)));
};

async function withOptions(
  context: CommandContext,
  project: Project,
  action: (project: Project, options: UpgradeOptions) => Promise<RunResult>,
): Promise<RunResult> {
  const { options } = context;
  const migrationLockWait = numberOption(options, "migrationLockWait", "--migration-lock-wait");
  const ddlLockTimeout = numberOption(options, "ddlLockTimeout", "--ddl-lock-timeout");
  const settings: UpgradeOptions = {
    atomic: flagOption(options, "atomic"),
    allowEdited: flagOption(options, "allowEdited"),
    allowDataLoss: listOption(options, "allowDataLoss"),
    onEvent: (event) => {
      if (event.type === "started")
        context.running = `revision ${event.step.revision.id} (${event.step.revision.path})`;
      tell(context, event);
    },
    onAdopted: ({ revision, text }) => context.output.line(`${revision}, ${text}`),
    ...(migrationLockWait === undefined ? {} : { migrationLockWait }),
    ...(ddlLockTimeout === undefined ? {} : { ddlLockTimeout }),
  };
  const stopping = "Stopping: what runs is rolled back.";
  return interruptible(context, project, { stopping }, (stoppable) => action(stoppable, settings));
}

function tell({ output, verbose }: CommandContext, event: RunEvent): void {
  switch (event.type) {
    case "waiting":
      return output.say(
        event.holder === undefined
          ? "Waiting for another run to end …"
          : `Waiting for another run to end (${event.holder.applicationName || "unnamed"}, process ${event.holder.processId} of the server, for ${event.holder.seconds} s) …`,
      );
    case "started":
      if (event.resumedAfter !== undefined) {
        output.say(
          `Going on with ${event.step.revision.id} after ${event.resumedAfter} statement${event.resumedAfter === 1 ? "" : "s"} of an earlier run.`,
        );
      }
      return output.passing(`running ${event.step.revision.id}, ${event.step.revision.message} …`);
    case "finished":
      return output.line(stepLine(output, event.step, verbose ? event.milliseconds : undefined));
    case "retrying":
      return output.say(`Trying again in ${event.pauseMs} ms (attempt ${event.attempt + 1}): ${event.reason}`);
    case "progress":
      return output.passing(progressText(event));
    case "notice":
      return verbose || event.severity === "WARNING"
        ? output.say(`${event.severity.toLowerCase()}: ${event.message}`)
        : undefined;
    case "warning":
      return output.warn(event.message);
    default:
      return event satisfies never;
  }
}

/** How many there are is the planner's guess, so more may be done than it says. */
function progressText({ table, changed, expected, milliseconds }: BackfillProgress): string {
  const perSecond = Math.round((changed * 1000) / Math.max(1, milliseconds));
  const speed = `${perSecond} rows/s`;
  if (changed >= expected) return `${table}: ${changed} rows, more than were expected, ${speed} …`;
  const seconds = perSecond === 0 ? undefined : Math.ceil((expected - changed) / perSecond);
  const left =
    seconds === undefined ? "" : `, about ${seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`;
  return `${table}: ${changed} of about ${expected} rows, ${speed}${left} …`;
}

/** `a0cf7f5d705d -> 960969e75871, message` */
function stepLine(output: Output, step: RunStep, milliseconds: number | undefined): string {
  const { dim, yellow } = output.colors;
  const parents = step.revision.downRevision.join(", ") || "base";
  const { id } = step.revision;
  const [from, to] = step.direction === "up" ? [parents, id] : [id, parents];
  const time = milliseconds === undefined ? "" : dim(` (${Math.round(milliseconds)} ms)`);
  return `${dim(from)} ${dim("->")} ${yellow(to)}${step.revision.message === "" ? "" : `, ${step.revision.message}`}${time}`;
}

function report({ output }: CommandContext, project: Project, result: RunResult): void {
  const { green, bold } = output.talkColors;
  const at = result.rowsAfter.length === 0 ? "base" : result.rowsAfter.join(", ");
  const name = bold(project.environment.name);
  if (result.steps.length === 0) output.say(`Nothing to do: ${name} is at ${at}.`);
  else output.say(`${green("✓")} ${name} is at ${at}.`);
  output.result({ environment: project.environment.name, ...result });
}
