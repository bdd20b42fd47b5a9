/**
 * The schema that names without one stand in: what the connection says. Everything that reads or writes names asks here,
 * so that a command says once which database it speaks of, and two databases with two default schemas can be spoken of at
 * the same time.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** PostgreSQL's own, where nobody has said otherwise. */
export const usualSchema = "public";

// Registered, since the program that runs the command may have another copy of the package than the model.
const place = Symbol.for("limbeck.defaultSchema");
const places = globalThis as { [place]?: AsyncLocalStorage<string> };
const scope = (places[place] ??= new AsyncLocalStorage<string>());

export const defaultSchema = (): string => scope.getStore() ?? usualSchema;

/** Runs an action, and all that it waits for, in a default schema. */
export function inDefaultSchema<Result>(schema: string, action: () => Result): Result {
  return schema === defaultSchema() ? action() : scope.run(schema, action);
}
