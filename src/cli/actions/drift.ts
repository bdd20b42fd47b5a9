/** drift, log, status --all. */
import { relative } from "node:path";
import { drift } from "../../commands/drift.ts";
import { log, type LogEntry } from "../../commands/log.ts";
import { statusAll, type EnvironmentStatus } from "../../commands/status-all.ts";
import { exitCodes } from "../../util/errors.ts";
import {
  flagOption,
  listOption,
  numberOption,
  replayOptions,
  textOption,
  type Action,
  type CommandContext,
} from "../context.ts";
import { differenceLines } from "../differences.ts";
import { interruptible, nothingChanged } from "../interruptible.ts";
import type { Output } from "../output.ts";

export const driftAction: Action = async (context) => {
  const { output, options } = context;
  const project = await context.project();
  const adopt = textOption(options, "adopt");
  const settings = {
    ignore: listOption(options, "ignore"),
    ...replayOptions(context),
    ...(adopt === undefined ? {} : { adopt }),
  };
  const found = await interruptible(context, project, nothingChanged, (stoppable) => drift(stoppable, settings));
  const { differences, revert, adopted } = found;
  const path = adopted === undefined ? undefined : relative(context.io.cwd, adopted.path);
  if (flagOption(options, "revert")) output.text(revert.map((sql) => `${sql.replace(/;$/, "")};\n`).join("\n"));
  else for (const line of differenceLines(output.colors, differences)) output.line(line);
  if (differences.length === 0)
    output.say(`${output.talkColors.green("✓")} ${found.environment} is what its revisions say.`);
  if (path !== undefined) {
    output.line(path);
    output.say(
      `\`limbeck stamp -e ${found.environment} ${adopted?.id}\` tells ${found.environment} that it has this already.`,
    );
  } else if (differences.length > 0 && !flagOption(options, "revert"))
    output.say("`--adopt <message>` writes them as a revision, `--revert` prints what undoes them.");
  output.result({ ...found, adopted: path ?? null });
  return differences.length === 0 || adopted !== undefined ? exitCodes.done : exitCodes.drift;
};

export const logAction: Action = async ({ output, options, args, project }) => {
  const entries = await log(await project(), {
    count: numberOption(options, "count", "--count"),
    failed: flagOption(options, "failed"),
    revision: args[0],
  });
  for (const entry of entries) logLine(output, entry);
  if (entries.length === 0) output.say("Nothing was run here, or nobody wrote it down.");
  output.result({ entries });
};

function logLine(output: Output, entry: LogEntry): void {
  const { yellow, red, dim, green } = output.colors;
  const {
    direction,
    outcome,
    revision,
    message,
    startedAt,
    milliseconds,
    databaseUser,
    systemUser,
    host,
    error,
    sqlState,
  } = entry;
  const mark = outcome === "done" ? green("✓") : red("✗");
  const who = `${databaseUser}${systemUser === null ? "" : `, ${systemUser}@${host}`}`;
  output.line(
    `${mark} ${startedAt.toISOString()} ${direction.padEnd(9)} ${yellow(revision)}, ${message} ${dim(`(${milliseconds} ms, ${who})`)}`,
  );
  if (error !== null) output.line(`    ${error}${sqlState === null ? "" : ` (SQLSTATE ${sqlState})`}`);
}

/** 6 where files were edited, 9 where a database has drifted, 7 where one can't be reached. */
export async function statusAllAction(context: CommandContext): Promise<number> {
  const project = await context.project();
  const all = await statusAll(project, { drift: context.options["drift"] !== false });
  for (const one of all) statusLines(context.output, one);
  context.output.result({ environments: all });
  if (all.some(({ reachable }) => !reachable)) return exitCodes.connection;
  if (all.some(({ edited }) => edited > 0)) return exitCodes.integrity;
  return all.some((one) => (one.drift ?? 0) > 0) ? exitCodes.drift : exitCodes.done;
}

function statusLines(output: Output, one: EnvironmentStatus): void {
  const { bold, dim, red, yellow, green } = output.colors;
  output.line(`${bold(one.environment)}${one.protected ? " (protected)" : ""} ${dim(one.database ?? "")}`);
  if (one.problem !== undefined)
    return output.line(`  ${red(one.reachable ? "problem" : "out of reach")}: ${one.problem}`);
  const parts = [
    `at ${one.current.join(", ") || "base"}`,
    one.pending.length === 0 ? green("nothing pending") : yellow(`${one.pending.length} pending`),
    ...(one.drift === undefined ? [] : [one.drift === 0 ? green("no drift") : red(`drift: ${one.drift}`)]),
    ...(one.edited === 0 ? [] : [red(`${one.edited} edited`)]),
  ];
  output.line(`  ${parts.join(" · ")}`);
  if (one.lastRun === undefined) return;
  const { direction, revision, outcome, startedAt, databaseUser } = one.lastRun;
  output.line(dim(`  last: ${direction} ${revision} ${outcome} at ${startedAt.toISOString()} by ${databaseUser}`));
}
