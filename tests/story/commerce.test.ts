import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { describeServers } from "../support/databases.ts";

interface Told {
  readonly commands: readonly {
    readonly line: string;
    readonly exitCode: number;
    readonly out: string;
    readonly err: string;
  }[];
  readonly revisions: readonly string[];
  readonly sql: readonly string[];
  readonly pictures: readonly string[];
}

interface StoryOptions {
  readonly folder: string;
  readonly url: string | undefined;
  readonly production: string;
  readonly write: (text: string) => void;
}

const root = process.env["LIMBECK_TEST_ROOT"] ?? join(import.meta.dirname, "../..");
const example = join(root, "examples/commerce");

const withoutTime = (text: string): string => text.replace(/createdAt = "[^"]*"/, "createdAt");

describeServers("the commerce story", (target) => {
  test("is told from the first model to production, and writes the committed revisions", async () => {
    const { tellStory } = (await import(pathToFileURL(join(example, "story.mjs")).href)) as {
      tellStory: (options: StoryOptions) => Promise<Told>;
    };
    const folder = mkdtempSync(join(tmpdir(), "limbeck-story-"));
    const embedded = !target.has("sessions");
    const development = await target.createDatabase();
    const production = await target.createDatabase();
    const told = await tellStory({
      folder,
      url: embedded ? undefined : development.url,
      production: embedded ? `pglite://${folder}/production` : production.url,
      write: () => {},
    });
    await development.drop();
    await production.drop();

    const refused = told.commands.filter(({ exitCode }) => exitCode !== 0);
    expect(refused).toMatchObject([{ exitCode: 8, line: "limbeck upgrade -e production head" }]);
    const generated = told.revisions.map((path) => [basename(path), withoutTime(readFileSync(path, "utf8"))]);
    const names = readdirSync(join(example, "migrations")).sort();
    const committed = names.map((name) => [name, withoutTime(readFileSync(join(example, "migrations", name), "utf8"))]);
    expect(generated).toEqual(committed);
    const upgrades = told.commands
      .filter(({ line }) => line === "limbeck upgrade head")
      .map(({ out }) => out.split("\n").length - 1);
    expect(upgrades).toEqual([1, 1, 1, 1, 1, 1, 6]);
    const toFinal = told.commands.find(({ line }) => line === "limbeck upgrade -e production --yes head");
    expect(toFinal?.out).toMatch(/^3b1f24c07d9e -> 7c2e9d5b4a10[^]*58d3a7f1b96c, Keep last_edited by a trigger$/m);
    expect(told.pictures.filter((path) => path.endsWith(".svg"))).toHaveLength(6);
    expect(readFileSync(told.sql[1] as string, "utf8").match(/^CREATE TABLE (?!IF NOT EXISTS)/gm)).toHaveLength(1);
    rmSync(folder, { recursive: true, force: true });
  }, 240_000);
});
