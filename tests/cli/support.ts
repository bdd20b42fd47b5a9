/** Runs the command line inside this process, with captured output, in a temporary project. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../../src/cli/main.ts";
import type { Io } from "../../src/cli/io.ts";

export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Standard output parsed as JSON. */
  readonly json: Record<string, unknown>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly columns?: number;
}

/** A project in a temporary folder. */
export class Sandbox {
  readonly root: string;
  readonly #env: Record<string, string>;

  constructor(files: Readonly<Record<string, string>> = {}, env: Record<string, string> = {}) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "limbeck-cli-")));
    this.#env = env;
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** What a folder holds; nothing where it is missing. */
  files(path: string): string[] {
    const full = join(this.root, path);
    return existsSync(full) ? readdirSync(full) : [];
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<CliResult> {
    let out = "";
    let err = "";
    const terminal = options.terminal ?? false;
    const io: Io = {
      cwd: this.root,
      env: { ...this.#env, ...options.env },
      writeOut: (text) => void (out += text),
      writeError: (text) => void (err += text),
      stdinIsTerminal: false,
      stdoutIsTerminal: terminal,
      stderrIsTerminal: terminal,
      columns: options.columns ?? 100,
      onInterrupt: () => () => {},
    };
    const exitCode = await main(argv, io);
    return {
      exitCode,
      out,
      err,
      get json() {
        return JSON.parse(out) as Record<string, unknown>;
      },
    };
  }

  delete(path: string): void {
    rmSync(join(this.root, path));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A config on the server whose URL is in TEST_URL. */
export const serverConfig = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({ environments: { development: { url: env("TEST_URL") } } });
`;

export interface RevisionOptions {
  readonly down?: string | null;
  readonly upgrade?: string;
  readonly downgrade?: string;
}

/** The text of a revision that runs SQL. */
export function revisionFile(id: string, options: RevisionOptions = {}): string {
  const body = (name: string, sql: string): string => `export function ${name}(op: any) {\n  ${sql}\n}\n`;
  return `/** Revision ${id} */
export const revision = "${id}";
export const downRevision = ${options.down === undefined || options.down === null ? "null" : JSON.stringify(options.down)};

${body("upgrade", options.upgrade ?? `op.execute("CREATE TABLE t_${id} (id integer)");`)}
${body("downgrade", options.downgrade ?? `op.execute("DROP TABLE t_${id}");`)}`;
}
