import type { Project } from "../config/config.ts";
import type { ReadOptions, Views } from "../erd/read-diagram.ts";
import { defaultSchemaOf } from "./workspace.ts";

/** What every picture of a project reads alike. */
export function readOptions(project: Project, { views }: { readonly views?: Views }): ReadOptions {
  return { defaultSchema: defaultSchemaOf(project), ...(views === undefined ? {} : { views }) };
}
