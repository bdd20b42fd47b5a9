/** What compiles and what doesn't, under the compilers that users have. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

import { typeBudgetProgram } from "./support/type-budget.ts";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

const compilers = ["typescript", "typescript-5.9"].map((name) => ({
  name,
  path: join(dirname(require.resolve(`${name}/package.json`)), "bin/tsc"),
}));

/** What the compiler prints; nothing where all is well. */
async function compile(compiler: string, project: string, more: readonly string[] = []): Promise<string> {
  const options = { cwd: here, maxBuffer: 1 << 24 };
  return run(process.execPath, [compiler, "-p", project, "--noEmit", "--pretty", "false", ...more], options).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

test.each(compilers)(
  "$name accepts the right uses, refuses the wrong ones, and says in a sentence what is wrong",
  { timeout: 300_000 },
  async ({ path }) => {
    const folder = await mkdtemp(join(here, "types/.failing-"));
    try {
      await writeFile(join(folder, "failing.ts"), failing);
      // One program, because reading the types takes far longer than judging the uses.
      const extended = { extends: "../tsconfig.json", files: ["failing.ts"], include: [".."] };
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(extended));
      const output = await compile(path, folder);
      const elsewhere = output.split("\n").filter((line) => /error TS/.test(line) && !line.includes("failing.ts("));
      expect(elsewhere).toEqual([]);
      expect(output).toContain("identity() needs a column of type smallint, integer or bigint");
      expect(output).toContain("customerId is written by the database alone");
      expect(output).toMatch(/Property 'firstName' is missing in type/);
      expect(output).toContain(
        "'firstname' does not exist in type 'Matching<Person>'. Did you mean to write 'firstName'?",
      );
      expect(output).toContain("Type 'number' is not assignable to type 'string | readonly string[] | undefined'");
      expect(output).toContain('"boss is no relationship of the class that is loaded here"');
      // Compilers differ in the order of what it may be.
      expect(output).toMatch(/Argument of type '"boss"' is not assignable to parameter of type '.*"chief" \| .*"team"/);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

test("a model and its queries cost the compiler no more than they did", { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(here, "types/.budget-"));
  const from = { models: "../../../src/public/limbeck.ts", orm: "../../../src/public/orm.ts" };
  const instantiations = async (count: number): Promise<number> => {
    await writeFile(join(folder, "program.ts"), typeBudgetProgram(count, from));
    const tsconfig = { extends: "../tsconfig.json", files: ["program.ts"], include: [] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    const output = await compile(compilers[0]!.path, folder, ["--extendedDiagnostics"]);
    expect(output).not.toContain("error TS");
    return Number(/Instantiations:\s+(\d+)/.exec(output)![1]);
  };
  try {
    const [few, many] = [await instantiations(10), await instantiations(50)];
    // 4,271 when it was last looked at, 700 of them for names in `with` that are checked at every depth and for errors
    // that name what there is, 900 for columns among them. May grow by a tenth with a reason.
    expect((many - few) / 40).toBeLessThan(4_700);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const failing = `
import { integer, manyToOne, model, oneToMany, text } from "../../../src/public/limbeck.ts";
import type { AnySession } from "../../../src/public/orm.ts";
text().identity();
class Customer extends model("customers", { customerId: integer().identity({ always: true }).primaryKey() }) {}
new Customer({ customerId: 1 });
class Person extends model("people", {
  firstName: text().notNull(),
  note: text(),
  chief: manyToOne<Person>("Person"),
  team: oneToMany<Person>("Person"),
}) {}
new Person({ note: "x" });
declare const session: AnySession;
declare const ada: Person;
session.select(Person).where({ firstname: "Ada" });
session.select(Person).where({ firstName: 3 });
session.select(Person).with({ chief: { team: true, boss: true } });
ada.load("boss");
`;
