/** Calls functions of the user's around a run; what they throw is told with the name of the hook and where the run stands. */
import { exitCodes, LimbeckError } from "../util/errors.ts";
import { DatabaseError } from "../driver/errors.ts";
import type { RunStep } from "./revision-code.ts";

/** The hooks of the config that run around revisions. */
export type HookName = "beforeRun" | "afterRun" | "beforeRevision" | "afterRevision" | "onFailure";

interface HookMoment {
  readonly step?: RunStep;
  /** True where what the hook follows is committed. */
  readonly isDone?: boolean;
}

/** A hook of the config threw. */
export class HookFailedError extends LimbeckError {
  readonly hook: HookName;
  readonly revision: string | undefined;

  constructor(hook: HookName, { step, isDone = false }: HookMoment, cause: unknown) {
    const revision = step?.revision.id;
    const of = revision === undefined ? "" : ` of revision ${revision}`;
    const left = isDone
      ? revision === undefined
        ? "All revisions of the run are applied."
        : "The revision is applied; those after it did not run."
      : revision === undefined
        ? "Nothing was run."
        : "The revision was rolled back.";
    super({
      code: "migration.hook",
      message: `The hook ${hook}${of} failed: ${reasonOf(cause)}. ${left}`,
      hint: isDone
        ? "Mend the hook, then run the command again to go on."
        : "Mend the hook, then run the command again.",
      exitCode: isDone ? exitCodes.failedPartial : exitCodes.failedUnchanged,
      cause,
    });
    this.hook = hook;
    this.revision = revision;
  }
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (cause instanceof DatabaseError ? `${message} (SQLSTATE ${cause.sqlState})` : message).replace(/\.$/, "");
}

/** @throws HookFailedError; what can be tried again is thrown as it is */
export async function hooked(
  hook: HookName,
  call: () => Promise<void> | undefined,
  moment: HookMoment = {},
): Promise<void> {
  try {
    await call();
  } catch (error) {
    const mayPass = moment.isDone !== true && moment.step !== undefined;
    if (mayPass && error instanceof DatabaseError && error.isTransient) throw error;
    throw new HookFailedError(hook, moment, error);
  }
}
