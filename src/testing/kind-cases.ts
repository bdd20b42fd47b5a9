/** Cases as tests of a test runner: each target that can do what a case needs runs it. */
import type { CaseEnvironment, KindCase } from "./case.ts";
import { proveCase } from "./prove-case.ts";

/** A database that cases run on, opened when the first of them runs. */
export interface CaseTarget {
  /** `embedded`, `PostgreSQL 18`… */
  readonly name: string;
  has(capability: string): boolean;
  open(): Promise<CaseEnvironment>;
  close(environment: CaseEnvironment): Promise<void>;
}

/** The functions of a test runner that cases need; vitest, jest and `node:test` have them. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  test(name: string, body: () => Promise<void>): unknown;
  beforeAll(body: () => Promise<void>): unknown;
  afterAll(body: () => Promise<void>): unknown;
}

/**
 * Declares a test for each case on each target.
 *
 *     kindCases("audit log", [{ name: "is created", database: "", target: [auditLog("orders")], statements: ["…"] }], { runner, targets });
 */
export function kindCases(
  title: string,
  cases: readonly KindCase[],
  { runner, targets }: { readonly runner: TestRunner; readonly targets: readonly CaseTarget[] },
): void {
  for (const target of targets) {
    const wanted = cases.filter((each) => (each.requires ?? []).every((capability) => target.has(capability)));
    if (wanted.length === 0) continue;
    runner.describe(`${title} (${target.name})`, () => {
      let environment: CaseEnvironment | undefined;
      runner.beforeAll(async () => {
        environment = await target.open();
      });
      runner.afterAll(async () => {
        if (environment !== undefined) await target.close(environment);
      });
      for (const each of wanted) runner.test(each.name, () => proveCase(each, environment as CaseEnvironment));
    });
  }
}
