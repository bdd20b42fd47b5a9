/**
 * Proves a case on a database: autogenerate writes what the case says; running it gives a database like the target;
 * comparing again finds nothing; the downgrade restores the start; the rendered source says the same.
 */
import { autogenerate, autogenerateOn, type AutogenerateResult } from "../autogenerate/autogenerate.ts";
import { equal } from "../autogenerate/compare.ts";
import { renderBody } from "../autogenerate/render.ts";
import { operationStatements } from "../autogenerate/statements.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { dataModel } from "../model/data-model.ts";
import type { Operation, Statement } from "../operations/operation.ts";
import type { CaseEnvironment, KindCase } from "./case.ts";
import { CaseFailedError, CaseStatementError } from "./errors.ts";
import { checkUse, checkValues, readHeld, readOwnProblems, readUse } from "./prove-rows.ts";
import { runSource } from "./run-source.ts";
import { differencesOf } from "./same-objects.ts";

/**
 * Proves one case; the database is empty before and holds the start of the case afterwards.
 *
 * @throws CaseFailedError, CaseStatementError
 */
export async function proveCase(theCase: KindCase, environment: CaseEnvironment): Promise<void> {
  const proof = await prepare(theCase, environment);
  const result = await compare(proof, proof.start, theCase.renames);
  checkPlan(theCase, result, proof);
  await checkSource(result.upgrade, "upgrade", proof);
  await checkSource(result.downgrade, "downgrade", proof);
  if (theCase.undecided === true) return;
  const held = await readHeld(proof, proof.start, proof.expected);
  const own = held.length === 0 ? undefined : await readOwnProblems(proof, proof.start);
  await run("the upgrade", result.upgrade, proof);
  const upgraded = await checkState("the upgrade makes a database like the target", proof.expected, proof);
  await checkRows("after the upgrade", theCase.rows?.upgraded, proof);
  await checkSilence(upgraded, proof);
  const problems = await readUse(proof, proof.start, upgraded);
  await run("the downgrade", result.downgrade, proof);
  await checkState("the downgrade restores the start", proof.start, proof);
  await checkRows("after the downgrade", theCase.rows?.downgraded ?? proof.rows, proof);
  if (theCase.rows?.downgraded === undefined) await checkValues(proof, held, result.downgrade);
  await checkUse(proof, { start: proof.start, upgraded: problems, ...(own === undefined ? {} : { own }) });
}

interface Proof extends CaseEnvironment {
  readonly theCase: KindCase;
  readonly serverVersion: number;
  /** As declared, or as reflected from the target's SQL. */
  readonly target: MetaData;
  /** True where expressions are in the words of the declaration. */
  readonly isDeclared: boolean;
  /** A database built from the target, reflected. */
  readonly expected: MetaData;
  readonly start: MetaData;
  readonly rows: readonly unknown[] | undefined;
}

async function prepare(theCase: KindCase, environment: CaseEnvironment): Promise<Proof> {
  const { dialect, connection } = environment;
  const serverVersion = await dialect.serverVersion(connection);
  await environment.reset();
  const isDeclared = typeof theCase.target !== "string";
  const empty = emptyDatabase(environment);
  const base = { ...environment, theCase, serverVersion, isDeclared, rows: undefined, start: empty, expected: empty };
  const declared = await buildTarget(theCase, base);
  const expected = await dialect.reflect(connection);
  const target = declared ?? expected;
  await environment.reset();
  await execute("the database of the case", theCase.database, environment);
  const start = await dialect.reflect(connection);
  const rows = theCase.rows === undefined ? undefined : await readRows(theCase.rows.query, environment);
  return { ...base, target, expected, start, rows };
}

/** What is there before anybody made anything: the default schema. */
function emptyDatabase({ dialect: { defaultSchema, kinds } }: CaseEnvironment): MetaData {
  const standard: SchemaObject = { kind: "schema", name: defaultSchema };
  return new MetaData({ objects: [[kinds["schema"]!.key(standard), standard]] });
}

/** Builds the target in the empty database; returns it where it is declared. */
async function buildTarget(theCase: KindCase, proof: Omit<Proof, "target">): Promise<MetaData | undefined> {
  if (typeof theCase.target === "string") {
    await execute("the target of the case", theCase.target, proof);
    return undefined;
  }
  const members = Object.fromEntries(theCase.target.map((each, at) => [`member${at}`, each]));
  const target = dataModel(members, theCase.options).metadata;
  const { dialect, serverVersion, start } = proof;
  // From nothing, nothing has to be compared: the declaration is taken by its word.
  const { upgrade } = autogenerate({ dialect, database: start, target, serverVersion });
  await run("building the target", upgrade, { ...proof, target });
  return target;
}

async function compare(proof: Proof, database: MetaData, renames: KindCase["renames"]): Promise<AutogenerateResult> {
  const { dialect, connection, serverVersion, isDeclared, theCase } = proof;
  const { canonical, problems } = isDeclared
    ? await dialect.settle(connection, database, proof.target)
    : { canonical: proof.target, problems: [] };
  if (problems.length > 0) throw new CaseFailedError("the server accepts the target", [], problems);
  const renaming = (renames ?? []).length > 0 || proof.target.renamedFrom.size > 0;
  const sides = await dialect.reread(connection, { held: database, database, target: canonical, renaming });
  return autogenerateOn(connection, {
    dialect,
    database: sides.database,
    target: isDeclared ? proof.target : sides.target,
    canonical: sides.target,
    serverVersion,
    assumeNoRenames: theCase.assumeNoRenames === true,
    ...(renames === undefined ? {} : { renames }),
  });
}

function checkPlan(theCase: KindCase, result: AutogenerateResult, proof: Proof): void {
  const { statements, downgrade, questions = [], notes = [] } = theCase;
  if (statements !== undefined) same("autogenerate writes the statements", statements, sqlOf(result.upgrade, proof));
  if (downgrade !== undefined) same("the downgrade is", downgrade, sqlOf(result.downgrade, proof));
  const asked = result.decisions.map((decision) => decision.text);
  same("autogenerate asks", questions, asked);
  if (theCase.remade !== undefined) {
    const told = result.remade.map(({ text, because }) => `${text}: ${because}`);
    same("autogenerate makes anew", theCase.remade, told);
  }
  if (theCase.ignoreNotes === true) return;
  const isTold = notes.length === result.notes.length && notes.every((note, at) => result.notes[at]?.includes(note));
  if (!isTold) throw new CaseFailedError("autogenerate notes", notes, result.notes);
}

const statementsOf = (operations: readonly Operation[], { dialect, serverVersion }: Proof): Statement[] =>
  operationStatements(operations, dialect, { serverVersion });
const sqlOf = (operations: readonly Operation[], proof: Proof): string[] =>
  statementsOf(operations, proof).map(({ sql }) => sql);

/** What a revision says, read back and run, is what the operations say. */
async function checkSource(
  operations: readonly Operation[],
  direction: "upgrade" | "downgrade",
  proof: Proof,
): Promise<void> {
  const { dialect, vocabulary, serverVersion } = proof;
  const wanted = statementsOf(operations, proof);
  if (wanted.some((statement) => statement.decision !== undefined)) return;
  const body = renderBody(operations, dialect);
  try {
    const statements = await runSource(body, { dialect, vocabulary, serverVersion, direction });
    same(
      `the source of the ${direction} gives the same statements:\n${body.body}`,
      wanted.map(({ sql }) => sql),
      distinct(statements),
    );
  } catch (error) {
    if (error instanceof CaseFailedError) throw error;
    throw new CaseStatementError(`running the source of the ${direction}`, body.body, error);
  }
}

/** A setting of the session is said once by autogenerate, and by each operation when a revision runs. */
function distinct(statements: readonly Statement[]): string[] {
  const settings = new Set<string>();
  return statements
    .map(({ sql }) => sql)
    .filter((sql) => {
      const isKnown = settings.has(sql);
      if (sql.startsWith("SET ")) settings.add(sql);
      return !isKnown;
    });
}

async function checkState(claim: string, expected: MetaData, proof: Proof): Promise<MetaData> {
  const actual = await proof.dialect.reflect(proof.connection);
  if (differencesOf(expected, actual).length === 0) return actual;
  // What PostgreSQL has printed and read again, it may print in other words.
  const sides = await proof.dialect.reread(proof.connection, { held: actual, database: expected, target: actual });
  const differences = differencesOf(expected, sides.target);
  if (differences.length > 0) throw new CaseFailedError(claim, [], differences, differences.join("\n"));
  return actual;
}

/** The target compared with the database that it became. */
async function checkSilence(database: MetaData, proof: Proof): Promise<void> {
  // Answers were for what was; names that were swapped would be swapped again.
  const again = await compare(proof, database, undefined);
  const found = [
    ...again.differences.map(({ sign, text }) => `${sign} ${text}`),
    ...again.decisions.map(({ text }) => text),
  ];
  same("comparing again finds nothing", [], found);
}

async function checkRows(when: string, expected: readonly unknown[] | undefined, proof: Proof): Promise<void> {
  const { rows } = proof.theCase;
  if (rows === undefined) return;
  same(`the rows ${when}`, expected, await readRows(rows.query, proof));
}

async function readRows(query: string, { connection }: CaseEnvironment): Promise<readonly unknown[]> {
  const { rows } = await connection.query<readonly unknown[]>(query, [], { rowMode: "array" });
  return rows.map((row) => row[0]);
}

/** Statements that can stand in a transaction run in one; the others alone. */
async function run(doing: string, operations: readonly Operation[], proof: Proof): Promise<void> {
  let group: string[] = [];
  const flush = async (): Promise<void> => {
    const script = group.join(";\n");
    group = [];
    if (script !== "") await execute(doing, script, proof);
  };
  for (const statement of statementsOf(operations, proof)) {
    if (statement.transactional !== false) {
      group.push(statement.sql);
      continue;
    }
    await flush();
    await execute(doing, statement.sql, proof);
  }
  await flush();
}

async function execute(doing: string, script: string, { connection }: CaseEnvironment): Promise<void> {
  try {
    await connection.execute(script);
  } catch (error) {
    if (connection.transactionStatus !== "idle") await connection.execute("ROLLBACK");
    throw new CaseStatementError(doing, script, error);
  }
}

function same(claim: string, expected: unknown, actual: unknown): void {
  if (!equal(expected, actual)) throw new CaseFailedError(claim, expected, actual, JSON.stringify(actual, asText, 2));
}

const asText = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
