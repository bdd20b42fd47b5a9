/** Files of this package beside its code. A bundle has no such files, and one in CommonJS not even a URL of its own. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The URL of a file beside a module; in a bundle without URLs one where nothing is. */
export function beside(path: string, moduleUrl: string | undefined): URL {
  return new URL(path, moduleUrl ?? "file:///bundled/limbeck/");
}

/** `require` of a module; in a bundle without URLs that of the application's folder. */
export function requireFrom(moduleUrl: string | undefined): NodeJS.Require {
  return createRequire(moduleUrl ?? pathToFileURL(join(process.cwd(), "index.js")));
}
