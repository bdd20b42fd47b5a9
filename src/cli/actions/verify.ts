/** verify: one line a revision, what was found below it, and a summary. */
import type { Finding, VerifiedRevision, VerifyResult } from "../../project/verification/findings.ts";
import { verify, type VerifyProgress } from "../../commands/verify.ts";
import type { Project } from "../../config/config.ts";
import { exitCodes } from "../../util/errors.ts";
import { replayOptions, textOption, type Action, type CommandContext } from "../context.ts";
import { differenceLines } from "../differences.ts";
import { interruptible } from "../interruptible.ts";
import type { Output } from "../output.ts";

/** Longer lists show only the revisions that something was found about. */
const longestPlainList = 30;

export const verifyAction: Action = async (context) => {
  const project = await context.project();
  const result = await runVerify(context, project, context.args[0] ?? textOption(context.options, "revRange"));
  context.output.result({ ...result });
  return result.ok ? exitCodes.done : exitCodes.differences;
};

/** Verifies and tells; `check --verify` does the same. */
export async function runVerify(context: CommandContext, project: Project, range?: string): Promise<VerifyResult> {
  const told = new Telling(context.output, context.verbose);
  const result = await interruptible(
    context,
    project,
    { stopping: "Stopping: the scratch database goes.", outcome: "Nothing but its scratch database was touched." },
    (stoppable) =>
      verify(stoppable, { range, ...replayOptions(context), onProgress: (progress) => told.progress(progress) }),
  );
  told.summary(result);
  return result;
}

class Telling {
  readonly #output: Output;
  readonly #verbose: boolean;
  #showsAll = true;

  constructor(output: Output, verbose: boolean) {
    this.#output = output;
    this.#verbose = verbose;
  }

  progress(progress: VerifyProgress): void {
    switch (progress.type) {
      case "opened":
        this.#showsAll = this.#verbose || progress.count <= longestPlainList;
        return this.#output.say(`Verifying ${counted(progress.count, "revision")} on ${progress.scratch}.`);
      case "started":
        return this.#output.passing(`${progress.revision} (${progress.at} of ${progress.count}) …`);
      case "finished":
        return this.#revision(progress.verdict);
      case "comparing":
        return this.#output.passing("comparing with the model …");
      default:
        return progress satisfies never;
    }
  }

  #revision(verdict: VerifiedRevision): void {
    const findings = verdict.findings.filter((finding) => this.#isShown(finding));
    if (!this.#showsAll && findings.length === 0) return;
    const { yellow } = this.#output.colors;
    this.#output.line(`${this.#mark(verdict)} ${yellow(verdict.revision)}, ${verdict.message}`);
    for (const finding of findings) this.#finding(finding);
  }

  #isShown({ code, level }: Finding): boolean {
    return this.#verbose || level !== "note" || (code !== "downgrade-drops" && code !== "rows-changed");
  }

  #mark({ status, findings }: VerifiedRevision): string {
    const { green, red, yellow, cyan, dim } = this.#output.colors;
    if (status === "failed") return red("✗");
    if (status === "skipped") return dim("-");
    if (findings.some(({ level }) => level === "warning")) return yellow("!");
    return status === "irreversible" ? cyan("↑") : green("✓");
  }

  #finding({ code, level, message, details, place }: Finding): void {
    const { red, yellow, dim, cyan } = this.#output.colors;
    const colour = { failure: red, warning: yellow, note: code === "irreversible" ? cyan : dim }[level];
    const said = code === "irreversible" ? `irreversible: ${message}` : message;
    const where = place === undefined || level === "note" ? "" : dim(` (${place})`);
    this.#output.line(`    ${colour(said)}${where}`);
    for (const line of details) this.#output.line(line === "" ? "" : `      ${line}`);
  }

  summary(result: VerifyResult): void {
    const { green, red, yellow, dim } = this.#output.talkColors;
    const skipped = result.revisions.filter(({ status }) => status === "skipped").length;
    if (skipped > 0) this.#output.line(`- ${counted(skipped, "revision")} above could not be run`);
    for (const line of this.#modelLines(result)) this.#output.line(line);
    for (const { table, reason } of result.emptyTables.slice(0, this.#verbose ? undefined : 5))
      this.#output.say(dim(`${table} held no rows: ${reason}`));
    if (!this.#verbose && result.emptyTables.length > 5)
      this.#output.say(dim(`and ${result.emptyTables.length - 5} more tables held no rows (--verbose lists them)`));
    for (const note of result.notes) this.#output.say(dim(note));
    this.#output.say(`${result.ok ? green("✓") : red("✗")} ${totals(result).join(", ")}.`);
    if (result.revisions.length === 0) this.#output.say(yellow("There is nothing to verify."));
  }

  #modelLines({ model }: VerifyResult): readonly string[] {
    const { green, red, dim } = this.#output.colors;
    if (model.status === "agrees") return [`${green("✓")} the model agrees with what the revisions lead to`];
    if (model.status === "skipped") return [dim(`- not compared with the model: ${model.reason}`)];
    const lines = [...(model.reason?.split("\n") ?? []), ...differenceLines(this.#output.colors, model.differences)];
    return [`${red("✗")} the model differs from what the revisions lead to`, ...lines.map((line) => `      ${line}`)];
  }
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

function totals({ revisions, tablesWithRows, emptyTables }: VerifyResult): readonly string[] {
  const count = (status: VerifiedRevision["status"]): number =>
    revisions.filter((verdict) => verdict.status === status).length;
  const warned = revisions.filter(
    ({ status, findings }) => status !== "failed" && findings.some(({ level }) => level === "warning"),
  ).length;
  return [
    `${counted(count("verified"), "revision")} verified`,
    ...(count("failed") === 0 ? [] : [`${count("failed")} failed`]),
    ...(count("skipped") === 0 ? [] : [`${count("skipped")} not run`]),
    ...(count("irreversible") === 0 ? [] : [`${count("irreversible")} irreversible`]),
    ...(warned === 0 ? [] : [counted(warned, "warning")]),
    `${counted(tablesWithRows, "table")} held rows${emptyTables.length === 0 ? "" : `, ${emptyTables.length} did not`}`,
  ];
}
