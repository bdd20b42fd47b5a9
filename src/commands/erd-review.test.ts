/** The pictures of a pull request, as CI writes them: what main lacks, before, after and marked. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Project } from "../config/config.ts";
import { createProject } from "../config/load-config.ts";
import { writeReview } from "./erd-review.ts";

let root: string;
let project: Project;

const write = (id: string, parent: string, up: string, folder = "migrations"): void =>
  writeFileSync(
    join(root, folder, `${id}.sql`),
    `-- message: Step ${id}\n-- revision: ${id}\n-- downRevision: ${parent}\n\n-- upgrade\n${up}\n`,
  );
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    cwd: root,
    encoding: "utf8",
  });
const place = (picture: string, key: string): string | undefined =>
  new RegExp(`data-box="${key}" transform="([^"]+)"`).exec(readFileSync(join(root, picture), "utf8"))?.[1];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "limbeck-review-"));
  mkdirSync(join(root, "migrations"));
  git("init", "-q", "-b", "main");
  write(
    "aaaa00000001",
    "",
    `CREATE TABLE customers (id integer PRIMARY KEY, mail text);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers);
CREATE TABLE notes (id integer PRIMARY KEY);`,
  );
  git("add", ".");
  git("commit", "-qm", "start");
  write(
    "bbbb00000002",
    "aaaa00000001",
    `ALTER TABLE orders RENAME TO purchases;
ALTER TABLE purchases ADD "a \`tick\`" text;
DROP TABLE notes;
CREATE TABLE lines (id integer PRIMARY KEY, purchase_id integer REFERENCES purchases);`,
  );
  project = createProject({ revisions: "migrations" }, { root });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("what a branch adds to main has three pictures, every table at one place, and a text", async () => {
  const { what, paths, text } = await writeReview(project, { since: "main", folder: "review" });
  expect(what).toBe("aaaa00000001..bbbb00000002");
  expect(paths.map((path) => path.slice(root.length + 1))).toEqual([
    "review/before.svg",
    "review/after.svg",
    "review/change.svg",
    "review/review.md",
  ]);
  expect(readFileSync(join(root, "review/review.md"), "utf8")).toBe(text);
  expect(text).toContain("### Data model: 1 object added, 1 changed, 1 removed");
  expect(text).toContain("- ~ `table public.orders \u2192 public.purchases`");
  expect(text).toContain("- + ``column purchases.a `tick` text``");
  expect(text).toContain("- \u2212 `table public.notes`");
  expect(text).toContain("![What changes](change.svg)");
  expect(text).toContain('"~ orders \u2192 purchases" {');
  const at = place("review/before.svg", "public.orders");
  expect(at).toBeDefined();
  expect(place("review/after.svg", "public.purchases")).toBe(at);
  expect(place("review/change.svg", "public.purchases")).toBe(at);
  expect(place("review/before.svg", "public.lines")).toBeUndefined();
}, 120_000);

test("pictures may lie elsewhere; a branch that changes nothing says so and draws none", async () => {
  const { text } = await writeReview(project, { revision: "bbbb", folder: "one", address: "https://x.example/p" });
  expect(text).toContain("![What changes](https://x.example/p/change.svg)");
  mkdirSync(join(root, "migrations"), { recursive: true });
  git("add", ".");
  git("commit", "-qm", "more");
  const same = await writeReview(project, { since: "HEAD", folder: "none" });
  expect(same.changes).toBe(0);
  expect(same.text).toContain("It stays as it is");
  expect(existsSync(join(root, "none/change.svg"))).toBe(false);
  await expect(writeReview(project, { since: "--output=x", folder: "none" })).rejects.toMatchObject({
    code: "command.commit-unreadable",
  });
}, 120_000);
