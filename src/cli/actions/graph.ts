/** history, heads, branches, show, edit, current. */
import { relative } from "node:path";
import { edit } from "../../commands/edit.ts";
import { branches } from "../../commands/branches.ts";
import { current } from "../../commands/current.ts";
import { heads } from "../../commands/heads.ts";
import { history } from "../../commands/history.ts";
import { show } from "../../commands/show.ts";
import { exitCodes } from "../../util/errors.ts";
import { readRevisionSql } from "../../project/revision-sql.ts";
import { readGraph } from "../../project/workspace.ts";
import type { Project } from "../../config/config.ts";
import { flagOption, textOption, type Action, type CommandContext } from "../context.ts";
import { descriptionJson, listRevisions } from "../revision-json.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import type { RevisionDescription } from "../../script/history.ts";

export const historyAction: Action = async (context) => {
  const project = await context.project();
  const range = textOption(context.options, "revRange");
  const graph = readGraph(project);
  const found = await history(project, {
    graph,
    indicateCurrent: flagOption(context.options, "indicateCurrent"),
    ...(range === undefined ? {} : { range }),
  });
  if (flagOption(context.options, "sql")) return printSql(context, { project, graph, found });
  printAll(context, found, project.root);
};

export const headsAction: Action = async (context) => {
  const project = await context.project();
  const found = heads(project, { resolveDependencies: flagOption(context.options, "resolveDependencies") });
  printAll(context, found, project.root, false);
};

export const branchesAction: Action = async (context) => {
  const { output, verbose } = context;
  const project = await context.project();
  const found = branches(project);
  for (const { point, branches: children } of found) {
    listRevisions(output, [point], { verbose, root: project.root, withParents: false });
    for (const child of children) output.line(`    -> ${child.revision.id}, ${child.revision.message}`);
  }
  if (found.length === 0) output.say("No revision is followed by more than one other.");
  output.result({
    branches: found.map(({ point, branches: children }) => ({
      point: descriptionJson(point, project.root),
      branches: children.map((child) => descriptionJson(child, project.root)),
    })),
  });
};

export const showAction: Action = async (context) => {
  const project = await context.project();
  const graph = readGraph(project);
  const found = await show(project, context.args[0] as string, { graph });
  if (found.length === 0 && graph.size > 0) {
    context.output.say(belowAll(context.args[0], "show"));
    return context.output.result({ revisions: [] });
  }
  const whole = { ...context, verbose: true };
  if (flagOption(context.options, "sql")) return printSql(whole, { project, graph, found });
  printAll(whole, found, project.root);
};

const noRevisions = "There are no revisions yet: `limbeck revision` makes one.";

const belowAll = (revision: string | undefined, action: string): string =>
  `${JSON.stringify(revision)} is below the first revision: there is nothing to ${action}.`;

export const editAction: Action = async ({ project: open, args, io, output }) => {
  const project = await open();
  const revision = args[0] ?? "head";
  const paths = await edit(project, revision, { editor: io.env["VISUAL"] ?? io.env["EDITOR"] });
  if (paths.length === 0) output.say(readGraph(project).size === 0 ? noRevisions : belowAll(revision, "edit"));
  output.result({ paths: paths.map((path) => relative(project.root, path)) });
};

export const currentAction: Action = async (context) => {
  const { output, options, verbose } = context;
  const project = await context.project();
  const found = await current(project);
  const revisions = found.revisions.map((description) => ({ ...description, isCurrent: false }));
  listRevisions(output, revisions, { verbose, root: project.root, withParents: false });
  if (found.rows.length === 0)
    output.say(found.initialised ? "The database is at base." : "The database has no version table yet.");
  if (found.partlyApplied !== undefined) {
    output.warn(
      `an earlier run stopped inside revision ${found.partlyApplied}; running the same command again goes on there`,
    );
  }
  output.result({
    initialised: found.initialised,
    atHeads: found.atHeads,
    rows: found.rows,
    heads: found.heads,
    partlyApplied: found.partlyApplied ?? null,
    revisions: found.revisions.map((description) => descriptionJson(description, project.root)),
  });
  if (!flagOption(options, "checkHeads") || found.atHeads) return exitCodes.done;
  output.say(`The database is not at the heads (${found.heads.join(", ")}).`);
  return exitCodes.differences;
};

interface Found {
  readonly project: Project;
  readonly graph: RevisionMap;
  readonly found: readonly RevisionDescription[];
}

/** Each revision with its SQL; what cannot be told says why in its place. */
async function printSql({ output, verbose }: CommandContext, { project, graph, found }: Found): Promise<void> {
  const all: Readonly<Record<string, unknown>>[] = [];
  const revisions = found.map(({ revision }) => revision);
  const sqlOf = await readRevisionSql(project, graph, revisions);
  for (const description of found) {
    const { problems, ...told } = await sqlOf(description.revision);
    const sql = problems.length === 0 ? told : { ...told, problem: problems.join("\n") };
    all.push({ ...descriptionJson(description, project.root), sql });
    listRevisions(output, [description], { verbose, root: project.root });
    for (const way of ["up", "down"] as const) {
      const text = told[way]?.trim() ?? `-- ${problems.join("\n").replaceAll("\n", "\n-- ")}`;
      output.line(`\n-- ${way === "up" ? "upgrade" : "downgrade"}\n${text}\n`);
    }
  }
  output.result({ revisions: all });
}

function printAll(
  context: CommandContext,
  found: readonly RevisionDescription[],
  root: string,
  withParents = true,
): void {
  listRevisions(context.output, found, { verbose: context.verbose, root, withParents });
  if (found.length === 0) context.output.say(noRevisions);
  context.output.result({ revisions: found.map((description) => descriptionJson(description, root)) });
}
