/**
 * Operations are reversible values: plain frozen data that says what to change. What an operation does in SQL, how it is
 * undone and how it is written in a revision is in its definition, one record entry per operation type.
 */
import type { SourceWriter } from "./source.ts";

/** Plain data with a literal `type`; everything else is the operation's own. */
export interface Operation {
  readonly type: string;
  /**
   * True where another operation brings this one about by itself: it has no statements and is not written in revisions,
   * but its reverse counts.
   */
  readonly implied?: boolean;
  /** True where undoing needs other objects out of the way, so that the way back is planned instead of reversed. */
  readonly replan?: boolean;
  /** Why something that nobody changed goes and comes back; said once above the operations of one reason. */
  readonly because?: string;
}

/** One SQL statement that an operation needs. */
export interface Statement {
  readonly sql: string;
  /** False for what PostgreSQL refuses inside a transaction block; such a statement is a step of its own. */
  readonly transactional?: false;
  /** What it adds and nothing can use before the transaction has ended, in which it may run all the same. */
  readonly adds?: AddedValue;
  /** For steps outside a transaction: the same as batches, for a run that can save how far it came; `sql` is for scripts. */
  readonly batches?: Batches;
  /** For steps outside a transaction: a query of one boolean, true when the statement's work is already done. */
  readonly done?: string;
  /** For steps outside a transaction: what removes the left-overs of a run that was cut off, run before a new try. */
  readonly cleanUp?: string;
  /** Said above the statement in offline SQL and plans: why it is there, what it costs, what a person must decide. */
  readonly note?: string;
  /** Why something that nobody changed goes and comes back, on the first statement of a reason. */
  readonly because?: string;
  /** Set where the statement cannot run before a person completes it, such as a `USING` without an obvious cast. */
  readonly decision?: string;
}

/** A change of many rows, as pieces of SQL. */
export interface Batches {
  readonly table: string;
  readonly set: string;
  /** True of rows that still have to be changed. */
  readonly where: string;
  /** Rows a batch at most. */
  readonly batchSize?: number;
  readonly pauseMs?: number;
}

/** A value of an enum, and the enum's name without its schema. */
export interface AddedValue {
  readonly type: string;
  readonly value: string;
}

/** What `statements` may ask: the server it writes for. */
export interface DdlContext {
  /** `server_version_num`, such as 150004. */
  readonly serverVersion: number;
}

/** What may hold something that is gone afterwards: a table, one of its columns, or a value of an enum. */
export interface Holding {
  readonly schema: string;
  /** The table, or the enum of `label`. */
  readonly name: string;
  readonly column?: string;
  readonly label?: string;
}

/** What an operation type is: how it is built, undone, run and written. */
export interface OperationDefinition<Op extends Operation, Arguments extends readonly unknown[] = readonly never[]> {
  readonly type: Op["type"];
  /** From the arguments of `op.<type>(…)`. No overloads: the `op` object's type is derived from it. */
  readonly build: (...args: Arguments) => Op;
  /** The operations that undo this one, in the order to run them. @throws IrreversibleError */
  readonly reverse: (op: Op) => readonly Operation[];
  readonly statements: (op: Op, ddl: DdlContext) => readonly Statement[];
  /** The call as it stands in a revision: `op.dropTable("orders")`. */
  readonly render: (op: Op, source: SourceWriter) => string;
  /** One line for people: `create table orders`. */
  readonly describe: (op: Op) => string;
  /** What rows lose by it; absent where they lose nothing. */
  readonly loses?: (op: Op) => readonly Holding[];
}

/** A definition of any operation, for collections of them. */
export interface AnyOperationDefinition {
  readonly type: string;
  readonly build: (...args: never) => Operation;
  readonly reverse: (op: never) => readonly Operation[];
  readonly statements: (op: never, ddl: DdlContext) => readonly Statement[];
  readonly render: (op: never, source: SourceWriter) => string;
  readonly describe: (op: never) => string;
  readonly loses?: (op: never) => readonly Holding[];
}

/** Declares an operation type; the definitions of a kind sit in a record keyed by their type. */
export function defineOperation<Op extends Operation, Arguments extends readonly unknown[]>(
  definition: OperationDefinition<Op, Arguments>,
): OperationDefinition<Op, Arguments> {
  return Object.freeze(definition);
}

/** A record of definitions, `{ createTable, dropTable, … }`. */
export type OperationDefinitions = Readonly<Record<string, AnyOperationDefinition>>;

/**
 * The methods that a record of definitions gives `op`: same names, same arguments, each returning what `Result` says.
 *
 *     type Methods = OperationMethods<{ dropTable: typeof dropTable }, Promise<void>>; // { dropTable(name: string): Promise<void> }
 */
export type OperationMethods<Definitions extends OperationDefinitions, Result> = {
  readonly [Type in keyof Definitions]: Definitions[Type] extends {
    readonly build: (...args: infer Arguments) => unknown;
  }
    ? (...args: Arguments) => Result
    : never;
};
