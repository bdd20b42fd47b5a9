/** Offline mode: the SQL that a run would send, as text; no database is touched. */
import type { Operation, OperationDefinitions, Statement } from "../operations/operation.ts";
import { withAddedValuesApart } from "../operations/added-values.ts";
import { UnknownOperationError } from "../operations/errors.ts";
import { DecisionInStatementError, NoDowngradeError, OfflineError } from "./errors.ts";
import { createOp, type OpContext, type OpReceiver } from "./op.ts";
import {
  ledgerTableSql,
  placeSql,
  recordSql,
  scriptId,
  searchPathSql,
  withProgress,
  type RecordOptions,
} from "./offline-record.ts";
import { OperationQueue } from "./operation-queue.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";
import { offlineVersionTableSql, rowChangeSql, type VersionTable } from "./version-table.ts";

export interface OfflineOptions {
  readonly steps: readonly RunStep[];
  readonly codes: ReadonlyMap<string, RevisionCode>;
  readonly definitions: OperationDefinitions;
  readonly table: VersionTable;
  /** True where the range begins at base, so that the script makes the version table. */
  readonly createTable: boolean;
  readonly defaultSchema: string;
  readonly environment: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly serverVersion: number;
  /** Set for a script that is to be run: it writes down what a run would, and stops where the database is elsewhere. */
  readonly record?: Pick<RecordOptions, "toolVersion">;
}

/** The script of a range of steps. @throws OfflineError, DecisionInStatementError, NoDowngradeError */
export async function offlineScript(options: OfflineOptions): Promise<string> {
  const { steps, codes, table, defaultSchema, record } = options;
  const parts: string[] = [];
  for (const [at, step] of steps.entries()) {
    const statements = withAddedValuesApart(await statementsOf(step, options));
    const makesTable = at === 0 && options.createTable;
    const first: Statement[] = makesTable ? offlineVersionTableSql(table, defaultSchema).map((sql) => ({ sql })) : [];
    if (record === undefined) {
      const rows = rowChangeSql(table, step.rowChanges).map(({ sql }) => ({ sql }));
      parts.push(transactions(headline(step), [...first, ...statements, ...rows]));
      continue;
    }
    const code = codes.get(step.revision.id) as RevisionCode;
    if (at === 0) first.push(ledgerTableSql(table));
    const recorded = recordSql(step, code, { ...record, table, runId: scriptId(steps, codes) });
    const place = statements.some(isAlone) && !makesTable ? placeSql(step, table) : [];
    const all = [...place, ...first, ...withProgress(statements, step, code, table), ...recorded];
    parts.push(`${searchPathSql(defaultSchema)}${transactions(headline(step), all)}`);
  }
  return parts.join("\n");
}

function headline(step: RunStep): string {
  const { id, downRevision } = step.revision;
  const parents = downRevision.join(", ") || "base";
  const [before, after] = step.direction === "up" ? [parents, id] : [id, parents];
  // A message may hold line ends; in a comment they would end it.
  const message = step.revision.message.replaceAll(/\s+/g, " ");
  return `-- ${step.direction === "up" ? "upgrade" : "downgrade"} ${before} -> ${after}${message === "" ? "" : `, ${message}`}`;
}

const isAlone = (statement: Statement | undefined): boolean => statement?.transactional === false;

/** Statements that run alone stand between two transactions. */
function transactions(title: string, statements: readonly Statement[]): string {
  const lines = isAlone(statements[0]) ? [title, ""] : ["BEGIN;", "", title, ""];
  for (const [at, statement] of statements.entries()) {
    const note = statement.note === undefined ? "" : `${commented(statement.note)}\n`;
    const [before, after] = [statements[at - 1], statements[at + 1]];
    if (isAlone(before) && !isAlone(statement)) lines.push("BEGIN;", "");
    lines.push(`${note}${terminated(statement.sql)}`, "");
    if (!isAlone(statement) && isAlone(after)) lines.push("COMMIT;", "");
  }
  if (!isAlone(statements.at(-1))) lines.push("COMMIT;", "");
  return lines.join("\n");
}

/** Each line of a text as a comment. */
export const commented = (note: string): string =>
  note
    .split("\n")
    .map((line) => `-- ${line}`)
    .join("\n");

/** A statement with its semicolon, which would be part of a comment at the end. */
export function terminated(sql: string): string {
  const text = sql.trim();
  if (text.endsWith(";")) return text;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  return lastLine.includes("--") ? `${text}\n;` : `${text};`;
}

async function statementsOf(step: RunStep, options: OfflineOptions): Promise<readonly Statement[]> {
  const code = options.codes.get(step.revision.id) as RevisionCode;
  const body = step.direction === "up" ? code.up : code.down;
  if (body === undefined) throw new NoDowngradeError(step.revision.id, code.path);
  if (body.kind === "sql") return body.statements.map(({ statement }) => statement);
  const receiver = new OfflineReceiver(options.definitions, {
    offline: true,
    direction: step.direction === "up" ? "upgrade" : "downgrade",
    environment: options.environment,
    revision: step.revision.id,
    arguments: options.arguments,
    serverVersion: options.serverVersion,
  });
  return receiver.collect(body.run);
}

/** Collects the statements of operations. */
export class OfflineReceiver implements OpReceiver {
  readonly context: OpContext;
  readonly #definitions: OperationDefinitions;
  readonly #queue = new OperationQueue();
  readonly #statements: Statement[] = [];

  constructor(definitions: OperationDefinitions, context: OpContext) {
    this.#definitions = definitions;
    this.context = context;
  }

  async collect(body: (op: never) => unknown): Promise<readonly Statement[]> {
    await body(createOp(this.#definitions, this) as never);
    await this.#queue.drain();
    return this.#statements;
  }

  run(operation: Operation): Promise<void> {
    return this.#queue.add(async () => {
      const definition = this.#definitions[operation.type];
      if (definition === undefined) throw new UnknownOperationError(operation.type);
      for (const statement of definition.statements(operation as never, {
        serverVersion: this.context.serverVersion,
      })) {
        if (statement.decision !== undefined) throw new DecisionInStatementError(statement.decision);
        this.#statements.push(statement);
      }
    });
  }

  query<Row>(): Promise<readonly Row[]> {
    return this.#queue.add(() => Promise.reject(new OfflineError("op.query")));
  }

  db(): never {
    throw new OfflineError("op.db");
  }
}
