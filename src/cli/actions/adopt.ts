import { existsSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { adopt, adoptConfig, otherToolsIn, type AdoptOptions, type AdoptResult } from "../../commands/take-over.ts";
import { ConfigNotFoundError } from "../../config/errors.ts";
import { createProject } from "../../config/load-config.ts";
import type { Project } from "../../config/config.ts";
import { exitCodes } from "../../util/errors.ts";
import { flagOption, openProject, textOption, type Action, type CommandContext } from "../context.ts";
import { interruptible } from "../interruptible.ts";

export const adoptAction: Action = async (context) => {
  const { output } = context;
  const { project, config } = await projectFor(context);
  const notice = { stopping: "Stopping …", outcome: "Databases were not touched." };
  // A config names its models, which must be there when it is loaded.
  const reload = async (): Promise<Project> => {
    if (config !== undefined) writeFileSync(config.path, config.text, { flag: "wx" });
    return openProject(context.io, context.options);
  };
  const options = { ...optionsOf(context), reload };
  const result = await interruptible(context, project, notice, (stoppable) => adopt(stoppable, options));
  tell(context, project, result, config?.path);
  const files = result.pulled.files.map(({ path }) => shown(context, path));
  output.result({ ...result, pulled: { ...result.pulled, files }, path: shown(context, result.path) });
  return result.differences.length === 0 ? exitCodes.done : exitCodes.differences;
};

const shown = ({ io }: CommandContext, path: string): string => relative(io.cwd, path) || path;

function optionsOf({ options }: CommandContext): AdoptOptions {
  return {
    tool: textOption(options, "tool"),
    output: textOption(options, "output"),
    split: textOption(options, "split") as AdoptOptions["split"],
    message: textOption(options, "message"),
    id: textOption(options, "revId"),
    fence: flagOption(options, "fence"),
    allowPending: flagOption(options, "allowPending"),
  };
}

interface NewConfig {
  readonly path: string;
  readonly text: string;
}

/** The project, and the config to be written where there is none. */
async function projectFor(
  context: CommandContext,
): Promise<{ readonly project: Project; readonly config: NewConfig | undefined }> {
  try {
    return { project: await context.project(), config: undefined };
  } catch (error) {
    if (!(error instanceof ConfigNotFoundError) || textOption(context.options, "config") !== undefined) throw error;
  }
  const { io, options } = context;
  const urlVariable = textOption(options, "urlEnv") ?? "DATABASE_URL";
  const { env } = await import("../../config/env.ts");
  const revisions =
    textOption(options, "revisions") ?? (existsSync(join(io.cwd, "migrations")) ? "revisions" : "migrations");
  const environments = { development: { url: env(urlVariable) } };
  const project = createProject({ environments, revisions }, { root: io.cwd, variables: io.env });
  const others = await otherToolsIn(project);
  const models = textOption(options, "output") ?? "models";
  const text = adoptConfig({ revisions, urlVariable, models, others });
  return { project, config: { path: join(io.cwd, "limbeck.config.ts"), text } };
}

function tell(context: CommandContext, project: Project, result: AdoptResult, config: string | undefined): void {
  const { output } = context;
  const { green, cyan, bold } = output.colors;
  const { pulled, states, text, applied, differences } = result;
  if (result.tool !== undefined) output.say(`Found ${applied} applied migrations: this database is ${text}.`);
  else output.say("No other tool's history: the baseline is what the database is now.");
  for (const name of states?.edited ?? [])
    output.warn(`${name} was edited after it was applied: the database counts, not the file.`);
  for (const name of states?.skipped ?? [])
    output.warn(`${name} was merged late and never applied; the baseline is without it.`);
  if (config !== undefined) output.line(`${green("+")} ${shown(context, config)}`);
  for (const { path } of pulled.files) output.line(`${green("+")} ${shown(context, path)}`);
  output.line(`${green("+")} ${shown(context, result.path)}`);
  for (const { key, reason } of pulled.undeclared) output.say(`Not in the model: ${key} (${reason}).`);
  for (const line of differences) output.line(`  ${line}`);
  if (differences.length > 0) output.say("The model is not yet what the database is: put that right before you go on.");
  const names = Object.keys(project.environments);
  const steps = names.map((name) => `  ${cyan(`npx limbeck upgrade --env ${name}`)}`);
  output.say(`\n${bold("Next:")} commit what was written, and for each environment:\n${steps.join("\n")}`);
}
