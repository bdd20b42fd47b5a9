/** Runs the body of a revision as the migration engine would, in offline mode. */
import type { RenderedBody } from "../autogenerate/render.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { OfflineReceiver } from "../migration/offline.ts";
import type { Statement } from "../operations/operation.ts";

export interface RunSourceOptions {
  readonly dialect: Pick<Dialect, "operations">;
  readonly vocabulary: Readonly<Record<string, unknown>>;
  readonly serverVersion: number;
  readonly direction: "upgrade" | "downgrade";
}

/**
 * The statements of a rendered body: its source is evaluated with what it imports and collects operations as `op`.
 *
 * @throws ReferenceError for a name that the body uses and does not import
 */
export function runSource(body: RenderedBody, options: RunSourceOptions): Promise<readonly Statement[]> {
  const values = body.imports.map((name) => options.vocabulary[name]);
  const upgrade = new Function(...body.imports, "op", `"use strict";\n${body.body}`) as (...args: unknown[]) => unknown;
  const receiver = new OfflineReceiver(options.dialect.operations, {
    offline: true,
    direction: options.direction,
    environment: "test",
    revision: "000000000000",
    arguments: {},
    serverVersion: options.serverVersion,
  });
  return receiver.collect((op) => upgrade(...values, op));
}
