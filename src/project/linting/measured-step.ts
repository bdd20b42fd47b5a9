/** Runs one revision in one direction on a scratch database, statement by statement, and measures what each does. */
import type { Kysely } from "kysely";
import { isOutside } from "../../checks/outside.ts";
import type { StepSubject, Subject } from "../../checks/rule.ts";
import type { ParsedStatement, StatementProbe, StatementReader } from "../../dialects/statement-facts.ts";
import type { DriverConnection, QueryResult } from "../../driver/driver.ts";
import { DatabaseError } from "../../driver/errors.ts";
import { createOp, type AnyTables, type OpContext, type OpReceiver } from "../../migration/op.ts";
import { openOpDb } from "../../migration/op-db.ts";
import { OperationQueue } from "../../migration/operation-queue.ts";
import type { RevisionBody, RevisionCode } from "../../migration/revision-code.ts";
import type { Operation, OperationDefinitions, Statement } from "../../operations/operation.ts";
import { UnknownOperationError } from "../../operations/errors.ts";
import { quoteIdentifier } from "../../sql/identifier.ts";

export interface MeasuredStepOptions {
  readonly connection: DriverConnection;
  readonly probe: StatementProbe;
  readonly reader: StatementReader;
  readonly definitions: OperationDefinitions;
  readonly context: OpContext;
  readonly code: RevisionCode;
  readonly defaultSchema: string;
  /** What the subjects are told of the step. */
  readonly step: StepSubject & { readonly statements: Subject[] };
}

/** Where a statement comes from. */
interface Origin {
  readonly alone: boolean;
  readonly byHand: boolean;
  readonly line: number | undefined;
}

const atNoPlace: Origin = { alone: false, byHand: true, line: undefined };

export class MeasuredStep implements OpReceiver {
  readonly context: OpContext;
  readonly #options: MeasuredStepOptions;
  readonly #lines = new Map<Subject, number>();
  #queue = new OperationQueue();
  #isOpen = false;
  #earlier: readonly Subject[] = [];
  /** Statements of an attempt before this one that can't be undone. */
  #committed = 0;
  #skip = 0;
  #seen = 0;

  constructor(options: MeasuredStepOptions) {
    this.#options = options;
    this.context = options.context;
  }

  /** The line of the file that asks for a statement. */
  lineOf(subject: Subject): number | undefined {
    return this.#lines.get(subject);
  }

  /** Runs the body; may be called again after a failure, and then goes on behind what is committed. */
  async attempt(body: RevisionBody): Promise<void> {
    this.#queue = new OperationQueue();
    this.#skip = this.#committed;
    this.#seen = 0;
    // What a failed attempt has said of statements that were rolled back is said again.
    this.#options.step.statements.length = this.#committed;
    try {
      if (body.kind === "function") await this.#call(body.run);
      else for (const placed of body.statements) await this.#runStatement(placed.statement, originOf(placed));
      await this.#commit();
    } catch (error) {
      await this.#rollback();
      throw error;
    }
  }

  async #call(run: (op: never) => unknown): Promise<void> {
    try {
      await run(createOp(this.#options.definitions, this) as never);
    } catch (error) {
      await this.#queue.drain();
      throw error;
    }
    await this.#queue.drain();
  }

  run(operation: Operation, call: Error): Promise<void> {
    return this.#queue.add(async () => {
      const definition = this.#options.definitions[operation.type];
      if (definition === undefined) throw new UnknownOperationError(operation.type);
      const origin = { byHand: operation.type === "execute", line: this.#lineOfCall(call) };
      const { serverVersion } = this.context;
      for (const statement of definition.statements(operation as never, { serverVersion }))
        await this.#runStatement(statement, { ...origin, alone: statement.transactional === false });
    });
  }

  #lineOfCall(call: Error): number | undefined {
    const line = /:(\d+)$/.exec(this.#options.code.locate(call.stack) ?? "")?.[1];
    return line === undefined ? undefined : Number(line);
  }

  query<Row>(sql: string, parameters: readonly unknown[], call: Error): Promise<readonly Row[]> {
    const origin = { ...atNoPlace, line: this.#lineOfCall(call) };
    return this.#queue.add(async () => (await this.#runQuery<Row>(sql, parameters, origin)).rows);
  }

  db(): Kysely<AnyTables> {
    const query = <Row>(sql: string, parameters?: readonly unknown[]): Promise<QueryResult<Row>> => {
      const origin = { ...atNoPlace, line: this.#lineOfCall(new Error("op.db")) };
      return this.#queue.add(() => this.#runQuery<Row>(sql, parameters ?? [], origin));
    };
    return openOpDb({ query }, this.#options.code.path);
  }

  async #runQuery<Row>(sql: string, parameters: readonly unknown[], origin: Origin): Promise<QueryResult<Row>> {
    const [parsed] = (await this.#options.reader.parse(sql)) ?? [];
    let result: QueryResult<Row> | undefined;
    await this.#measure(parsed, sql, origin, async () => {
      result = await this.#options.connection.query<Row>(sql, parameters);
    });
    return result ?? { rows: [], rowCount: 0, command: "" };
  }

  async #runStatement(statement: Statement, origin: Origin): Promise<void> {
    const { reader, connection } = this.#options;
    const parsed = (await reader.parse(statement.sql)) ?? [undefined];
    for (const one of parsed) {
      const text = one?.text ?? statement.sql;
      const before = one === undefined ? "" : statement.sql.slice(0, one.offset);
      const line = origin.line === undefined ? undefined : origin.line + (origin.byHand ? linesIn(before) : 0);
      await this.#measure(one, text, { ...origin, line }, async () => void (await connection.execute(text)));
    }
  }

  async #measure(
    parsed: ParsedStatement | undefined,
    text: string,
    origin: Origin,
    action: () => Promise<void>,
  ): Promise<void> {
    this.#seen += 1;
    if (this.#seen <= this.#skip) return;
    const { reader, connection, probe, step } = this.#options;
    await this.#begin();
    const isAlone = origin.alone || (parsed !== undefined && isOutside(parsed.kind, parsed.node));
    const subject: { -readonly [Name in keyof Subject]: Subject[Name] } = {
      kind: parsed?.kind ?? "",
      node: parsed?.node ?? {},
      text,
      statement: parsed,
      facts: await reader.facts(connection, parsed),
      measured: undefined,
      alone: origin.alone,
      byHand: origin.byHand,
      earlier: isAlone ? [] : this.#earlier,
      step,
      refusedWith: undefined,
    };
    step.statements.push(subject);
    if (origin.line !== undefined) this.#lines.set(subject, origin.line);
    // It would end the transaction that everything is measured in.
    if (subject.kind === "TransactionStmt") return;
    try {
      if (isAlone) await this.#outside(action);
      else await action();
    } catch (error) {
      if (error instanceof DatabaseError) subject.refusedWith = error.sqlState;
      throw error;
    }
    if (isAlone) return;
    subject.measured = await probe.measure();
    this.#earlier = [...this.#earlier, subject];
  }

  async #outside(action: () => Promise<void>): Promise<void> {
    await this.#commit();
    await action();
    this.#committed = this.#options.step.statements.length;
    await this.#options.probe.measure();
  }

  async #begin(): Promise<void> {
    if (this.#isOpen) return;
    const { connection, defaultSchema, probe } = this.#options;
    await connection.execute(`BEGIN;\nSET LOCAL search_path = ${quoteIdentifier(defaultSchema)}`);
    this.#isOpen = true;
    await probe.measure();
  }

  async #commit(): Promise<void> {
    if (this.#isOpen) await this.#options.connection.execute("COMMIT");
    this.#isOpen = false;
    this.#earlier = [];
    this.#committed = this.#options.step.statements.length;
  }

  async #rollback(): Promise<void> {
    this.#isOpen = false;
    this.#earlier = [];
    const { connection } = this.#options;
    if (connection.usable && connection.transactionStatus !== "idle") await connection.execute("ROLLBACK");
  }
}

const linesIn = (text: string): number => text.split("\n").length - 1;

function originOf({ statement, line }: { readonly statement: Statement; readonly line: number }): Origin {
  return { alone: statement.transactional === false, byHand: true, line };
}
