// `limbeck verify` over a long history, and a replay of which an earlier one has kept all but one revision.
//
//   node bench/verify.mjs [--revisions N (default 200)] [--rounds N]
//
// Needs `npm run build`. On a busy machine only the processor time says anything.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  finish,
  limbeck,
  limbeckBin,
  measure,
  printMachine,
  printResults,
  root,
  target,
  temporaryFolder,
} from "./measure.mjs";

const { values } = parseArgs({
  options: { revisions: { type: "string", default: "200" }, rounds: { type: "string", default: "3" } },
});
const count = Number(values.revisions);

printMachine();
const folder = temporaryFolder();
mkdirSync(join(folder, "migrations"), { recursive: true });
mkdirSync(join(folder, "node_modules"));
symlinkSync(root, join(folder, "node_modules/limbeck"), "dir");
writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
writeFileSync(
  join(folder, "limbeck.config.ts"),
  `import { defineConfig } from "limbeck/config";
export default defineConfig({ target: () => import("./models.ts").then((m) => m.shop), environments: { development: {} } });
`,
);
writeFileSync(
  join(folder, "models.ts"),
  `import { dataModel } from "limbeck";
export const shop = dataModel({});
`,
);
for (let at = 0; at < count; at++) writeRevision(at);

const limbeckCommand = (...args) => ({ command: [process.execPath, limbeckBin, ...args], cwd: folder });

// The first run compiles the revisions.
limbeck(folder, ["upgrade", "--sql", "head"]);
const verified = await measure({ verify: { ...limbeckCommand("verify", "-q"), exitCode: 2 } }, 1);
printResults(`verify of ${count} revisions, embedded`, verified);
target(`verify of ${count} revisions`, verified.verify.wall / 1000, 30, "s");

const replays = {
  "replay from the beginning": { ...limbeckCommand("check", "--against", "revisions", "--no-cache"), exitCode: 2 },
  "replay with one new revision": {
    ...limbeckCommand("check", "--against", "revisions"),
    exitCode: 2,
    before: () => writeRevision(next++),
  },
};
let next = count;
limbeck(folder, ["diff", "--from", "revision:head", "--to", "empty"]);
const replayed = await measure(replays, Number(values.rounds));
printResults(`replays of ${count} revisions`, replayed);
target("replay of one new revision", replayed["replay with one new revision"].wall / 1000, 3, "s");
finish();

/** A table every fourth time; in between a column, an index, a check, another type. */
function writeRevision(at) {
  const id = (number) => `r${String(number).padStart(6, "0")}`;
  const table = `table_${Math.floor(at / 4)}`;
  const other = `table_${Math.max(0, Math.floor(at / 4) - 1)}`;
  const [up, down] = [
    [
      `op.createTable("${table}", {
    id: integer().identity().primaryKey(),
    parent_id: integer().references("${other}.id"),
    name: varchar(80).notNull(),
    created_at: timestamp({ timezone: true }).notNull().serverDefault(now()),
  });`,
      `op.dropTable("${table}");`,
    ],
    [
      `op.execute("ALTER TABLE ${table} ADD COLUMN amount numeric(10, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0)");`,
      `op.execute("ALTER TABLE ${table} DROP COLUMN amount");`,
    ],
    [`op.execute("CREATE INDEX ix_${table}_name ON ${table} (name)");`, `op.execute("DROP INDEX ix_${table}_name");`],
    [
      `op.execute("ALTER TABLE ${table} ALTER COLUMN name TYPE text");`,
      `op.execute("ALTER TABLE ${table} ALTER COLUMN name TYPE varchar(80)");`,
    ],
  ][at % 4];
  writeFileSync(
    join(folder, "migrations", `${id(at)}.ts`),
    `/** Revision ${at} */
import { integer, now, timestamp, varchar, type Op } from "limbeck/migration";

export const revision = "${id(at)}";
export const downRevision = ${at === 0 ? "null" : `"${id(at - 1)}"`};

export function upgrade(op: Op) {
  ${up}
}

export function downgrade(op: Op) {
  ${down}
}
`,
  );
}
