/** Each rule on a statement that it is for and one that it is not for, on databases that measure. */
import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { rules } from "../checks/all.ts";
import { lint, type LintResult } from "./lint.ts";
import { loadConfig } from "../config/load-config.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { cases, setUp, type RuleCase } from "../../tests/support/lint-cases.ts";

/** A project whose first revision makes what the cases change, one revision a case. */
function writeProject(own: readonly RuleCase[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "limbeck-lint-")));
  mkdirSync(join(root, "migrations"));
  writeFileSync(
    join(root, "limbeck.config.ts"),
    'export default { revisions: "migrations", environments: { development: {} } };\n',
  );
  const write = (id: string, down: string | null, statements: readonly string[]): void =>
    writeFileSync(
      join(root, "migrations", `${id}.ts`),
      `/** ${id} */\nexport const revision = "${id}";\nexport const downRevision = ${JSON.stringify(down)};\nexport function upgrade(op: any) {\n${statements.map((sql) => `  op.execute(${JSON.stringify(sql.replace(/^ALONE /, ""))}${sql.startsWith("ALONE ") ? ", { transactional: false }" : ""});\n`).join("")}}\nexport function downgrade() {\n  throw new Error("on purpose");\n}\n`,
    );
  write("a000", null, setUp);
  own.forEach(({ statements }, at) => write(idOf(at), at === 0 ? "a000" : idOf(at - 1), statements));
  return root;
}

const idOf = (at: number): string => `c${String(at).padStart(3, "0")}`;

async function lintCases(own: readonly RuleCase[], url?: string): Promise<LintResult> {
  const root = writeProject(own);
  try {
    const project = await loadConfig({ cwd: root });
    return await lint(project, { range: "a000:head", ...(url === undefined ? {} : { scratch: url }), cache: false });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function foundIn(result: LintResult, at: number): readonly string[] {
  const found = result.findings.filter(({ revision, direction }) => revision === idOf(at) && direction === "upgrade");
  return [...new Set(found.map(({ rule }) => rule))].sort();
}

describeServers("the rules of lint", { versions: "newest" }, (target) => {
  const own = cases.filter(({ since = 0 }) => target.version >= since);
  let result: LintResult;

  beforeAll(async () => {
    if (target.name === "embedded") result = await lintCases(own);
    else {
      const database = await target.createDatabase();
      result = await lintCases(own, database.url);
      await database.drop();
    }
  }, 300_000);

  it("run every statement of the cases", () => {
    expect(result.findings.filter(({ rule }) => rule === "fails")).toEqual([]);
    expect(result.revisions).toHaveLength(own.length);
  });

  it("say no table twice in one sentence", () => {
    expect(result.findings.filter(({ message }) => /(\S+)(?:,| and) \1\b/.test(message))).toEqual([]);
  });

  it.each(own.map((one, at) => [one.name, one, at] as const))("%s", (_name, { finds, silent = [] }, at) => {
    const found = foundIn(result, at);
    expect(found).toEqual(expect.arrayContaining([...finds]));
    for (const rule of silent) expect(found).not.toContain(rule);
  });
});

describe("the list of rules", () => {
  it("has a case for each that a statement alone can break", () => {
    const elsewhere = new Set(["L16", "L34", "L57", "L70", "L74", "L76", "L79", "L80"]);
    const tried = new Set(cases.flatMap(({ finds }) => finds));
    expect(rules.map(({ id }) => id).filter((id) => !tried.has(id) && !elsewhere.has(id))).toEqual([]);
  });

  it("has identifiers in order, names and texts of their own", () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(ids.length);
  });
});
