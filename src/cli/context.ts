/** What an action works with: the parsed command line, where to write, and the project on demand. */
import type { Project } from "../config/config.ts";
import type { OnQuery } from "../driver/observed.ts";
import { isLimbeckError } from "../util/errors.ts";
import { UsageError } from "./errors.ts";
import { canAsk, type Io } from "./io.ts";
import type { Output } from "./output.ts";

export type OptionValues = Readonly<Record<string, unknown>>;

export interface CommandContext {
  readonly io: Io;
  readonly output: Output;
  readonly command: string;
  readonly args: readonly string[];
  readonly options: OptionValues;
  readonly verbose: boolean;
  readonly project: () => Promise<Project>;
  /** Set once a signal has asked this command to stop; the exit code then says so. */
  interruptedBy?: string;
  /** What of the user's own runs, as messages call it. */
  running?: string;
  /** Set while something runs that can be stopped because something else has failed unseen. */
  onStray?: (() => void) | undefined;
}

/** Runs a command; a number is the exit code, nothing means 0. */
export type Action = (context: CommandContext) => Promise<number | void>;

export async function openProject(io: Io, options: OptionValues, onQuery?: OnQuery): Promise<Project> {
  const { loadConfig } = await import("../config/load-config.ts");
  const path = textOption(options, "config");
  const environment = textOption(options, "env");
  const project = await loadConfig({
    cwd: io.cwd,
    variables: io.env,
    arguments: freeArguments(listOption(options, "x")),
    ...(path === undefined ? {} : { path }),
    ...(environment === undefined ? {} : { environment }),
  });
  return onQuery === undefined ? project : { ...project, onQuery };
}

/** True for the URL of a database, which is there without a project. */
export const isDatabaseUrl = (name: string): boolean => name.includes(":") && !name.startsWith("revision:");

/** The project, or one that says nothing where no config is found and none is named: for what needs neither model nor revisions. */
export async function projectOrNone(context: CommandContext): Promise<Project> {
  try {
    return await context.project();
  } catch (error) {
    const isMissing = isLimbeckError(error) && error.code === "config.not-found";
    if (!isMissing || context.options["config"] !== undefined) throw error;
    const { createProject } = await import("../config/load-config.ts");
    return createProject({}, { root: context.io.cwd, variables: context.io.env });
  }
}

export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

export function flagOption(options: OptionValues, name: string): boolean {
  return options[name] === true;
}

export function listOption(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** A whole or broken number that is not negative. @throws UsageError */
export function numberOption(options: OptionValues, name: string, flag: string): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) throw new UsageError(`${flag} takes a number, not ${JSON.stringify(text)}.`);
  return value;
}

function freeArguments(list: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    list.map((entry) => {
      const at = entry.indexOf("=");
      return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

/** `old=new` pairs. @throws UsageError */
export function renameOptions(options: OptionValues): { readonly from: string; readonly to: string }[] {
  return listOption(options, "rename").map((entry) => {
    const [from, to, ...rest] = entry.split("=").map((part) => part.trim());
    if (!from || !to || rest.length > 0) throw new UsageError(`--rename takes old=new, not ${JSON.stringify(entry)}.`);
    return { from, to };
  });
}

/** `--allow-data-loss` alone lets everything go, with names only what is named. */
export function allowDataLossOption(options: OptionValues): boolean | readonly string[] {
  const names = listOption(options, "allowDataLoss");
  return names.length === 0 ? options["allowDataLoss"] === true : names;
}

/** Asks before a protected environment is changed. @throws ProtectedEnvironmentError where nobody can be asked */
export async function confirmChange(context: CommandContext, project: Project, what: string): Promise<boolean> {
  const { environment } = project;
  if (!environment.protected || flagOption(context.options, "yes")) return true;
  if (!canAsk(context.io)) {
    const { ProtectedEnvironmentError } = await import("../project/errors.ts");
    throw new ProtectedEnvironmentError(environment.name);
  }
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message: `${what} on ${environment.name}, which is protected?`, initialValue: false });
  if (!isCancel(answer) && answer) return true;
  context.output.say("Nothing was done.");
  return false;
}

/** `--scratch` and `--no-cache` as options of any command that replays. */
export function replayOptions({ options }: CommandContext): { readonly scratch?: string; readonly cache: boolean } {
  const scratch = textOption(options, "scratch");
  return { ...(scratch === undefined ? {} : { scratch }), cache: options["cache"] !== false };
}
