/** The text of new revision files by a template of the user's own; what comes out has to be the revision that was drafted. */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import { parseRevision } from "../script/parse-revision.ts";
import type { Revision, RevisionFormat } from "../script/revision.ts";
import { isLimbeckError } from "../util/errors.ts";
import { RevisionTemplateError } from "./errors.ts";

/** What a template may ask for, by the name of the token. */
export interface TemplateParts {
  /** The whole of it up to the functions or sections. */
  readonly head: string;
  readonly upgrade: string;
  readonly downgrade: string;
  /** Statements alone, without the function or the section around them. */
  readonly upgradeBody: string;
  readonly downgradeBody: string;
  readonly rev: string;
  readonly message: string;
  readonly createdAt: string;
  readonly environment: string;
}

export const templateTokens = [
  "head",
  "upgrade",
  "downgrade",
  "upgradeBody",
  "downgradeBody",
  "rev",
  "message",
  "createdAt",
  "environment",
] as const satisfies readonly (keyof TemplateParts)[];

/** Undefined where the config names no template for this format. */
export function templateOf(project: Project, format: RevisionFormat): string | undefined {
  const { revisionTemplate } = project.config;
  if (revisionTemplate === undefined) return undefined;
  if (typeof revisionTemplate === "string") return format === "typescript" ? revisionTemplate : undefined;
  return revisionTemplate[format];
}

/** @throws RevisionTemplateError */
export function fillTemplate(project: Project, template: string, draft: Revision, parts: TemplateParts): string {
  const path = resolve(project.root, template);
  const shown = relative(project.root, path);
  const text = readTemplate(path, shown).replaceAll(/%(?:%|\((\w+)\)s)/g, (written: string, name?: string) => {
    if (name === undefined) return "%";
    const value = (parts as unknown as Readonly<Record<string, string | undefined>>)[name];
    if (value === undefined)
      throw new RevisionTemplateError(shown, `${written} is no token`, `Tokens: ${templateTokens.join(", ")}.`);
    return value.trimEnd();
  });
  const whole = `${text.trimEnd()}\n`;
  assertSame(whole, draft, shown);
  return whole;
}

function readTemplate(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new RevisionTemplateError(
      shown,
      error instanceof Error ? error.message : "it can't be read",
      undefined,
      error,
    );
  }
}

/** What the graph is made of is read back from the text. */
function assertSame(text: string, draft: Revision, shown: string): void {
  const found = read(text, draft.path, shown);
  const facts = ({ id, downRevision, branchLabels, dependsOn }: Revision): string =>
    JSON.stringify([id, downRevision, branchLabels, dependsOn]);
  if (found !== undefined && facts(found) === facts(draft)) return;
  const what = found === undefined ? "what it gives is no revision" : "what it gives is another revision";
  throw new RevisionTemplateError(shown, what, "Put %(head)s where the identifiers are to stand.");
}

function read(text: string, path: string, shown: string): Revision | undefined {
  try {
    return parseRevision(text, path);
  } catch (error) {
    const said = isLimbeckError(error) ? error.message : "it can't be read";
    throw new RevisionTemplateError(shown, `what it gives is no revision: ${said}`, undefined, error);
  }
}
