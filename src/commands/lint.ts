/** Says what revisions would do to a database in use: what they lock, rewrite, lose and break, and how to do it instead. */
import type { LintFinding } from "../checks/finding.ts";
import { severities, type Severity } from "../checks/rule.ts";
import type { Project } from "../config/config.ts";
import type { Statistics } from "../dialects/statement-facts.ts";
import { inNamedSchema } from "../project/default-schema.ts";
import { chosenSteps } from "../project/linting/choice.ts";
import { readLiveStatistics } from "../project/linting/live-statistics.ts";
import type { Walked } from "../project/linting/walk.ts";
import { walkChoice } from "../project/linting/walk-choice.ts";
import { readGraph } from "../project/workspace.ts";

/** Options of `lint`. */
export interface LintOptions {
  /** `a:b` as of `upgrade --sql`: after `a` up to `b`; one revision alone; by default what is pending, or the heads. */
  readonly range?: string | undefined;
  /** How large tables are: of the environment's database, or as `limbeck stats` has written it down. */
  readonly statistics?: "live" | Statistics | undefined;
  readonly scratch?: string | undefined;
  readonly cache?: boolean | undefined;
  /** `2026-12-01`; suppressions end. */
  readonly today?: string | undefined;
}

/** What `lint` found. */
export interface LintResult {
  /** What nobody has said may be so. */
  readonly findings: readonly LintFinding[];
  readonly suppressed: readonly LintFinding[];
  /** Revisions that were looked at. */
  readonly revisions: readonly string[];
  readonly statements: number;
  readonly scratch: string;
  readonly notes: readonly string[];
}

/**
 * Replays the history on a scratch database, runs each statement of a range there, and measures the locks that it takes
 * and the tables that it rewrites or reads.
 *
 *     const { findings } = await lint(project, { range: "a0cf:head" });
 *     if (isAtLeast(findings, "warning")) process.exitCode = 2;
 *
 * @throws ScratchMissingError, ScratchLacksError and all that `upgrade --sql` throws of a range
 */
export function lint(project: Project, options: LintOptions = {}): Promise<LintResult> {
  return inNamedSchema(project, (placed) => lintIn(placed, options));
}

/** Whether one of the findings is as bad as that, or worse. */
export const isAtLeast = (findings: readonly LintFinding[], severity: Severity): boolean =>
  findings.some((finding) => severities.indexOf(finding.severity) <= severities.indexOf(severity));

async function lintIn(project: Project, options: LintOptions): Promise<LintResult> {
  const map = readGraph(project);
  const statistics = options.statistics === "live" ? await readLiveStatistics(project) : options.statistics;
  const choices = await chosenSteps(project, map, options.range);
  const walked: Walked[] = [];
  let scratch = "";
  for (const choice of choices) {
    const one = await walkChoice(project, map, choice, { ...options, statistics });
    walked.push(one);
    scratch = one.scratch;
  }
  const all = walked.flatMap(({ findings }) => findings);
  return {
    findings: all.filter(({ suppressed }) => suppressed === undefined),
    suppressed: all.filter(({ suppressed }) => suppressed !== undefined),
    revisions: choices.flatMap(({ steps }) => steps.map(({ revision }) => revision.id)),
    statements: walked.reduce((sum, one) => sum + one.statements, 0),
    scratch,
    notes: [...new Set(walked.flatMap(({ notes }) => notes))],
  };
}
