/** The facts that a revision file states, and which values they may have. */
import type { RevisionInput } from "./revision.ts";

export type Value = string | readonly string[] | null;

interface FieldRule {
  readonly accepts: (value: Value) => boolean;
  readonly expected: string;
}

const list: FieldRule = { accepts: () => true, expected: "a list of strings, a string or null" };
export const fields: Readonly<Record<string, FieldRule>> = {
  revision: { accepts: (value) => typeof value === "string" && value !== "", expected: "a string that is not empty" },
  downRevision: { accepts: () => true, expected: "null, a string or a list of strings" },
  branchLabels: list,
  dependsOn: list,
  createdAt: { accepts: (value) => value === null || typeof value === "string", expected: "a string" },
  replaces: list,
};

/** The revision that these values make, of which `revision` is a string. */
export function revisionOf(values: ReadonlyMap<string, Value>, path: string, doc: string): RevisionInput {
  const createdAt = values.get("createdAt");
  return {
    id: String(values.get("revision")),
    downRevision: values.get("downRevision") ?? null,
    branchLabels: asList(values.get("branchLabels")),
    dependsOn: asList(values.get("dependsOn")),
    ...(typeof createdAt === "string" ? { createdAt } : {}),
    ...(values.has("replaces") ? { replaces: asList(values.get("replaces")) } : {}),
    doc,
    path,
    format: "typescript",
  };
}

function asList(value: Value | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
