/** Writes revision files: names by the config's rules, text by the head and a body, hooks afterwards. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { relative } from "node:path";
import type { Project } from "../config/config.ts";
import { writeRevision, type NewRevisionSettings } from "../script/new-revision.ts";
import { renderHead } from "../script/render-head.ts";
import type { Revision, RevisionFormat } from "../script/revision.ts";
import { PostWriteHookError } from "./errors.ts";

export function revisionSettings(project: Project, format: RevisionFormat = "typescript"): NewRevisionSettings {
  const { config } = project;
  return {
    locations: project.revisionFolders,
    recursive: true,
    format,
    extension: /\.m?js$/.test(project.configPath ?? "") ? "mjs" : "ts",
    now: new Date(),
    randomBytes: (count) => randomBytes(count),
    ...(config.fileTemplate === undefined ? {} : { fileTemplate: config.fileTemplate }),
    ...(config.truncateSlugLength === undefined ? {} : { slugLength: config.truncateSlugLength }),
    ...(config.timezone === undefined ? {} : { timeZone: config.timezone }),
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

/** The whole text of a revision file. */
function revisionText(draft: Draft, body: RevisionText): string {
  const plain = /\.m?js$/.test(draft.path);
  if (draft.format === "sql") {
    const section = (name: string, text: string): string => `-- ${name}\n${text === "" ? "" : `${text.trimEnd()}\n`}`;
    return `${renderHead("sql", draft)}${section("upgrade", body.upgrade)}\n${section("downgrade", body.downgrade)}`;
  }
  const fn = (name: string, text: string): string => {
    const parameter = text === "" ? "_op" : "op";
    const inner = text === "" ? "" : `\n${text.trimEnd()}\n`;
    return `export function ${name}(${parameter}${plain ? "" : ": Op"}) {${inner}}\n`;
  };
  const head = renderHead("typescript", draft, { imports: importLines(body.imports ?? [], plain) });
  return `${head}${fn("upgrade", body.upgrade)}\n${fn("downgrade", body.downgrade)}`;
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
  writeRevision(draft, revisionText(draft, body));
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
