/** Folders with all that are missing above them. */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, one by one: the `recursive` of Node.js never ends below a folder that takes no
 * others and says that it doesn't exist, such as /proc.
 *
 * @throws what the file system says
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" && dirname(path) !== path) {
      makeFolder(dirname(path));
      mkdirSync(path);
    } else if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) throw error;
  }
}
