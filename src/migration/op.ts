/** The `op` object that a revision's `upgrade` and `downgrade` are called with. */
import type { Kysely } from "kysely";
import type { Operation, OperationDefinitions, OperationMethods } from "../operations/operation.ts";

/** What a revision may know of the run that it is part of. */
export interface OpContext {
  /** True with `--sql`: statements are written, nothing is read. */
  readonly offline: boolean;
  readonly direction: "upgrade" | "downgrade";
  readonly environment: string;
  readonly revision: string;
  /** From `-x key=value`. */
  readonly arguments: Readonly<Record<string, string>>;
  /** `server_version_num`, such as 180001. */
  readonly serverVersion: number;
}

/** Tables of a revision have the shape they had then, so rows are not typed by the models of today. */
export type AnyTables = Record<string, Record<string, unknown>>;

export interface OpBase {
  readonly context: OpContext;
  /** Kysely in the transaction of the revision, in order with the operations. Not in offline mode. */
  readonly db: Kysely<AnyTables>;
  /** Runs operations that were built elsewhere. */
  invoke(...operations: readonly Operation[]): Promise<void>;
  /** Rows of a query. Not in offline mode. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** `op` for a set of operations: one method each, run in the order of the calls whether they are awaited or not. */
export type OpFor<Definitions extends OperationDefinitions> = OpBase & OperationMethods<Definitions, Promise<void>>;

/** What stands behind an `op`: gets every operation with the stack of the call that asked for it. */
export interface OpReceiver {
  readonly context: OpContext;
  run(operation: Operation, call: Error): Promise<void>;
  query<Row>(sql: string, parameters: readonly unknown[], call: Error): Promise<readonly Row[]>;
  db(): Kysely<AnyTables>;
}

/** Builds the `op` of one revision. Operations that belong together share the record of definitions. */
export function createOp<Definitions extends OperationDefinitions>(
  definitions: Definitions,
  receiver: OpReceiver,
): OpFor<Definitions> {
  const op: Record<string, unknown> = {
    context: receiver.context,
    invoke: (...operations: readonly Operation[]) => {
      const call = new Error("invoke");
      return quiet(Promise.all(operations.map((operation) => receiver.run(operation, call))).then(() => {}));
    },
    query: (sql: string, parameters: readonly unknown[] = []) =>
      quiet(receiver.query(sql, parameters, new Error("query"))),
  };
  Object.defineProperty(op, "db", { get: () => receiver.db(), enumerable: true });
  for (const [name, definition] of Object.entries(definitions)) {
    const build = definition.build as (...args: readonly unknown[]) => Operation;
    op[name] = (...args: readonly unknown[]) => quiet(receiver.run(build(...args), new Error(name)));
  }
  return Object.freeze(op) as unknown as OpFor<Definitions>;
}

/** The queue keeps the failure; the promise that the revision got may be dropped. */
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
