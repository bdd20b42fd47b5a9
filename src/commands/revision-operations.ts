/** What a revision does, as sentences, without a database: its code runs against a receiver that only writes down. */
import type { Project } from "../config/config.ts";
import { OfflineError } from "../migration/errors.ts";
import { createOp, type OpContext, type OpReceiver } from "../migration/op.ts";
import { OperationQueue } from "../migration/operation-queue.ts";
import type { Operation, OperationDefinitions } from "../operations/operation.ts";
import type { Revision } from "../script/revision.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { dialectOf } from "./workspace.ts";

/** The operations of a revision's upgrade. @throws OfflineError where the code asks the database */
export async function revisionOperations(project: Project, revision: Revision): Promise<readonly string[]> {
  const { up } = (await loadRevisionCode(project, [revision])).get(revision.id)!;
  if (up === undefined) return [];
  if (up.kind === "sql") return up.statements.map(({ statement }) => firstLine(statement.sql));
  const { operations } = await dialectOf(project);
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
  readonly #sentences: string[] = [];

  constructor(definitions: OperationDefinitions, context: OpContext) {
    this.#definitions = definitions;
    this.context = context;
  }

  async finish(): Promise<readonly string[]> {
    await this.#queue.drain();
    return this.#sentences;
  }

  run(operation: Operation): Promise<void> {
    return this.#queue.add(async () => {
      this.#sentences.push(this.#definitions[operation.type]?.describe(operation as never) ?? operation.type);
    });
  }

  query<Row>(): Promise<readonly Row[]> {
    return this.#queue.add(() => Promise.reject(new OfflineError("op.query")));
  }

  db(): never {
    throw new OfflineError("op.db");
  }
}
