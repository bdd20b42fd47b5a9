/** A plan that a person has read: what would run, on which state of the database and of the files. */
import type { LintFinding } from "../checks/finding.ts";
import { exitCodes, LimbeckError } from "../util/errors.ts";
import type { PlannedStatement } from "./linting/walk.ts";

export interface PlannedRevision {
  readonly id: string;
  readonly message: string;
  /** Of the file, as the ledger keeps it. */
  readonly checksum: string;
}

/** What a run would do to one environment, as `limbeck plan` writes it to a file. */
export interface Plan {
  readonly version: 1;
  readonly environment: string;
  readonly target: string;
  /** Rows of the version table. */
  readonly rows: readonly string[];
  /** Of the catalogs, where they may be read: any change of the schema makes another one. */
  readonly digest: string | null;
  readonly revisions: readonly PlannedRevision[];
  readonly statements: readonly PlannedStatement[];
  readonly findings: readonly LintFinding[];
  readonly notes: readonly string[];
}

/** A plan file does not have the form that `limbeck plan` writes. */
export class PlanMalformedError extends LimbeckError {
  readonly file: string;

  constructor(file: string) {
    super({
      code: "plan.malformed",
      message: `${file} is no plan of this version of limbeck.`,
      hint: "Write one with `limbeck plan -e production -o plan.json`.",
    });
    this.file = file;
  }
}

/** The database or the revisions have changed since the plan was made. */
export class PlanStaleError extends LimbeckError {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super({
      code: "plan.stale",
      message: `The plan no longer holds: ${reasons.join("; ")}. Nothing was run.`,
      hint: "Make a new one with `limbeck plan`, and read it.",
      exitCode: exitCodes.integrity,
    });
    this.reasons = reasons;
  }
}

/** A plan holds statements of a class that the environment does not allow. */
export class ClassNotAllowedError extends LimbeckError {
  readonly environment: string;
  readonly statements: readonly Pick<PlannedStatement, "revision" | "sql" | "class">[];

  constructor(environment: string, allowed: readonly string[], statements: ClassNotAllowedError["statements"]) {
    const listed = statements.map((one) => `\n  ${one.class}, ${one.revision}: ${one.sql.split("\n")[0]}`).join("");
    super({
      code: "plan.class-not-allowed",
      message: `The environment ${environment} allows ${allowed.join(", ")} only:${listed}\nNothing was run.`,
      hint: "Change the revision, or `allow` of the environment in the config.",
      exitCode: exitCodes.differences,
    });
    this.environment = environment;
    this.statements = statements;
  }
}

/** @throws PlanMalformedError */
export function parsePlan(text: string, file: string): Plan {
  const plan = read(text) as Partial<Plan> | undefined;
  const lists = [plan?.rows, plan?.revisions, plan?.statements];
  if (plan?.version !== 1 || typeof plan.environment !== "string" || !lists.every(Array.isArray))
    throw new PlanMalformedError(file);
  return plan as Plan;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
