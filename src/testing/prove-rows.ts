/** What a case proves of rows: the way back gives every value back, and tables can be used after each step as before. */
import type { HeldRows, UseProblem } from "../dialects/dialect.ts";
import { tablesOf, touched } from "../project/verification/touched.ts";
import { keptTables, lostValues } from "../metadata/kept-values.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { Operation } from "../operations/operation.ts";
import type { CaseEnvironment } from "./case.ts";
import { CaseFailedError } from "./errors.ts";

/** Rows before the upgrade, as far as tables hold some. */
export async function readHeld(
  { dialect, connection }: CaseEnvironment,
  start: MetaData,
  end: MetaData,
): Promise<readonly HeldRows[]> {
  const tables = keptTables(start, end);
  if (tables.length === 0) return [];
  return (await dialect.values(connection, tables)).filter(({ rows }) => rows.length > 0);
}

/** Every value is there again after the downgrade, unless that says that it is lossy. @throws CaseFailedError */
export async function checkValues(
  { dialect, connection }: CaseEnvironment,
  held: readonly HeldRows[],
  downgrade: readonly Operation[],
): Promise<void> {
  if (held.length === 0) return;
  const now = await dialect.values(connection, held);
  const lost = now.flatMap((table, at) => {
    const found = lostValues(table.columns, held[at]?.rows ?? [], table.rows);
    if (found === undefined) return [];
    return found.columns.length === 0 ? [table.name] : found.columns.map(({ name }) => `${table.name}.${name}`);
  });
  if (lost.length > 0 && !downgrade.some(isLossy))
    throw new CaseFailedError("the downgrade gives every value back, or says `lossy:`", [], lost, lost.join("\n"));
}

const isLossy = (operation: Operation): boolean => {
  const { note } = operation as { readonly note?: unknown };
  return typeof note === "string" && note.includes("lossy:");
};

/** What tables refuse after the upgrade; the same refused after the downgrade is no fault of it. */
export function readUse(
  { dialect, connection }: CaseEnvironment,
  from: MetaData,
  to: MetaData,
): Promise<readonly UseProblem[]> {
  return dialect.use(connection, touched(from, to));
}

/** What the start of a case, with its rows, refuses by itself. */
export async function readOwnProblems(
  { dialect, connection }: CaseEnvironment,
  start: MetaData,
): Promise<readonly UseProblem[]> {
  return dialect.use(connection, tablesOf(start));
}

/** After the downgrade: neither step has brought anything. @throws CaseFailedError */
export async function checkUse(
  { dialect, connection }: CaseEnvironment,
  {
    start,
    own,
    upgraded,
  }: { readonly start: MetaData; readonly own?: readonly UseProblem[]; readonly upgraded: readonly UseProblem[] },
): Promise<void> {
  if (upgraded.length === 0 && own === undefined) return;
  const downgraded = await dialect.use(connection, tablesOf(start));
  // Without rows, what is refused after the way back was refused before, too.
  const known = new Set((own ?? downgraded).map(nameOf));
  const found = [...upgraded, ...downgraded].filter((problem) => !known.has(nameOf(problem)));
  const told = found.map(({ doing, message }) => `${doing}: ${message}`);
  if (told.length > 0) throw new CaseFailedError("tables can be used after each step", [], told, told.join("\n"));
}

const nameOf = ({ schema, name, doing, column, sqlState }: UseProblem): string =>
  JSON.stringify([schema, name, doing, column ?? sqlState]);
