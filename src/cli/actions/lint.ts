/** lint, explain, stats. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rules } from "../../checks/all.ts";
import type { LintFinding } from "../../checks/finding.ts";
import { githubReport, sarifReport } from "../../checks/reports.ts";
import { severities, type Rule, type Severity } from "../../checks/rule.ts";
import { isAtLeast, lint, type LintResult } from "../../commands/lint.ts";
import { stats } from "../../commands/stats.ts";
import { parseStatistics } from "../../project/linting/statistics-file.ts";
import { toolVersion } from "../../project/tool-version.ts";
import { exitCodes } from "../../util/errors.ts";
import { replayOptions, textOption, type Action, type CommandContext } from "../context.ts";
import { UsageError } from "../errors.ts";
import { interruptible } from "../interruptible.ts";
import type { Output } from "../output.ts";

export const lintAction: Action = async (context) => {
  const project = await context.project();
  const failOn = severityOption(context);
  const options = { range: context.args[0], ...statisticsOption(context), ...replayOptions(context) };
  const ending = {
    stopping: "Stopping: the scratch database goes.",
    outcome: "Nothing but its scratch database was touched.",
  };
  const result = await interruptible(context, project, ending, (stoppable) => lint(stoppable, options));
  report(context, result);
  return isAtLeast(result.findings, failOn) ? exitCodes.differences : exitCodes.done;
};

function severityOption({ options }: CommandContext): Severity {
  const text = textOption(options, "failOn") ?? "warning";
  const found = severities.find((severity) => severity === text);
  if (found === undefined)
    throw new UsageError(`--fail-on takes ${severities.join(", ")}, not ${JSON.stringify(text)}.`);
  return found;
}

/** `-e` means that environment's database; a file is for those who can't reach it. */
function statisticsOption({ options, io }: CommandContext): {
  readonly statistics?: "live" | ReturnType<typeof parseStatistics>;
} {
  const file = textOption(options, "statistics");
  if (file !== undefined) return { statistics: parseStatistics(readFileSync(resolve(io.cwd, file), "utf8"), file) };
  return textOption(options, "env") === undefined ? {} : { statistics: "live" };
}

function report(context: CommandContext, result: LintResult): void {
  const { output, options } = context;
  const format = textOption(options, "format") ?? "text";
  if (format === "json" && !output.json) output.text(JSON.stringify({ version: 1, command: "lint", ...result }));
  else if (format === "github") output.text(githubReport(result.findings));
  else if (format === "sarif") output.text(sarifReport(result.findings, result.suppressed, toolVersion()));
  else printFindings(output, result, context.verbose);
  output.result({ ...result });
}

/** Findings for people, those of one statement together. */
function printFindings(
  output: Output,
  { findings, suppressed, notes, revisions, statements }: LintResult,
  verbose: boolean,
): void {
  const shown = findings.filter(({ severity }) => verbose || severity !== "info");
  let before = "";
  for (const finding of shown) {
    const head = headline(finding);
    if (head !== before) printHead(output, finding, { head, isFirst: before === "" });
    before = head;
    printFinding(output, finding);
  }
  if (verbose)
    for (const one of suppressed)
      output.say(
        output.talkColors.dim(`allowed: ${one.rule} at ${one.path}:${one.line ?? 1}: ${one.suppressed?.reason}`),
      );
  for (const note of notes) output.say(output.talkColors.dim(note));
  summarise(output, { findings, suppressed, revisions, statements, hidden: findings.length - shown.length });
}

const headline = ({ path, line, direction, statement }: LintFinding): string =>
  `${path}${line === undefined ? "" : `:${line}`}${direction === "downgrade" ? " (downgrade)" : ""} ${statement ?? ""}`;

function printHead(
  output: Output,
  finding: LintFinding,
  { isFirst }: { readonly head: string; readonly isFirst: boolean },
): void {
  const { bold, dim } = output.colors;
  const { path, line, direction, statement } = finding;
  if (!isFirst) output.line();
  output.line(
    `${bold(`${path}${line === undefined ? "" : `:${line}`}`)}${direction === "downgrade" ? " downgrade" : ""}`,
  );
  if (statement !== undefined) output.line(dim(`  ${statement}`));
}

function printFinding(output: Output, { severity, rule, message, safe, recipe }: LintFinding): void {
  const { red, yellow, cyan, dim } = output.colors;
  const colour = { error: red, warning: yellow, info: cyan }[severity];
  output.line(`  ${colour(`${severity} ${rule}`)} ${message}`);
  output.line(dim(`    ${recipe === undefined ? "" : `(recipe ${recipe}) `}${safe}`));
}

interface Totals {
  readonly findings: readonly LintFinding[];
  readonly suppressed: readonly LintFinding[];
  readonly revisions: readonly string[];
  readonly statements: number;
  readonly hidden: number;
}

function summarise(output: Output, { findings, suppressed, revisions, statements, hidden }: Totals): void {
  const { green, red, yellow } = output.talkColors;
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const mark = errors > 0 ? red("✗") : warnings > 0 ? yellow("!") : green("✓");
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ...(errors + warnings === 0 ? ["nothing to object to"] : []),
    ...(hidden > 0 ? [`${counted(hidden, "remark")} (--verbose shows them)`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} allowed`] : []),
  ];
  output.say(
    `${mark} ${counted(revisions.length, "revision")}, ${counted(statements, "statement")}: ${parts.join(", ")}.`,
  );
  if (errors + warnings > 0) output.say("`limbeck explain <rule>` tells more.");
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

export const explainAction: Action = async ({ args, output }) => {
  const [wanted] = args;
  if (wanted === undefined) {
    for (const rule of rules) output.line(`${rule.id} ${rule.severity.padEnd(7)} ${rule.title}`);
    return output.result({ rules });
  }
  const rule = rules.find(({ id, name }) => id === wanted.toUpperCase() || name === wanted);
  if (rule === undefined)
    throw new UsageError(`There is no rule ${JSON.stringify(wanted)}; \`limbeck explain\` lists them.`);
  printRule(output, rule);
  output.result({ rule });
};

function printRule(output: Output, rule: Rule): void {
  const { bold, dim } = output.colors;
  output.line(`${bold(rule.id)} ${rule.name} ${dim(`(${rule.severity})`)}`);
  output.line();
  output.line(`Found:   ${rule.title}`);
  output.line(`Risk:    ${rule.risk}`);
  output.line(`Instead: ${rule.safe}`);
  if (rule.growsWithTable === true) output.line("For information only where the table is known to be small.");
  output.line(dim(`To let it be: // limbeck: allow ${rule.id} until 2027-01-31: why`));
}

export const statsAction: Action = async (context) => {
  const project = await context.project();
  const found = await stats(project);
  const text = `${JSON.stringify(found, undefined, 2)}\n`;
  const file = textOption(context.options, "output");
  if (file === undefined) context.output.text(text);
  else writeFileSync(resolve(context.io.cwd, file), text);
  context.output.result({ ...found });
};
