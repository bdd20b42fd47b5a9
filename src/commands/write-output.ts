/** Pictures and pages as files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { FileNotWritableError } from "../config/errors.ts";

/** Makes the folders above it. @throws FileNotWritableError */
export function writeOutput(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    throw new FileNotWritableError(path, error);
  }
}
