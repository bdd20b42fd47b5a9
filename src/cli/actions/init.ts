import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { findTsconfig, init, type InitOptions } from "../../commands/init.ts";
import { flagOption, textOption, type Action, type CommandContext } from "../context.ts";
import { canAsk } from "../io.ts";

export const initAction: Action = async (context) => {
  const { io, output, options } = context;
  const wanted = optionsOf(context);
  const answered = flagOption(options, "yes") || !canAsk(io) ? wanted : await ask(wanted);
  if (answered === undefined) return 1;
  const result = init(answered);
  const { green, dim, bold, cyan } = output.colors;
  const { models } = result;
  const { urlVariable: variable } = answered;
  const place = relative(io.cwd, result.root);
  for (const path of result.written) output.line(`${green("+")} ${join(place, path)}`);
  for (const path of result.kept) output.line(dim(`  ${join(place, path)} (kept)`));
  const steps = [
    ...(place === "" ? [] : [[`cd ${place}`, ""]]),
    ...(isInstalled(result.root) ? [] : [["npm install limbeck", "so that your editor knows its types"]]),
    ...(variable === undefined ? [] : [[`export ${variable}=postgres://…`, "say where the database is"]]),
    ['npx limbeck revision --autogenerate -m "Initial commit"', `write the first revision from ${models}`],
    ["npx limbeck upgrade head", "apply it"],
  ] as const;
  if (result.refusingTsconfig !== undefined)
    output.say(
      `\n${join(place, result.refusingTsconfig)} refuses imports that end in .ts, as limbeck.config.ts has one: set "allowImportingTsExtensions" with "noEmit" there, or "rewriteRelativeImportExtensions".`,
    );
  const lines = steps.flatMap(([command, why]) => [`  ${cyan(command)}`, ...(why === "" ? [] : [`      ${dim(why)}`])]);
  output.say(`\n${bold("Next:")}\n${lines.join("\n")}`);
  output.result({ ...result });
};

function optionsOf({ io, args, options }: CommandContext): InitOptions {
  const revisions = textOption(options, "revisions");
  const models = textOption(options, "models");
  const urlVariable = textOption(options, "urlEnv");
  return {
    cwd: resolve(io.cwd, args[0] ?? "."),
    ...(revisions === undefined ? {} : { revisions }),
    ...(models === undefined ? {} : { models }),
    ...(urlVariable === undefined ? {} : { urlVariable }),
    ...(options["tsconfig"] === false ? { tsconfig: false } : {}),
  };
}

/** Every question has a flag of the same meaning. */
async function ask(wanted: InitOptions): Promise<InitOptions | undefined> {
  const { cancel, confirm, intro, isCancel, select, text } = await import("@clack/prompts");
  intro("limbeck: a data model under version control");
  const where = await select({
    message: "Where does your development database live?",
    options: [
      { value: "embedded", label: "Embedded", hint: "PostgreSQL in this process, under .limbeck/; nothing to install" },
      { value: "server", label: "On a server", hint: "its URL comes from an environment variable" },
    ],
  });
  const variable =
    where === "server"
      ? await text({ message: "Which variable holds the URL?", initialValue: "DATABASE_URL" })
      : undefined;
  const revisions =
    isCancel(where) || isCancel(variable)
      ? where
      : await text({ message: "Folder of revisions?", initialValue: wanted.revisions ?? "migrations" });
  const isOpen = wanted.tsconfig !== false && findTsconfig(wanted.cwd) === undefined;
  const tsconfig =
    isOpen && !isCancel(revisions)
      ? await confirm({ message: "Write a tsconfig.json, for your editor and tsc?", initialValue: true })
      : wanted.tsconfig !== false;
  if (isCancel(where) || isCancel(variable) || isCancel(revisions) || isCancel(tsconfig)) {
    cancel("Nothing was written.");
    return undefined;
  }
  const urlVariable = variable === undefined ? {} : { urlVariable: variable };
  return { ...wanted, revisions: String(revisions), tsconfig, ...urlVariable };
}

function isInstalled(root: string): boolean {
  for (let folder = root; ; folder = resolve(folder, "..")) {
    if (existsSync(join(folder, "node_modules", "limbeck"))) return true;
    if (resolve(folder, "..") === folder) return false;
  }
}
