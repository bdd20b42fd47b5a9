/** Revisions in memory, one on the other, run as the commands run them. */
import type { Driver } from "../../src/driver/driver.ts";
import type { OpFor } from "../../src/migration/op.ts";
import type { RevisionBody, RevisionCode } from "../../src/migration/revision-code.ts";
import { run } from "../../src/migration/run.ts";
import type { RunOptions, RunResult } from "../../src/migration/run-options.ts";
import { genericOperations } from "../../src/operations/generic.ts";
import { planDowngrade, planUpgrade } from "../../src/script/plan.ts";
import { RevisionMap } from "../../src/script/revision-map.ts";
import { defineRevision } from "../../src/script/revision.ts";

export type Op = OpFor<typeof genericOperations>;
export type Body = (op: Op) => unknown;

export interface Script {
  readonly up: Body;
  readonly down?: Body;
  readonly checksum?: string;
}

export const table = { schema: "public", name: "limbeck_version" };

/** A line of revisions a, b, c… in memory. */
export function line(scripts: Readonly<Record<string, Script>>): {
  map: RevisionMap;
  codes: Map<string, RevisionCode>;
} {
  const ids = Object.keys(scripts);
  const revisions = ids.map((id, at) =>
    defineRevision({ id, downRevision: ids[at - 1] ?? null, message: `Revision ${id}`, path: `${id}.ts` }),
  );
  const fn = (body: Body | undefined): RevisionBody | undefined =>
    body === undefined ? undefined : { kind: "function", run: body as never };
  const codes = ids.map((id): [string, RevisionCode] => {
    const { up, down, checksum } = scripts[id] as Script;
    return [
      id,
      {
        id,
        path: `${id}.ts`,
        checksum: checksum ?? id,
        unchanged: () => true,
        locate: () => undefined,
        up: fn(up),
        down: fn(down),
      },
    ];
  });
  return { map: new RevisionMap(revisions), codes: new Map(codes) };
}

export interface RunSettings extends Partial<RunOptions> {
  readonly to?: string;
  readonly down?: string;
}

export function runLine(
  driver: Driver,
  scripts: Readonly<Record<string, Script>>,
  settings: RunSettings = {},
): Promise<RunResult> {
  const { map, codes } = line(scripts);
  const { to = "head", down, ...rest } = settings;
  const plan = (rows: readonly string[]) =>
    down === undefined ? planUpgrade(map, rows, to) : planDowngrade(map, rows, down);
  return run({
    driver,
    table,
    defaultSchema: "public",
    plan,
    planAgain: plan,
    load: async () => codes,
    definitions: () => genericOperations,
    atomic: false,
    migrationLockWaitSeconds: 5,
    ddlLockTimeoutMs: 2000,
    environment: "test",
    arguments: {},
    runId: "run",
    toolVersion: "0",
    onEvent: () => {},
    ...rest,
  });
}

export const creates = (name: string): Script => ({
  up: (op) => void op.execute(`CREATE TABLE ${name} (id integer)`),
  down: (op) => void op.execute(`DROP TABLE ${name}`),
});
