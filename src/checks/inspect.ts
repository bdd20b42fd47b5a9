/** Puts every rule to one step of a revision. */
import type { Statistics } from "../dialects/statement-facts.ts";
import { rules } from "./all.ts";
import { sizeOf, sizeText, smallTable, type LintFinding } from "./finding.ts";
import { named, type Found, type Rule, type StepSubject, type Subject } from "./rule.ts";

export interface Inspection {
  readonly step: StepSubject;
  readonly revision: string;
  readonly path: string;
  readonly statistics: Statistics | undefined;
  /** Where a statement stands in the file. */
  readonly lineOf: (subject: Subject) => number | undefined;
}

/** What all rules have to say, in the order of the statements. */
export function inspect(inspection: Inspection): readonly LintFinding[] {
  const { statements } = inspection.step;
  const found = rules.flatMap((rule) => [
    ...statements.flatMap((subject) =>
      [...(rule.statement?.(subject) ?? [])].map((one) => ({ rule, found: one, at: subject as Subject | undefined })),
    ),
    ...[...(rule.step?.(inspection.step) ?? [])].map((one) => ({ rule, found: one, at: one.at })),
  ]);
  const place = ({ at }: { readonly at: Subject | undefined }): number =>
    at === undefined ? -1 : statements.indexOf(at);
  return found
    .map((one) => ({ one, place: place(one) }))
    .sort((a, b) => a.place - b.place || (a.one.rule.id < b.one.rule.id ? -1 : 1))
    .map(({ one }) => findingOf(inspection, one));
}

interface Told {
  readonly rule: Rule;
  readonly found: Found;
  readonly at: Subject | undefined;
}

function findingOf(inspection: Inspection, { rule, found, at }: Told): LintFinding {
  const size = found.table === undefined ? undefined : sizeOf(inspection.statistics, found.table);
  const isSmall = rule.growsWithTable === true && size !== undefined && size.rows <= smallTable;
  const line = at === undefined ? undefined : inspection.lineOf(at);
  return {
    rule: rule.id,
    name: rule.name,
    severity: isSmall ? "info" : (found.severity ?? rule.severity),
    message: size === undefined ? found.message : `${found.message.replace(/\.$/, "")} (${sizeText(size)}).`,
    safe: rule.safe,
    revision: inspection.revision,
    direction: inspection.step.direction,
    path: inspection.path,
    ...(line === undefined ? {} : { line }),
    ...(at === undefined ? {} : { statement: excerpt(at.text) }),
    locks: at === undefined ? [] : locksOf(at),
    ...(found.table === undefined ? {} : { table: named(found.table) }),
    ...(size === undefined ? {} : { rows: size.rows, bytes: size.bytes }),
    ...(rule.recipe === undefined ? {} : { recipe: rule.recipe }),
  };
}

/** Locks that a statement takes of tables that were there before. */
export function locksOf({ measured, step }: Subject): readonly string[] {
  const held = (measured?.acquired ?? []).filter(
    (lock) => lock.kind !== "i" && lock.kind !== "I" && step.isExisting(lock),
  );
  return [...new Set(held.map((lock) => `${lock.mode} ${named(lock)}`))].sort();
}

export function excerpt(sql: string): string {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
