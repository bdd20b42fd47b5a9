/** Operations as the body of `upgrade` or `downgrade`. */
import type { Dialect } from "../dialects/dialect.ts";
import { UnknownOperationError } from "../operations/errors.ts";
import type { Operation } from "../operations/operation.ts";
import { SourceWriter } from "../operations/source.ts";

export interface RenderedBody {
  /** Names to import from `limbeck/migration`, sorted. */
  readonly imports: readonly string[];
  /** Statements, each indented by two spaces and ended by a semicolon and a line break; empty for no operations. */
  readonly body: string;
}

/** The source of operations; reasons that were said before are not said again. @throws UnknownOperationError for a custom operation that no plugin brings. */
export function renderBody(
  operations: readonly Operation[],
  dialect: Pick<Dialect, "operations">,
  said: Set<string> = new Set(),
): RenderedBody {
  const source = new SourceWriter();
  const lines = operations
    .filter((operation) => operation.implied !== true)
    .map((operation) => {
      const definition = dialect.operations[operation.type];
      if (definition === undefined) throw new UnknownOperationError(operation.type);
      const { because } = operation;
      const isNews = because !== undefined && !said.has(because);
      if (isNews) said.add(because);
      const call = definition.render(operation as never, source);
      const reason = isNews ? `  // ${because}\n` : "";
      // Some operations write all of their notes.
      const mark = call.includes("lossy: ") ? "" : lossMark(operation);
      return `${reason}${mark}  ${call}${call.endsWith(";") ? "" : ";"}\n`;
    });
  return { imports: source.imports, body: lines.join("") };
}

/** What a way back does not give again is said where `verify` looks for it. */
function lossMark(operation: Operation): string {
  const { note } = operation as { readonly note?: unknown };
  const lossy = typeof note === "string" ? /\blossy: .+$/s.exec(note)?.[0] : undefined;
  return lossy === undefined ? "" : `  // ${lossy.replaceAll(/\s*\n\s*/g, " ")}\n`;
}
