/**
 * Random changes of the kinds that lose rows or stop half-way: the change runs on rows, arrives, goes back, gives every value back,
 * and leaves tables that can be used. The same few in every run; with LIMBECK_SOAK=1 many, others each time, or those of
 * LIMBECK_SEED; LIMBECK_CHANGES names one kind.
 */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatabaseError } from "../src/driver/errors.ts";
import type { CaseEnvironment } from "../src/testing/case.ts";
import { CaseStatementError } from "../src/testing/errors.ts";
import { proveCase } from "../src/testing/prove-case.ts";
import { describeServers } from "./support/databases.ts";
import { caseTarget } from "./support/kind-cases.ts";
import { randomChanges, type RandomChange } from "./support/random-changes.ts";

const isSoak = process.env["LIMBECK_SOAK"] === "1";
const seed = process.env["LIMBECK_SEED"];
const chosen = process.env["LIMBECK_CHANGES"];
const runs = Number(process.env["LIMBECK_RUNS"] ?? (isSoak ? 1000 : 8));

/** Kinds of changes that do not work yet; empty when all do. */
const pending: ReadonlySet<string> = new Set([]);

describeServers("random changes", { requires: ["sessions"] }, (target) => {
  const cases = caseTarget(target);
  let environment: CaseEnvironment;
  beforeAll(async () => {
    environment = await cases.open();
  });
  afterAll(() => cases.close(environment));

  const parameters = {
    numRuns: runs,
    ...(seed !== undefined ? { seed: Number(seed) } : isSoak ? {} : { seed: 20_261_130 }),
    includeErrorInReport: true,
    endOnFailure: true,
    interruptAfterTimeLimit: 1_500_000,
  };

  const names = Object.keys(randomChanges).filter((name) => chosen === undefined || name.includes(chosen));
  test.each(names)("%s change and change back", { timeout: 1_800_000 }, async (name) => {
    if (pending.has(name) && !isSoak) return;
    const change = randomChanges[name] as fc.Arbitrary<RandomChange>;
    const result = await fc.check(
      fc.asyncProperty(change, (each) => prove(each, environment)),
      parameters,
    );
    expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
  });
});

/** With rows; where rows are what the database refuses, also without. */
async function prove({ from, to, rows, renames = [] }: RandomChange, environment: CaseEnvironment): Promise<void> {
  const theCase = { name: "random", target: to, renames, assumeNoRenames: renames.length === 0, ignoreNotes: true };
  try {
    await proveCase({ ...theCase, database: `${from};\n${rows}` }, environment);
  } catch (error) {
    if (!isOfRows(error)) throw error;
    await proveCase({ ...theCase, database: from }, environment);
  }
}

const isOfRows = (error: unknown): boolean =>
  error instanceof CaseStatementError &&
  error.cause instanceof DatabaseError &&
  /^(?:22|23)/.test(error.cause.sqlState);
