/** Standard output carries data, standard error talk. Colours only where a terminal reads. */
import pc from "picocolors";
import type { Io } from "./io.ts";

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly command: string;
}

type Colors = ReturnType<typeof pc.createColors>;

export class Output {
  readonly json: boolean;
  readonly #io: Io;
  readonly #options: OutputOptions;
  /** For what goes to standard output. */
  readonly colors: Colors;
  /** For what goes to standard error. */
  readonly talkColors: Colors;
  #transient = false;

  constructor(io: Io, options: OutputOptions) {
    this.#io = io;
    this.#options = options;
    this.json = options.json;
    this.colors = pc.createColors(options.color && io.stdoutIsTerminal);
    this.talkColors = pc.createColors(options.color && io.stderrIsTerminal);
  }

  /** A line of data for people; nothing with --json, where the result says it. */
  line(text: string = ""): void {
    this.#clear();
    if (!this.json) this.#io.writeOut(`${text}\n`);
  }

  /** Text that is the result itself, such as SQL. */
  text(text: string): void {
    this.#clear();
    if (!this.json) this.#io.writeOut(text.endsWith("\n") || text === "" ? text : `${text}\n`);
  }

  /** The result as one JSON object, with --json only. */
  result(fields: Readonly<Record<string, unknown>>): void {
    this.#clear();
    if (this.json) this.#io.writeOut(`${JSON.stringify({ version: 1, command: this.#options.command, ...fields })}\n`);
  }

  /** Talk: silent with --quiet and --json. */
  say(text: string): void {
    this.#clear();
    if (!this.#options.quiet && !this.json) this.#io.writeError(`${text}\n`);
  }

  /** Talk that must not be missed. */
  warn(text: string): void {
    this.#clear();
    this.#io.writeError(`${this.talkColors.yellow("warning:")} ${text}\n`);
  }

  /** What was asked for beside the result, also with --quiet and --json. */
  echo(text: string): void {
    this.#clear();
    this.#io.writeError(text);
  }

  /** A line on a terminal that the next one replaces. */
  passing(text: string): void {
    if (!this.#io.stderrIsTerminal || this.#options.quiet || this.json) return;
    this.#clear();
    this.#io.writeError(this.talkColors.dim(text));
    this.#transient = true;
  }

  done(): void {
    this.#clear();
  }

  #clear(): void {
    if (!this.#transient) return;
    this.#io.writeError("\r\u001B[2K");
    this.#transient = false;
  }
}
