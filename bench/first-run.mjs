// The first revision and upgrade on the embedded database in a fresh folder, against starting PGlite alone:
// node bench/first-run.mjs [--rounds N]. Needs `npm run build`.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { finish, limbeckBin, measure, printMachine, printResults, target, temporaryFolder } from "./measure.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
const base = temporaryFolder();
// What an earlier run left in the cache of the account is not there in a fresh installation.
const env = { LIMBECK_CACHE_DIR: join(base, "cache") };
let folder;

const commands = `"$0" "$1" init --yes && "$0" "$1" revision --autogenerate -m First && "$0" "$1" upgrade head`;
const start = `
  import { PGlite } from "@electric-sql/pglite";
  const database = await PGlite.create(process.argv[1]);
  await database.query("SELECT 1");
  await database.close();`;

printMachine();
const fresh = () => {
  rmSync(env.LIMBECK_CACHE_DIR, { recursive: true, force: true });
  folder = mkdtempSync(join(base, "shop-"));
};
const results = await measure(
  {
    "PGlite's own start": {
      get command() {
        return [process.execPath, "--input-type=module", "-e", start, join(folder, "data")];
      },
      before: fresh,
    },
    "init, revision --autogenerate, upgrade head": {
      command: ["bash", "-c", commands, process.execPath, limbeckBin],
      get cwd() {
        return folder;
      },
      env,
      before: fresh,
    },
  },
  Number(values.rounds),
);
printResults("a fresh folder, medians", results);
const [own, whole] = Object.values(results);
target("first run above PGlite's own start", whole.wall - own.wall, 2000, "ms");
finish();
