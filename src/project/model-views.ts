/**
 * What a model's views show. A declaration holds a query, and only a server knows the columns and types of that: the model
 * is put together on a scratch database, and what came out is kept until the model changes.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../config/config.ts";
import type { DriverConnection } from "../driver/driver.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { isLimbeckError } from "../util/errors.ts";
import { keepFile } from "../util/keep-file.ts";
import { replaySource } from "./sources.ts";
import { dialectOf } from "./workspace.ts";

interface ViewFacts {
  readonly columns: unknown;
  readonly needs: readonly Key[];
  /** What the server says against its query. */
  readonly problem?: string;
}

type Facts = Readonly<Record<Key, ViewFacts>>;

/** A model with what a server knows of its views. */
export interface SettledViews {
  readonly metadata: MetaData;
  /** Why columns of views are missing, for whoever looks at the picture. */
  readonly note?: string;
}

/** Changes when what is kept does. */
const format = 2;

const viewKinds: ReadonlySet<string> = new Set(["view", "materializedView"]);

/**
 * The model with the columns of its views, and what these read. Where no scratch database is to be had, or refuses a view,
 * that stays as it was declared, and the note says so.
 */
export async function withViewColumns(project: Project, target: MetaData): Promise<SettledViews> {
  const views = [...target.objects].filter(([, { kind }]) => viewKinds.has(kind)).map(([key]) => key);
  if (views.length === 0) return { metadata: target };
  const path = join(project.stateFolder, "cache", "erd", `views-${digestOf(target)}.json`);
  try {
    let facts = read(path);
    if (facts === undefined) {
      facts = await settledViews(project, target, views);
      keepFile(path, JSON.stringify(facts));
    }
    const untold = views.filter((key) => facts[key]?.columns === undefined);
    const metadata = merged(target, facts);
    return untold.length === 0
      ? { metadata }
      : { metadata, note: noteOf(untold, target, facts[untold[0]!]?.problem ?? "the scratch database takes no query") };
  } catch (error) {
    if (!isLimbeckError(error)) throw error;
    const hint = error.hint === undefined ? "" : ` ${error.hint}`;
    return { metadata: target, note: noteOf(views, target, `${error.message}${hint}`) };
  }
}

/** Names beyond these are counted. */
const mostNames = 3;

function noteOf(views: readonly Key[], { objects }: MetaData, reason: string): string {
  const names = views.map((key) => objects.get(key)?.name ?? key).sort();
  const listed = names.slice(0, mostNames).join(", ");
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return `Columns of the view${names.length === 1 ? "" : "s"} ${listed}${more} are not shown: ${reason}`;
}

function merged(target: MetaData, facts: Facts): MetaData {
  const objects = new Map(target.objects);
  const dependencies = new Map(target.dependencies);
  for (const [key, { columns, needs }] of Object.entries(facts) as [Key, ViewFacts][]) {
    const view = objects.get(key);
    if (view === undefined) continue;
    objects.set(key, { ...view, columns } as SchemaObject);
    dependencies.set(key, needs);
  }
  return new MetaData({ ...target, objects, dependencies });
}

async function settledViews(project: Project, target: MetaData, views: readonly Key[]): Promise<Facts> {
  const dialect = await dialectOf(project);
  const scratch = await replaySource(project, dialect, "base");
  try {
    await scratch.prepareFor?.(target);
    const { canonical, problems } = await dialect.settle(
      scratch.connection as DriverConnection,
      scratch.metadata,
      target,
    );
    return Object.fromEntries(
      views.map((key): [Key, ViewFacts] => {
        const { columns } = canonical.get(key) as { readonly columns?: unknown };
        const problem = problems.find((one) => one.key === key)?.message;
        const needs = canonical.dependencies.get(key) ?? [];
        return [key, { columns, needs, ...(problem === undefined ? {} : { problem }) }];
      }),
    );
  } finally {
    await scratch.close();
  }
}

function digestOf({ objects }: MetaData): string {
  const text = JSON.stringify([format, [...objects].sort(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

function read(path: string): Facts | undefined {
  try {
    const found = JSON.parse(readFileSync(path, "utf8")) as unknown;
    return typeof found === "object" && found !== null ? (found as Facts) : undefined;
  } catch {
    return undefined;
  }
}
