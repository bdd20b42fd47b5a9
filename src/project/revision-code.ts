/** Loads the code of revisions: TypeScript through the loader, SQL by its sections. */
import { readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Project } from "../config/config.ts";
import { SourceExportError } from "../config/errors.ts";
import { compileAhead, loadModules, type LoadedModule } from "../config/loader/loader.ts";
import { locateInStack } from "../config/loader/source-place.ts";
import type { PlacedStatement, RevisionBody, RevisionCode } from "../migration/revision-code.ts";
import { checksum } from "../script/checksum.ts";
import { readRevisionText, refuseConflict } from "../script/parse-revision.ts";
import { endOfToken, parseSqlSections, statementMarks, type SqlSection } from "../script/parse-sql.ts";
import type { Revision } from "../script/revision.ts";
import { linesOf } from "../util/line-of.ts";

/**
 * The code of revisions, by identifier. TypeScript files are compiled together.
 *
 * @throws SourceSyntaxError, SourceThrewError, SourceExportError, RevisionMalformedError
 */
export async function loadRevisionCode(
  project: Project,
  revisions: readonly Revision[],
): Promise<ReadonlyMap<string, RevisionCode>> {
  const stamps = new Map(revisions.map((revision) => [revision.path, stampOf(revision.path)]));
  const texts = new Map(revisions.map((revision) => [revision.path, readText(revision.path)]));
  const scripts = revisions.filter((revision) => revision.format === "typescript").map((revision) => revision.path);
  const context = loaderContext(project);
  const modules = await loadModules(scripts, context);
  return new Map(
    revisions.map((revision): [string, RevisionCode] => {
      const path = relative(project.root, revision.path);
      const text = texts.get(revision.path) as string;
      const module = modules.get(revision.path);
      return [
        revision.id,
        {
          id: revision.id,
          path,
          checksum: checksum(text, revision.path),
          needsNoDb: revision.format === "sql" || !mayUseDb(text),
          unchanged: () =>
            stampOf(revision.path) === stamps.get(revision.path) || readOrUndefined(revision.path) === text,
          locate: (stack) => {
            const place = stack === undefined ? undefined : locateInStack(stack, context);
            return place === undefined ? undefined : `${place.file}:${place.line}`;
          },
          ...(module === undefined ? sqlBodies(text, path) : moduleBodies(module, path)),
        },
      ];
    }),
  );
}

/** Compiles revisions in one go, so that each can be loaded on its own. @throws SourceSyntaxError, FileNotWritableError */
export async function compileRevisions(project: Project, revisions: readonly Revision[]): Promise<void> {
  const scripts = revisions.filter((revision) => revision.format === "typescript").map((revision) => revision.path);
  await compileAhead(scripts, loaderContext(project));
}

function readText(path: string): string {
  const text = readRevisionText(path);
  refuseConflict(text, path);
  return text;
}

/** Also through what it imports, unless that is limbeck's or Node's. */
const mayUseDb = (text: string): boolean =>
  /\bdb\b|\\u|\bimport\s*\(|\brequire\b|\bfrom\s*["'](?!limbeck["'/]|node:)|\bimport\s*["']/.test(text);

function loaderContext(project: Project): { root: string; cacheFolder: string } {
  return { root: project.root, cacheFolder: join(project.stateFolder, "cache") };
}

type Bodies = Pick<RevisionCode, "up" | "down">;

function moduleBodies(loaded: LoadedModule, path: string): Bodies {
  const module = exportsOf(loaded);
  const bodyOf = (name: "upgrade" | "downgrade"): RevisionBody | undefined => {
    const run = module[name];
    if (run === undefined) return undefined;
    if (typeof run !== "function")
      throw new SourceExportError(path, `${name} as a function`, `Write \`export function ${name}(op: Op) { … }\`.`);
    return { kind: "function", run: run as (op: unknown) => unknown };
  };
  const up = bodyOf("upgrade");
  if (up === undefined)
    throw new SourceExportError(path, "a function upgrade", "Write `export function upgrade(op: Op) { … }`.");
  return { up, down: bodyOf("downgrade") };
}

/** Node does not see every form of export of a CommonJS file; its exports as a whole are the default one. */
function exportsOf(module: LoadedModule): LoadedModule {
  const whole = module["default"];
  const isWhole = module["upgrade"] === undefined && typeof whole === "object" && whole !== null && "upgrade" in whole;
  return isWhole ? (whole as LoadedModule) : module;
}

function sqlBodies(text: string, path: string): Bodies {
  const sections = parseSqlSections(text, path);
  return {
    up: sqlBody(sections.upgrade),
    down: sections.downgrade === undefined ? undefined : sqlBody(sections.downgrade),
  };
}

function sqlBody(section: SqlSection): RevisionBody {
  const statements = splitStatements(section.text).map(({ sql, line }): PlacedStatement => {
    const alone = section.transactional ? {} : { transactional: false as const };
    return { statement: { sql, ...alone, ...statementMarks(sql) }, line: section.line + line };
  });
  return { kind: "sql", statements, transactional: section.transactional };
}

/** The statements of a script with the line each begins at, counted from zero. */
export function splitStatements(text: string): { readonly sql: string; readonly line: number }[] {
  const statements: { sql: string; line: number }[] = [];
  const line = linesOf(text);
  let start = 0;
  let hasCode = false;
  let depth = 0;
  const add = (end: number): void => {
    const raw = text.slice(start, end);
    const lead = /^\s*/.exec(raw)?.[0] ?? "";
    if (hasCode) statements.push({ sql: raw.trim(), line: line(start + lead.length) - 1 });
    start = end + 1;
    hasCode = false;
    depth = 0;
  };
  for (let at = 0; at < text.length;) {
    const comment = skipComment(text, at);
    if (comment !== undefined) {
      at = comment;
      continue;
    }
    if (text[at] === ";" && depth === 0) add(at++);
    else {
      const end = endOfToken(text, at, text.charCodeAt(at));
      // The body of an SQL function may stand between BEGIN ATOMIC and END, its statements ended by semicolons.
      const word = text.slice(at, end).toLowerCase();
      if (word === "atomic" || (depth > 0 && word === "case")) depth++;
      else if (word === "end" && depth > 0) depth--;
      hasCode ||= text[at]?.trim() !== "";
      at = end;
    }
  }
  add(text.length);
  return statements;
}

function skipComment(text: string, at: number): number | undefined {
  if (!text.startsWith("--", at)) return undefined;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** The same as long as nobody writes to the file. */
function stampOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
