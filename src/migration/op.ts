/** The `op` object that a revision's `upgrade` and `downgrade` are called with. */
import type { Kysely } from "kysely";
import { OperationArgumentsError } from "../operations/errors.ts";
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

const receiverOf = Symbol("receiver");

interface Receiving {
  readonly [receiverOf]: OpReceiver;
}

/** Builds the `op` of one revision. Operations that belong together share the record of definitions. */
export function createOp<Definitions extends OperationDefinitions>(
  definitions: Definitions,
  receiver: OpReceiver,
): OpFor<Definitions> {
  const op: object = Object.create(methodsOf(definitions), {
    [receiverOf]: { value: receiver },
    context: { value: receiver.context, enumerable: true },
  });
  return Object.freeze(op) as OpFor<Definitions>;
}

const known = new WeakMap<OperationDefinitions, object>();

/** Made once for hundreds of revisions. Getters, so that a method that was taken off its `op` still knows it. */
function methodsOf(definitions: OperationDefinitions): object {
  let methods = known.get(definitions);
  if (methods === undefined) known.set(definitions, (methods = Object.freeze(buildMethods(definitions))));
  return methods;
}

function buildMethods(definitions: OperationDefinitions): object {
  const methods = {};
  const add = (name: string, get: (receiver: OpReceiver) => unknown): void => {
    Object.defineProperty(methods, name, {
      get(this: Receiving) {
        return get(this[receiverOf]);
      },
      enumerable: true,
    });
  };
  for (const [name, definition] of Object.entries(definitions)) {
    const build = definition.build as (...args: readonly unknown[]) => Operation;
    add(name, (receiver) => (...args: readonly unknown[]) => {
      return quiet(receiver.run(built(name, build, args), new Error(name)));
    });
  }
  add("invoke", (receiver) => (...operations: readonly Operation[]) => {
    const call = new Error("invoke");
    return quiet(Promise.all(operations.map((operation) => receiver.run(operation, call))).then(() => {}));
  });
  add("query", (receiver) => (sql: string, parameters: readonly unknown[] = []) => {
    return quiet(receiver.query(sql, parameters, new Error("query")));
  });
  add("db", (receiver) => receiver.db());
  return methods;
}

/** Types keep wrong arguments out; JavaScript does not. @throws OperationArgumentsError */
function built(name: string, build: (...args: readonly unknown[]) => Operation, args: readonly unknown[]): Operation {
  try {
    return build(...args);
  } catch (error) {
    if (error instanceof TypeError) throw new OperationArgumentsError(name, error);
    throw error;
  }
}

/** The queue keeps the failure; the promise that the revision got may be dropped. */
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
