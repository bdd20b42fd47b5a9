/** Writes revision files: names by the config's rules, text by the head and a body, hooks afterwards. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { relative } from "node:path";
import type { Config, Project } from "../config/config.ts";
import { writeRevision, type NewRevisionSettings } from "../script/new-revision.ts";
import { renderHead } from "../script/render-head.ts";
import type { Revision, RevisionFormat } from "../script/revision.ts";
import { PostWriteHookError } from "./errors.ts";
import { fillTemplate, templateOf, type TemplateParts } from "./revision-template.ts";

export function revisionSettings(project: Project, format: RevisionFormat = "typescript"): NewRevisionSettings {
  const { config } = project;
  return {
    locations: project.revisionFolders,
    root: project.root,
    recursive: true,
    format,
    extension: /\.m?js$/.test(project.configPath ?? "") ? "mjs" : "ts",
    now: new Date(),
    randomBytes: (count) => randomBytes(count),
    ...(config.revisionIds === undefined ? {} : { nextId: nextIdOf(config.revisionIds) }),
    ...(config.fileTemplate === undefined ? {} : { fileTemplate: config.fileTemplate }),
    ...(config.truncateSlugLength === undefined ? {} : { slugLength: config.truncateSlugLength }),
    ...(config.timezone === undefined ? {} : { timeZone: config.timezone }),
  };
}

/** `numbered` counts on from the highest number, `timestamp` is the moment in UTC. */
function nextIdOf(wanted: NonNullable<Config["revisionIds"]>): NonNullable<NewRevisionSettings["nextId"]> {
  if (typeof wanted === "function") return wanted;
  if (wanted === "timestamp") return ({ now }) => now.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  return ({ ids }) => {
    const numbers = ids.filter((id) => /^\d+$/.test(id));
    const last = numbers.reduce((highest, id) => (BigInt(id) > highest ? BigInt(id) : highest), 0n);
    return String(last + 1n).padStart(Math.max(4, ...numbers.map((id) => id.length)), "0");
  };
}

export interface RevisionText {
  /** Statements of both directions: indented source for TypeScript, whole statements for SQL. */
  readonly upgrade: string;
  readonly downgrade: string;
  /** Names that the source needs from `limbeck/migration`. */
  readonly imports?: readonly string[];
}

type Draft = Revision & { readonly createdAt: string };

/** The whole text of a revision file. @throws RevisionTemplateError */
function revisionText(project: Project, draft: Draft, body: RevisionText): string {
  const { head, upgrade, downgrade } = draft.format === "sql" ? sqlParts(draft, body) : sourceParts(draft, body);
  const template = templateOf(project, draft.format);
  if (template === undefined) return `${head}${upgrade}\n${downgrade}`;
  return fillTemplate(project, template, draft, {
    head,
    upgrade,
    downgrade,
    upgradeBody: body.upgrade,
    downgradeBody: body.downgrade,
    rev: draft.id,
    message: draft.message,
    createdAt: draft.createdAt,
    environment: project.environment.name,
  });
}

type Parts = Pick<TemplateParts, "head" | "upgrade" | "downgrade">;

function sqlParts(draft: Draft, body: RevisionText): Parts {
  const section = (name: string, text: string): string => `-- ${name}\n${text === "" ? "" : `${text.trimEnd()}\n`}`;
  return {
    head: renderHead("sql", draft),
    upgrade: section("upgrade", body.upgrade),
    downgrade: section("downgrade", body.downgrade),
  };
}

function sourceParts(draft: Draft, body: RevisionText): Parts {
  const plain = /\.m?js$/.test(draft.path);
  const fn = (name: string, text: string): string => {
    const parameter = text === "" ? "_op" : "op";
    const inner = text === "" ? "" : `\n${text.trimEnd()}\n`;
    return `export function ${name}(${parameter}${plain ? "" : ": Op"}) {${inner}}\n`;
  };
  const head = renderHead("typescript", draft, { imports: importLines(body.imports ?? [], plain) });
  return { head, upgrade: fn("upgrade", body.upgrade), downgrade: fn("downgrade", body.downgrade) };
}

function importLines(names: readonly string[], plain: boolean): readonly string[] {
  const all = plain ? [...names] : [...names, "type Op"];
  if (all.length === 0) return [];
  if (all.length === 1 && !plain) return ['import type { Op } from "limbeck/migration";'];
  const line = `import { ${all.join(", ")} } from "limbeck/migration";`;
  return [
    line.length <= 120 ? line : `import {\n${all.map((name) => `  ${name},\n`).join("")}} from "limbeck/migration";`,
  ];
}

/** Writes the file and runs the config's hooks on it. @throws RevisionFileExistsError, RevisionWriteError, PostWriteHookError */
export function writeRevisionFile(project: Project, draft: Draft, body: RevisionText): void {
  writeRevision(draft, revisionText(project, draft, body));
  runPostWriteHooks(project, draft.path);
}

function runPostWriteHooks(project: Project, path: string): void {
  for (const [command, ...args] of project.config.postWriteHooks ?? []) {
    try {
      execFileSync(command as string, [...args, path], {
        cwd: project.root,
        stdio: ["ignore", "ignore", "pipe"],
        shell: process.platform === "win32",
      });
    } catch (error) {
      const said = String((error as { readonly stderr?: unknown }).stderr ?? "").trim();
      const failed = error instanceof Error ? (error.message.split("\n")[0] as string) : "unknown reason";
      const reason = said === "" ? failed : `${failed}\n\n${said}\n`;
      throw new PostWriteHookError([command, ...args].join(" "), relative(project.root, path), reason);
    }
  }
}
