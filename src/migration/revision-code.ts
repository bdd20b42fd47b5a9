/** What the runner needs of a revision's file: its functions, its checksum, and how to name a place in it. */
import type { Statement } from "../operations/operation.ts";
import type { OpBase } from "./op.ts";

/** A statement of a SQL revision, with the line of the file it begins at. */
export interface PlacedStatement {
  readonly statement: Statement;
  readonly line: number;
}

export interface RevisionCode {
  readonly id: string;
  /** Path as messages show it. */
  readonly path: string;
  /** Hash of the file's text, line ends and byte order mark aside. */
  readonly checksum: string;
  /** False once the file is no longer what was loaded. */
  readonly unchanged: () => boolean;
  /** `migrations/x.ts:12` for the stack of an error, where it points into the project. */
  readonly locate: (stack: string | undefined) => string | undefined;
  /** True where it is plain that the revision makes no use of `op.db`. */
  readonly needsNoDb?: boolean;
  /** Undefined where the revision has no such direction. */
  readonly up: RevisionBody | undefined;
  readonly down: RevisionBody | undefined;
}

export type RevisionBody =
  | { readonly kind: "function"; readonly run: (op: OpBase) => unknown }
  | { readonly kind: "sql"; readonly statements: readonly PlacedStatement[]; readonly transactional: boolean };

/** One step of a run: a revision in a direction and what it does to the rows of the version table. */
export interface RunStep {
  readonly revision: {
    readonly id: string;
    readonly message: string;
    readonly path: string;
    readonly downRevision: readonly string[];
  };
  readonly direction: "up" | "down";
  readonly rowsBefore: readonly string[];
  readonly rowsAfter: readonly string[];
  readonly rowChanges: {
    readonly delete: readonly string[];
    readonly update: readonly (readonly [from: string, to: string])[];
    readonly insert: readonly string[];
  };
}
