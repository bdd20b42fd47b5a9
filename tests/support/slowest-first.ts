/** The order of test files: what takes long begins first, so that no core waits for it at the end. */
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { root } from "./imports.ts";

/** Files that take long for their size, by which vitest orders where it has not measured them yet. */
const long: readonly string[] = [
  "src/studio/studio.test.ts",
  "tests/docs.test.ts",
  "tests/corpus-schemas.test.ts",
  "tests/cli/verify.test.ts",
  "tests/types.test.ts",
  "tests/hostile-names.test.ts",
  "tests/cli/autogenerate.test.ts",
  "src/orm/random-graphs.test.ts",
  "tests/random-models.test.ts",
];

export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => long.includes(relative(root, moduleId));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
