import type { Project } from "../config/config.ts";
import type { ReadOptions, Views } from "../erd/read-diagram.ts";
import { defaultSchemaOf } from "./workspace.ts";

/** What of a data model a picture shows. */
export interface DiagramReading {
  readonly views?: Views;
}

/** What every picture of a project reads alike. */
export function readOptions(project: Project, { views }: DiagramReading): ReadOptions {
  return { defaultSchema: defaultSchemaOf(project), ...(views === undefined ? {} : { views }) };
}
