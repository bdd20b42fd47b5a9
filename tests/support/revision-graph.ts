/** Tiny revision graphs for tests, one line a revision: `m < c d +dependency #label`. */
import { defineRevision } from "../../src/script/revision.ts";
import type { Revision } from "../../src/script/revision.ts";
import { RevisionMap } from "../../src/script/revision-map.ts";

export function revisionsOf(...lines: readonly string[]): Revision[] {
  return lines.map((line) => {
    const [id, ...words] = line.split(/\s+/).filter((word) => word !== "<");
    const starting = (mark: string): string[] =>
      words.flatMap((word) => (word.startsWith(mark) ? [word.slice(1)] : []));
    const downRevision = words.filter((word) => !/^[+#]/.test(word));
    return defineRevision({
      id: id!,
      downRevision,
      dependsOn: starting("+"),
      branchLabels: starting("#"),
      message: `revision ${id}`,
      path: `migrations/${id}.ts`,
    });
  });
}

export function graphOf(...lines: readonly string[]): RevisionMap {
  return new RevisionMap(revisionsOf(...lines));
}

/** The stable code of the error that a call throws; undefined when it throws none. */
export function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}
