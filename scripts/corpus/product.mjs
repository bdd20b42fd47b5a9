// The parts of limbeck that the measurement needs, bundled from source, and the servers of the tests.
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

const entry = `
export { driverFor } from "./src/dialects/postgresql/drivers/open-driver.ts";
export { postgresql as dialect } from "./src/dialects/postgresql/dialect.ts";
export { autogenerate, autogenerateOn } from "./src/autogenerate/autogenerate.ts";
export { operationStatements } from "./src/autogenerate/statements.ts";
export { renderBody } from "./src/autogenerate/render.ts";
export { keptTables, lostValues } from "./src/metadata/kept-values.ts";
export { tablesOf, touched } from "./src/project/verification/touched.ts";
export { useInTransaction } from "./src/dialects/postgresql/sample-rows/use.ts";
export { startServer } from "./.corpus-servers.ts";
`;

/** Bundled beside the tests' servers, because they find their binaries relative to themselves. */
export async function loadProduct() {
  const outfile = `${root}tests/support/.corpus-${process.pid}.mjs`;
  await build({
    stdin: {
      contents: entry.replace("./.corpus-servers.ts", "./tests/support/servers.ts"),
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    outfile,
    absWorkingDir: root,
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile).href).finally(() => rmSync(outfile, { force: true }));
}
