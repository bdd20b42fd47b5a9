/**
 * Random models and random edits: the change from one to the other, applied, gives the other; comparing again finds
 * nothing; the way back restores the first; a model is silent on the database that it created. The same few in every run;
 * with LIMBECK_SOAK=1 many, others each time, or those of LIMBECK_SEED.
 */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaseEnvironment } from "../src/testing/case.ts";
import { proveCase } from "../src/testing/prove-case.ts";
import { describeServers } from "./support/databases.ts";
import { caseTarget } from "./support/kind-cases.ts";
import { modelSql, randomModel, declarations } from "./support/random-models.ts";

const isSoak = process.env["LIMBECK_SOAK"] === "1";
const seed = process.env["LIMBECK_SEED"];
/** Of earlier runs, those that found something. */
const found: readonly { readonly seed: number; readonly path: string }[] = [{ seed: -1_935_580_240, path: "20" }];
const runs = Number(process.env["LIMBECK_RUNS"] ?? (isSoak ? 1500 : 6));

describeServers("random models", (target) => {
  const cases = caseTarget(target);
  let environment: CaseEnvironment;
  beforeAll(async () => {
    environment = await cases.open();
  });
  afterAll(() => cases.close(environment));

  const pair = fc.record({ before: randomModel(target.version), after: randomModel(target.version) });
  const property = fc.asyncProperty(pair, async ({ before, after }) => {
    await proveCase(
      {
        name: "random",
        database: modelSql(before),
        target: declarations(after),
        assumeNoRenames: true,
        ignoreNotes: true,
      },
      environment,
    );
  });
  const parameters = {
    numRuns: runs,
    ...(seed !== undefined ? { seed: Number(seed) } : isSoak ? {} : { seed: 20_261_122 }),
    includeErrorInReport: true,
    endOnFailure: true,
    interruptAfterTimeLimit: 600_000,
  };

  test("turn into one another and back", { timeout: 900_000 }, async () => {
    const result = await fc.check(property, parameters);
    expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
  });

  test.runIf(target.version === 18).each(found)("once failed: $seed $path", async (place) => {
    const result = await fc.check(property, { ...parameters, ...place, numRuns: 1 });
    expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
  });
});
