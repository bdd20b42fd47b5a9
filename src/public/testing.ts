/** `limbeck/testing`: tables of a data model for tests; prove kinds, operations and dialects of your own as limbeck proves its own. */
export { createAll, dropAll, type AllTarget } from "../testing/all.ts";
export type { CaseEnvironment, CaseRows, Declarable, KindCase } from "../testing/case.ts";
export { CaseFailedError, CaseStatementError } from "../testing/errors.ts";
export { kindCases, type CaseTarget, type TestRunner } from "../testing/kind-cases.ts";
export { proveCase } from "../testing/prove-case.ts";
export { differencesOf } from "../testing/same-objects.ts";
