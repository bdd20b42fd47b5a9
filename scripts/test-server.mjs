// Starts a PostgreSQL server of the tests by hand and prints its URL:
//   node scripts/test-server.mjs [version] [setting=value …]
import { build } from "esbuild";
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const source = fileURLToPath(new URL("../tests/support/servers.ts", import.meta.url));
// Beside the source, because the binaries are found relative to it.
const outfile = source.replace(/servers\.ts$/, `.servers-${process.pid}.mjs`);
await build({ entryPoints: [source], bundle: true, platform: "node", format: "esm", outfile });
const { startServer } = await import(pathToFileURL(outfile)).finally(() => rmSync(outfile, { force: true }));

const settings = Object.fromEntries(process.argv.slice(3).map((text) => text.split("=")));
const server = await startServer({ version: Number(process.argv[2] ?? 18), settings });
console.log(server.url);
console.error("Ctrl-C stops it.");
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, async () => {
    await server.stop();
    process.exit(0);
  });
}
setInterval(() => {}, 1 << 30);
