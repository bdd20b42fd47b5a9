/** Where another tool's files and its history stand to each other, and what has to be settled before it is taken over. */
import type { MigrationFile } from "./files.ts";
import type { History } from "./history.ts";

export interface HistoryStates {
  /** Files that are not applied, after the last that is. */
  readonly pending: readonly string[];
  /** Files that the tool will never apply, because a later one is. */
  readonly skipped: readonly string[];
  /** Applied files whose text is no longer what was applied. */
  readonly edited: readonly string[];
  /** Applied migrations whose file is gone. */
  readonly fileless: readonly string[];
  readonly failed: readonly string[];
}

/** Compares files with the history. Alembic's table holds heads only, so its files say nothing. */
export function statesOf(history: History, files: readonly MigrationFile[] | undefined): HistoryStates {
  const failed = history.problems.map(({ key, problem }) => `${key} ${problem}`);
  const isSingle = ["alembic", "golang-migrate"].includes(history.tool.name);
  if (files === undefined || isSingle) return { pending: [], skipped: [], edited: [], fileless: [], failed };
  const keyOf = (key: string): string => (history.tool.name === "sequelize" ? key.replace(/\.[cm]?[jt]s$/, "") : key);
  const applied = new Map(history.entries.map(({ key, checksum }) => [keyOf(key), checksum]));
  const known = new Set(files.map(({ key }) => keyOf(key)));
  const last = [...applied.keys()].sort().at(-1) ?? "";
  const open = files.filter(({ key }) => !applied.has(keyOf(key)));
  // Drizzle looks at the newest moment alone: what was merged late never runs, and nobody is told.
  const isSkipped = ({ key }: MigrationFile): boolean => history.tool.name === "drizzle" && key < last;
  return {
    pending: open.filter((file) => !isSkipped(file)).map(({ name }) => name),
    skipped: open.filter(isSkipped).map(({ name }) => name),
    edited: files.filter((file) => isEdited(file, applied.get(keyOf(file.key)))).map(({ name }) => name),
    fileless: [...applied.keys()].filter((key) => !known.has(key)),
    failed,
  };
}

/** Old rows of Prisma have bytes without zeros in front, so that their length differs. */
const isEdited = ({ checksum }: MigrationFile, applied: string | undefined): boolean =>
  checksum !== undefined && applied !== undefined && applied.length === checksum.length && applied !== checksum;
