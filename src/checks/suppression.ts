/**
 * Comments in a revision that let a finding be: `// limbeck: allow L37 until 2027-01-31: nobody reads it since 3.2`, right
 * above the statement or behind it; `allow-file` for all of the file. Without a reason, or after its day, one has no effect.
 */
import type { LintFinding, Suppression } from "./finding.ts";

interface Allowance extends Suppression {
  readonly rules: readonly string[];
  /** 1-based. */
  readonly line: number;
  readonly wholeFile: boolean;
}

export interface IdleAllowance {
  readonly line: number;
  readonly message: string;
}

export interface Allowances {
  /** The finding, marked where the file says that it may be so. */
  readonly apply: (finding: LintFinding, statementLines: number) => LintFinding;
  /** What is written there and has no effect. */
  readonly idle: readonly IdleAllowance[];
}

const form =
  /limbeck:\s*allow(-file)?\s+([A-Za-z]\w*(?:\s*,\s*[A-Za-z]\w*)*)(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\s*(?::\s*(.*?))?\s*(?:\*\/)?$/;

/** @param today `2026-12-01` */
export function readAllowances(source: string, today: string): Allowances {
  const lines = source.split(/\r?\n/);
  const written = lines.flatMap((text, at): readonly Allowance[] => {
    const found = isComment(text) ? form.exec(text.trim()) : null;
    if (found === null) return [];
    const [, file, rules = "", until, reason = ""] = found;
    const all = rules.split(",").map((rule) => rule.trim().toUpperCase());
    const base = { rules: all, reason: reason.trim(), line: at + 1, wholeFile: file !== undefined };
    return [until === undefined ? base : { ...base, until }];
  });
  const why = (one: Allowance): string | undefined => {
    if (one.reason === "") return `Nothing says why ${one.rules.join(", ")} may be so; write a reason behind a colon.`;
    return one.until !== undefined && one.until < today
      ? `${one.rules.join(", ")} was allowed until ${one.until}.`
      : undefined;
  };
  const valid = written.filter((one) => why(one) === undefined);
  return {
    apply: (finding, statementLines) => {
      const found = valid.find(
        (one) =>
          one.rules.includes(finding.rule.toUpperCase()) &&
          (one.wholeFile || concerns(lines, one.line, { line: finding.line, count: statementLines })),
      );
      if (found === undefined) return finding;
      const { reason, until } = found;
      return { ...finding, suppressed: { reason, ...(until === undefined ? {} : { until }) } };
    },
    idle: written.flatMap((one) => {
      const message = why(one);
      return message === undefined ? [] : [{ line: one.line, message }];
    }),
  };
}

const isComment = (line: string): boolean => /\/\/|--|^\s*\/?\*/.test(line);

/** On a line of the statement, or above it with nothing but comments between. */
function concerns(
  lines: readonly string[],
  at: number,
  { line, count }: { readonly line: number | undefined; readonly count: number },
): boolean {
  if (line === undefined) return false;
  if (at >= line) return at < line + Math.max(1, count);
  return lines.slice(at - 1, line - 1).every((text) => /^\s*(\/\/|--|\/?\*)/.test(text));
}
