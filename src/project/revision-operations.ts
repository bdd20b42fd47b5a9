/** What a revision does, as sentences, without a database: its code runs against a receiver that only writes down. */
import type { Project } from "../config/config.ts";
import type { RevisionFinding } from "../erd/model-history.ts";
import { OfflineError } from "../migration/errors.ts";
import { createOp, type OpContext, type OpReceiver } from "../migration/op.ts";
import { OperationQueue } from "../migration/operation-queue.ts";
import { IrreversibleError } from "../operations/errors.ts";
import type { AnyOperationDefinition, Operation, OperationDefinitions } from "../operations/operation.ts";
import type { Revision } from "../script/revision.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { operationsOf } from "./workspace.ts";

export interface RevisionOperations {
  readonly operations: readonly string[];
  readonly findings: readonly RevisionFinding[];
}

/**
 * The operations of a revision's upgrade, and what they say of themselves.
 *
 *     const { operations, findings } = await revisionOperations(project, map.get("a0cf7f5d705d"));
 *
 * @throws OfflineError where the code asks the database
 */
export async function revisionOperations(project: Project, revision: Revision): Promise<RevisionOperations> {
  const { up } = (await loadRevisionCode(project, [revision])).get(revision.id)!;
  if (up === undefined) return { operations: [], findings: [] };
  if (up.kind === "sql") {
    return { operations: up.statements.map(({ statement }) => firstLine(statement.sql)), findings: [] };
  }
  const operations = await operationsOf(project);
  const receiver = new DescribingReceiver(operations, {
    offline: true,
    direction: "upgrade",
    environment: project.environment.name,
    revision: revision.id,
    arguments: project.arguments,
    serverVersion: project.environment.serverVersion,
  });
  await up.run(createOp(operations, receiver) as never);
  return receiver.finish();
}

function firstLine(sql: string): string {
  const line = sql.trim().split("\n")[0]!;
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

class DescribingReceiver implements OpReceiver {
  readonly context: OpContext;
  readonly #definitions: OperationDefinitions;
  readonly #queue = new OperationQueue();
  readonly #operations: string[] = [];
  readonly #findings: RevisionFinding[] = [];

  constructor(definitions: OperationDefinitions, context: OpContext) {
    this.#definitions = definitions;
    this.context = context;
  }

  async finish(): Promise<RevisionOperations> {
    await this.#queue.drain();
    return { operations: this.#operations, findings: this.#findings };
  }

  run(operation: Operation): Promise<void> {
    return this.#queue.add(async () => {
      const definition = this.#definitions[operation.type];
      const text = definition?.describe(operation as never) ?? operation.type;
      this.#operations.push(text);
      if (definition === undefined) return;
      this.#findings.push(...findingsOf(operation, { definition, text, serverVersion: this.context.serverVersion }));
    });
  }

  query<Row>(): Promise<readonly Row[]> {
    return this.#queue.add(() => Promise.reject(new OfflineError("op.query")));
  }

  db(): never {
    throw new OfflineError("op.db");
  }
}

/** Operations after which rows or values are gone. */
const losing: Readonly<Record<string, string>> = {
  dropTable: "its rows are gone afterwards",
  dropColumn: "its values are gone afterwards",
};

interface Judged {
  readonly definition: AnyOperationDefinition;
  readonly text: string;
  readonly serverVersion: number;
}

/** Only what the operation itself knows; nothing is guessed from SQL. */
function findingsOf(operation: Operation, { definition, text, serverVersion }: Judged): RevisionFinding[] {
  const warning = (what: string): RevisionFinding => ({ level: "warning", text: `${text}: ${what}` });
  const note = (what: string): RevisionFinding => ({ level: "note", text: `${text}: ${what}` });
  const statements = definition.statements(operation as never, { serverVersion });
  return [
    ...(Object.hasOwn(losing, operation.type) ? [warning(losing[operation.type]!)] : []),
    ...statements.flatMap((one) => (one.decision === undefined ? [] : [warning(one.decision)])),
    ...statements.flatMap((one) => (one.note === undefined ? [] : [note(one.note)])),
    ...(statements.some((one) => one.transactional === false) ? [note("runs outside a transaction")] : []),
    ...(isReversible(operation, definition) ? [] : [note("can't be undone from what it knows")]),
  ];
}

function isReversible(operation: Operation, { reverse }: AnyOperationDefinition): boolean {
  try {
    reverse(operation as never);
    return true;
  } catch (error) {
    if (error instanceof IrreversibleError) return false;
    throw error;
  }
}
