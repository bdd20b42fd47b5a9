/**
 * The story of a shop's data model over six revisions, told with the commands that a user types. It runs in a fresh
 * folder (out/), on the embedded database, or on the server whose URL is given: `node story.mjs postgres://…`.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

const chapters = [
  { models: "stages/1/models.ts", id: "a0cf7f5d705d", message: "Initial commit: created customers, orders, products" },
  {
    models: "stages/2/models.ts",
    id: "960969e75871",
    message: "Created OrderProduct as an association table to track Order-Product association",
  },
  {
    models: "stages/3/models.ts",
    id: "3b1f24c07d9e",
    message: "Created tags and the association table product_tags",
  },
  { models: "stages/4/models.ts", id: "7c2e9d5b4a10", message: "Created the view order_line_items" },
  { models: "stages/5/models.ts", id: "e14f08b6c3d2", message: "Added last_edited to products" },
  { models: "models.ts", id: "58d3a7f1b96c", message: "Keep last_edited by a trigger" },
];

/** What production gets first. */
const released = "3b1f24c07d9e";

/**
 * Tells the story.
 *
 * @param options `folder`: where to work, emptied first; `url`: a database to use as development instead of the
 *   embedded one; `write`: gets the text; `production`: URL of a second database.
 * @returns what happened, for tests: `{ commands: [{ line, exitCode, out, err }], revisions, sql }`
 */
export async function tellStory({ folder, url, production, write }) {
  const { main } = await import("../../dist/cli/main.js");
  const commands = [];

  const limbeck = (...argv) => run(argv, undefined);

  async function run(argv, saveAs) {
    let out = "";
    let err = "";
    const line = `limbeck ${argv.map((arg) => (/[\s"]/.test(arg) ? JSON.stringify(arg) : arg)).join(" ")}`;
    write(`\n$ ${line}${saveAs === undefined ? "" : ` > ${saveAs}`}\n`);
    const exitCode = await main(argv, {
      cwd: folder,
      env: { DATABASE_URL: production, DEVELOPMENT_URL: url },
      writeOut: (text) => ((out += text), saveAs === undefined && write(indent(text))),
      writeError: (text) => ((err += text), write(indent(text))),
      stdinIsTerminal: false,
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: 100,
      onInterrupt: () => () => {},
    });
    if (saveAs !== undefined) writeFileSync(join(folder, saveAs), out);
    const command = { line, exitCode, out, err };
    commands.push(command);
    return command;
  }

  const chapter = (title) => write(`\n\n# ${title}\n`);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "sql"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "commerce-story", "private": true, "type": "module" }\n');
  const config = readFileSync(join(here, "limbeck.config.ts"), "utf8");
  writeFileSync(
    join(folder, "limbeck.config.ts"),
    url === undefined ? config : config.replace("development: {}", 'development: { url: env("DEVELOPMENT_URL") }'),
  );

  const titles = [
    "Chapter 1: customers, orders, products",
    "Chapter 2: an order holds products, each with a count",
    "Chapter 3: products have tags",
    "Chapter 4: what the lines of an order cost, as a view",
    "Chapter 5: products say when they were edited last",
    "Chapter 6: a function and a trigger keep it",
  ];
  for (const [at, { models, id, message }] of chapters.entries()) {
    chapter(titles[at]);
    cpSync(join(here, models), join(folder, "models.ts"));
    await limbeck("revision", "--autogenerate", "-m", message, "--rev-id", id);
    await limbeck("upgrade", "head");
    const before = chapters[at - 1]?.id;
    await run(["upgrade", "--sql", before === undefined ? id : `${before}:${id}`], `sql/${at + 1}-${id}.sql`);
    if (id === released && production !== undefined) {
      chapter("The first release: production is protected");
      await limbeck("upgrade", "-e", "production", "head");
      await limbeck("upgrade", "-e", "production", "--atomic", "--yes", "head");
    }
  }

  chapter("Where is the database, and how did it get there?");
  await limbeck("current");
  await limbeck("history", "--indicate-current");
  await limbeck("check");
  await limbeck("status");

  chapter("Back and forth");
  await limbeck("downgrade", "-1");
  await limbeck("downgrade", "base");
  await limbeck("upgrade", "head");

  if (production !== undefined) {
    chapter("Production to the final revision: what would it do there?");
    await limbeck("lint", "-e", "production");
    await limbeck("diff", "--from", "production", "--to", "model");
    await limbeck("upgrade", "-e", "production", "--yes", "head");
    await limbeck("current", "-e", "production", "--check-heads");
    await limbeck("diff", "--from", "production", "--to", "development", "--exit-code");
  }

  chapter("The model after each revision, what it changed marked");
  await limbeck("erd", "--all", "pictures");

  chapter("A day in the shop: the session on the same classes");
  await openShop(folder, url ?? `pglite://${join(folder, ".limbeck/databases/development")}`, write);

  const files = (name) =>
    readdirSync(join(folder, name))
      .sort()
      .map((file) => join(folder, name, file));
  const result = { commands, revisions: files("migrations"), sql: files("sql"), pictures: files("pictures") };
  chapter("Where to look");
  for (const path of [...result.revisions, ...result.sql, ...result.pictures])
    write(`  ${relative(process.cwd(), path)}\n`);
  return result;
}

/** Runs shop.ts beside the models, as the commands load them. */
async function openShop(folder, url, write) {
  const { loadModule } = await import("../../dist/config/loader/loader.js");
  cpSync(join(here, "shop.ts"), join(folder, "shop.ts"));
  const shop = await loadModule(join(folder, "shop.ts"), { root: folder, cacheFolder: join(folder, ".limbeck/cache") });
  await shop.openShop({ url, write });
}

const indent = (text) => text.replace(/^(?=.)/gm, "  ");

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = join(here, "out");
  const { commands } = await tellStory({
    folder,
    url: process.argv[2],
    production: process.argv[3] ?? `pglite://${join(folder, "production-database")}`,
    write: (text) => process.stdout.write(text),
  });
  // The one refusal belongs to the story: nobody said --yes.
  const failed = commands.filter(({ exitCode }) => exitCode !== 0 && exitCode !== 8);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
