/** Everything that the command line touches of its process, so that it can also be called inside of another one. */
import { constants } from "node:os";
import { exitCodes } from "../util/errors.ts";
import { ProcessExitError } from "./errors.ts";

export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly columns: number;
  /** Calls back on the first interrupt, with its signal; another one ends the process. Returns what stops listening. */
  readonly onInterrupt: (listener: (signal: string) => void) => () => void;
  /**
   * Calls back on errors that nobody caught, and keeps code that limbeck runs from ending the process. Returns what stops that.
   * Only for a process of limbeck's own.
   */
  readonly onStray?: (listener: (error: unknown) => void) => () => void;
}

export function processIo(): Io {
  const { stdin, stdout, stderr } = process;
  // `limbeck history | head` closes the pipe early; that is no failure.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") endProcess(0);
    throw error;
  });
  const out = buffered(stdout);
  return {
    cwd: process.cwd(),
    env: process.env,
    writeOut: out.write,
    writeError: (text) => {
      out.flush();
      stderr.write(text);
    },
    stdinIsTerminal: stdin.isTTY === true,
    stdoutIsTerminal: stdout.isTTY === true,
    stderrIsTerminal: stderr.isTTY === true,
    // A terminal that does not know its size says 0.
    columns: stdout.columns || widthFrom(process.env),
    onStray,
    onInterrupt: (listener) => {
      const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
      let isAsked = false;
      const onSignal = (signal: NodeJS.Signals): void => {
        // Exits rather than dies, so that the lock of an embedded database goes.
        if (isAsked) endProcess(exitCodeOf(signal));
        isAsked = true;
        listener(signal);
      };
      for (const signal of signals) process.on(signal, onSignal);
      return () => {
        for (const signal of signals) process.off(signal, onSignal);
      };
    },
  };
}

const exit = process.exit.bind(process);
let isEnding = false;

function endProcess(code: number): never {
  isEnding = true;
  return exit(code);
}

const onStray: NonNullable<Io["onStray"]> = (listener) => {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const listening = (error: unknown): void => listener(error);
  // A process without anything to wait for ends, whoever still waits.
  const unfinished = (): void => {
    if (isEnding) return;
    process.exitCode = exitCodes.usage;
    process.stderr.write(
      "error: limbeck was still waiting for something that nothing will end, such as a promise that is never settled.\n",
    );
  };
  for (const event of events) process.on(event, listening);
  process.on("exit", unfinished);
  process.exit = (code) => {
    throw new ProcessExitError(code);
  };
  return () => {
    for (const event of events) process.off(event, listening);
    process.off("exit", unfinished);
    process.exit = exit;
  };
};

/** As shells tell of a process that a signal ended. */
export function exitCodeOf(signal: string): number {
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? constants.signals.SIGINT);
}

const usualWidth = 80;

/** What is no terminal is as wide as `COLUMNS` says. */
function widthFrom({ COLUMNS }: Io["env"]): number {
  const width = Number(COLUMNS);
  return Number.isInteger(width) && width > 0 ? width : usualWidth;
}

/** Somebody is there to answer: never in CI, never when either end is a pipe. */
export function canAsk(io: Io): boolean {
  return io.stdinIsTerminal && io.stdoutIsTerminal && (io.env["CI"] === undefined || io.env["CI"] === "");
}

/** Text goes to a terminal at once; elsewhere what is said in one go is one write, and nobody waits for it meanwhile. */
function buffered(stream: NodeJS.WriteStream): { readonly write: (text: string) => void; readonly flush: () => void } {
  let pending = "";
  const flush = (): void => {
    const text = pending;
    pending = "";
    if (text !== "") stream.write(text);
  };
  process.once("exit", flush);
  const write = (text: string): void => {
    if (stream.isTTY) return void stream.write(text);
    if (pending === "") setImmediate(flush);
    pending += text;
  };
  return { write, flush };
}
