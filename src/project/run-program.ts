/** Runs a program of the user's for what it prints. Its words may hold passwords: what is shown of them is cut and masked. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { SqlProgramFailedError, SqlProgramMissingError } from "./sql-target-errors.ts";

export interface ProgramRequest {
  readonly command: readonly string[];
  /** The command as messages call it. */
  readonly shown: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** In seconds. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const defaultTimeout = 120;

/**
 * What a program prints. No shell takes part; programs of `node_modules/.bin` of the folder and of those above it are found.
 *
 * @throws SqlProgramMissingError, SqlProgramFailedError
 */
export function outputOf(request: ProgramRequest): Promise<string> {
  const { cwd, shown, env = {}, timeout = defaultTimeout, signal } = request;
  const [program = "", ...args] = request.command;
  if (!existsSync(cwd)) return Promise.reject(new SqlProgramFailedError(shown, `its folder ${cwd} is not there`, ""));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env, PATH: withLocalPrograms(cwd, env["PATH"] ?? process.env["PATH"] ?? "") },
      stdio: ["ignore", "pipe", "pipe"],
      // Programs of npm are batch files there, which nothing else can start.
      shell: process.platform === "win32",
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
    });
    const printed: Buffer[] = [];
    const said: Buffer[] = [];
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill();
    }, timeout * 1000);
    child.stdout.on("data", (part: Buffer) => printed.push(part));
    child.stderr.on("data", (part: Buffer) => said.push(part));
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const isMissing = error.code === "ENOENT" || error.code === "EACCES";
      reject(isMissing ? new SqlProgramMissingError(program, shown) : error);
    });
    child.on("close", (code, killed) => {
      clearTimeout(timer);
      const output = Buffer.concat(printed).toString("utf8").replaceAll(colours, "");
      if (code === 0) return resolve(output);
      const reason = isLate
        ? `it did not end within ${timeout} seconds`
        : killed === null
          ? `it ended with exit code ${code}`
          : `it was ended by ${killed}`;
      const words = Buffer.concat(said).toString("utf8").replaceAll(colours, "").trim();
      reject(new SqlProgramFailedError(shown, reason, lastLines(words === "" ? output : words)));
    });
  });
}

function withLocalPrograms(cwd: string, path: string): string {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(join(folder, "node_modules/.bin"));
    if (dirname(folder) === folder) break;
  }
  return [...folders, path].join(delimiter);
}

/** The command in messages, without what could be a password. */
export const shownCommand = (command: readonly string[]): string => masked(command.join(" "));

const shownLines = 12;

// Colours of a terminal are no part of what was said.
// oxlint-disable-next-line no-control-regex
const colours = /\u001B\[[0-9;]*[A-Za-z]/g;

function lastLines(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines
    .slice(-shownLines)
    .map((line) => `  ${masked(line).slice(0, 300)}`)
    .join("\n");
}

/** URLs with a user, and whatever is called a password, a secret or a token. */
function masked(text: string): string {
  return text
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'`@]*@[^\s"'`]*/gi, "$1…")
    .replaceAll(
      /(\b\w*(?:password|passwd|pwd|secret|token|api_?key)\w*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi,
      "$1…",
    );
}
