/** Commands that a signal asks to stop: they end what they have begun, and say what became of it. */
import type { Project } from "../config/config.ts";
import { isLimbeckError } from "../util/errors.ts";
import type { CommandContext } from "./context.ts";
import { InterruptedError } from "./errors.ts";

export interface Interruptible {
  /** Said at once. */
  readonly stopping: string;
  /** What is so once it has stopped; undefined where every error says that itself. */
  readonly outcome?: string;
}

/** For commands that only look. */
export const nothingChanged: Interruptible = { stopping: "Stopping …", outcome: "Nothing was changed." };

/**
 * Runs an action on a project that a signal ends. A second signal ends the process.
 *
 * @throws InterruptedError, or an error of the action's own that tells what it has done
 */
export async function interruptible<Result>(
  context: CommandContext,
  project: Project,
  { stopping, outcome }: Interruptible,
  action: (project: Project) => Promise<Result>,
): Promise<Result> {
  const { io, output } = context;
  const abort = new AbortController();
  const stopListening = io.onInterrupt((signal) => {
    context.interruptedBy = signal;
    output.say(`${stopping} Once more ends at once.`);
    abort.abort();
  });
  context.onStray = () => abort.abort();
  try {
    const result = await action({ ...project, signal: abort.signal });
    if (abort.signal.aborted) output.say("It had ended before it could be stopped.");
    return result;
  } catch (error) {
    if (!abort.signal.aborted || outcome === undefined || isOfWrittenFile(error)) throw error;
    throw new InterruptedError(context.command, outcome, error);
  } finally {
    context.onStray = undefined;
    stopListening();
  }
}

/** The file is there by then, whatever ended the hook. */
const isOfWrittenFile = (error: unknown): boolean => isLimbeckError(error) && error.code === "command.post-write-hook";
