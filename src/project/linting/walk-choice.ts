/** Walks a choice of revisions on a scratch database that holds what they stand on. */
import type { Project } from "../../config/config.ts";
import { statementReaderFor } from "../../dialects/registry.ts";
import type { Statistics } from "../../dialects/statement-facts.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import { replayTo } from "../replay.ts";
import { loadRevisionCode } from "../revision-code.ts";
import { operationsOf } from "../workspace.ts";
import type { LintChoice } from "./choice.ts";
import { LintWalk, type Walked } from "./walk.ts";

export interface WalkChoiceOptions {
  readonly statistics: Statistics | undefined;
  readonly scratch?: string | undefined;
  readonly cache?: boolean | undefined;
  readonly today?: string | undefined;
}

/** @throws ScratchMissingError, ScratchLacksError and what replaying throws */
export async function walkChoice(
  project: Project,
  map: RevisionMap,
  { from, steps }: LintChoice,
  options: WalkChoiceOptions,
): Promise<Walked & { readonly scratch: string }> {
  const [codes, definitions, reader] = await Promise.all([
    loadRevisionCode(
      project,
      steps.map(({ revision }) => revision),
    ),
    operationsOf(project),
    statementReaderFor("postgresql:"),
  ]);
  const { scratch } = await replayTo(project, map, from, options);
  try {
    const connection = await scratch.driver.connect();
    try {
      const { statistics, today = new Date().toISOString().slice(0, 10) } = options;
      const walk = new LintWalk({ project, scratch, connection, reader, definitions, codes, statistics, today });
      return { ...(await walk.walk(steps)), scratch: scratch.description };
    } finally {
      await connection.close();
    }
  } finally {
    await scratch.close();
  }
}
