/**
 * Runs the body of a compiled file as a script, whose compiled code can be kept between processes. Where Node keeps that of
 * modules by itself (22.1 and later), there is no need.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import vm from "node:vm";

type Names = Readonly<Record<string, unknown>>;

/**
 * @param url of a file that holds a function of the names it imports, which returns the names it exports
 * @throws what the body throws
 */
export function runScript(url: URL, imported: Names): Names {
  const path = fileURLToPath(url);
  const cachePath = `${path}.${cachedDataVersionTag().toString(36)}.cache`;
  const cachedData = readOr(cachePath);
  const script = new vm.Script(readFileSync(path, "utf8"), {
    filename: path,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const body = script.runInThisContext() as (names: Names) => Names;
  // Only then are the functions compiled that were called.
  if (cachedData === undefined || script.cachedDataRejected === true)
    process.once("exit", () => keep(cachePath, script.createCachedData()));
  return body(imported);
}

function readOr(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** That it can't be written is no reason to fail. */
function keep(path: string, data: Buffer): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, data);
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}
