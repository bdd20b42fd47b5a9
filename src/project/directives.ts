/** `processRevisionDirectives` of the config, called with what it is to know of the command. */
import type { Project, RevisionDirective } from "../config/config.ts";
import type { RevisionMap } from "../script/revision-map.ts";

export interface DirectiveFacts {
  readonly map: RevisionMap;
  readonly autogenerate: boolean;
  readonly parents: readonly string[];
}

/** What the hook makes of directives; the same where there is none. */
export async function processDirectives(
  project: Project,
  directives: readonly RevisionDirective[],
  { map, autogenerate, parents }: DirectiveFacts,
): Promise<readonly RevisionDirective[]> {
  const answer = await project.config.processRevisionDirectives?.(directives, {
    autogenerate,
    parents,
    revisions: map.graph.ids,
    environment: project.environment.name,
    arguments: project.arguments,
  });
  return answer ?? directives;
}
