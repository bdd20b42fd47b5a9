// Packs the template of the embedded database for the published package: dist/…/drivers/pglite-template.tar.br.
// Takes seconds the first time for a version of PGlite; afterwards the packed file is kept in node_modules/.cache.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Puts the packed template beside the built driver. */
export async function packTemplate() {
  const drivers = join(root, "dist/dialects/postgresql/drivers");
  const { templatePath } = await import(join(drivers, "pglite-template.js"));
  const cache = join(root, "node_modules/.cache/limbeck");
  const packed = join(cache, `${basename(templatePath())}.br`);
  if (!existsSync(packed)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${packed}.${process.pid}`, pack(await template(drivers)));
    renameSync(`${packed}.${process.pid}`, packed);
  }
  copyFileSync(packed, join(drivers, "pglite-template.tar.br"));
}

/** Made by the driver itself, in a cache of its own: what a user's cache holds must not get into the package. */
async function template(drivers) {
  const folder = mkdtempSync(join(tmpdir(), "limbeck-template-"));
  process.env["LIMBECK_CACHE_DIR"] = folder;
  try {
    const { driverFor } = await import(join(drivers, "open-driver.js"));
    const { templatePath } = await import(join(drivers, "pglite-template.js"));
    const driver = driverFor("pglite:memory");
    await driver.connect();
    await driver.close();
    return readFileSync(templatePath());
  } finally {
    delete process.env["LIMBECK_CACHE_DIR"];
    rmSync(folder, { recursive: true, force: true });
  }
}

function pack(archive) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  return brotliCompressSync(archive, {
    params: { [BROTLI_PARAM_QUALITY]: 9, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: archive.length },
  });
}
