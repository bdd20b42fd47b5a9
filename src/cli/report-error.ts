/** Errors for people and for programs. What limbeck threw on purpose is told as it is; anything else is called a bug. */
import { sep } from "node:path";
import { SourceThrewError, type SourcePlace } from "../config/errors.ts";
import { exitCodes, isLimbeckError, type LimbeckError } from "../util/errors.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output.ts";

export interface ReportOptions {
  readonly io: Io;
  readonly output: Output;
  readonly command: string;
  readonly locate: (error: unknown) => Promise<SourcePlace | undefined>;
  /** Shows the stack. */
  readonly verbose: boolean;
  /** What the process ends with, where that is not for the error to say. */
  readonly exitCode: number | undefined;
}

/** Writes the error and returns the exit code. */
export async function reportError(thrown: unknown, options: ReportOptions): Promise<number> {
  const { io, output, verbose } = options;
  output.done();
  const place = await options.locate(thrown);
  const error =
    place === undefined || isLimbeckError(thrown) ? thrown : new SourceThrewError(place.file, thrown, place);
  const known = isLimbeckError(error) ? error : undefined;
  const exitCode = options.exitCode ?? known?.exitCode ?? exitCodes.usage;
  if (output.json)
    output.result({ error: { ...(known === undefined ? bugFields(error) : fieldsOf(known)), exitCode } });
  else io.writeError(known === undefined ? bugText(error, options) : knownText(known, { output, cwd: io.cwd, place }));
  if (verbose && known !== undefined) io.writeError(`\n${output.talkColors.dim(stackOf(error))}\n`);
  return exitCode;
}

/** Errors that name their place by themselves. */
const placed = /^(source|migration|revision)\./;

interface Told {
  readonly output: Output;
  readonly cwd: string;
  readonly place: SourcePlace | undefined;
}

function knownText(error: LimbeckError, { output, cwd, place }: Told): string {
  const { red, yellow, cyan, dim } = output.talkColors;
  // Paths are told from where the user stands.
  const [first, ...rest] = error.message.replaceAll(`${cwd}${sep}`, "").split("\n");
  const body = rest.length === 0 ? "" : `\n${rest.join("\n")}`;
  const where = place === undefined || placed.test(error.code) ? "" : `  at ${place.file}:${place.line}\n`;
  const hint = error.hint === undefined ? "" : `\n${cyan("hint:")} ${error.hint.replaceAll("\n", "\n      ")}\n`;
  const label = error.code.endsWith(".interrupted") ? yellow("stopped:") : red("error:");
  return `${label} ${first}${body}\n${where}${hint}${dim(`[${error.code}]`)}\n`;
}

function bugText(error: unknown, { output, verbose }: ReportOptions): string {
  const { red, cyan, dim } = output.talkColors;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = verbose ? `\n${dim(stackOf(error))}\n` : "";
  return `${red("error:")} limbeck did something that it should not: ${reason}\n${stack}\n${cyan("hint:")} This is a bug in limbeck. Please report it with the output of the same command and --verbose.\n`;
}

function fieldsOf(error: LimbeckError): Readonly<Record<string, unknown>> {
  const { code, message, hint, exitCode } = error;
  const facts = Object.entries(error).filter(
    ([name]) => !["name", "code", "hint", "exitCode", "cause", "statement"].includes(name),
  );
  return { code, message, ...(hint === undefined ? {} : { hint }), exitCode, ...Object.fromEntries(facts) };
}

function bugFields(error: unknown): Readonly<Record<string, unknown>> {
  return { code: "bug", message: error instanceof Error ? error.message : String(error), exitCode: exitCodes.usage };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
