/** Pictures and pages as files. */
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { FileNotWritableError } from "../config/errors.ts";
import { makeFolder } from "../util/make-folder.ts";

/** Makes the folders above it. @throws FileNotWritableError */
export function writeOutput(path: string, content: string | Uint8Array): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, content);
  } catch (error) {
    throw new FileNotWritableError(path, error);
  }
}
