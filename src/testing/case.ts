/** A change of a database told as a case: what is, what should be, and what autogenerate makes of it. */
import type { RenameAnswer } from "../autogenerate/renames.ts";
import type { DriverConnection } from "../driver/driver.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { DataModelOptions, Declarations } from "../model/data-model.ts";

/** What `dataModel()` takes: a model, a table, an enum… */
export type Declarable = Declarations[string];

/** One case of a kind: a database, a target, and the statements that lead from one to the other. */
export interface KindCase {
  /** A sentence about behaviour. */
  readonly name: string;
  /** SQL that makes the database as it is, rows included. */
  readonly database: string;
  /** What should be: declared objects, or SQL that makes a database like it. */
  readonly target: readonly Declarable[] | string;
  readonly options?: DataModelOptions;
  /** The SQL that autogenerate writes, one entry a statement. */
  readonly statements?: readonly string[];
  /** The SQL of the way back. */
  readonly downgrade?: readonly string[];
  /** Answers to rename questions, as `--rename from=to` gives them. */
  readonly renames?: readonly RenameAnswer[];
  /** True where nothing was renamed, so that nothing is asked. */
  readonly assumeNoRenames?: boolean;
  /** The questions autogenerate asks; without it there must be none. */
  readonly questions?: readonly string[];
  /** What autogenerate tells a person, each entry part of one note; without it there must be none. */
  readonly notes?: readonly string[];
  /** What is told to be made anew around a change of something else, each an entry `view v: column t.a changes its type`. */
  readonly remade?: readonly string[];
  /** True where notes and decisions are not what the case is about; `USING` runs as it is proposed. */
  readonly ignoreNotes?: boolean;
  /** A query whose rows are the same before the upgrade, after it and after the downgrade, or as told. */
  readonly rows?: CaseRows;
  /** True where a person must decide first, so that nothing can run: only the statements are compared. */
  readonly undecided?: boolean;
  /** What the database must be able to do, such as `virtualColumns`. */
  readonly requires?: readonly string[];
}

/** Rows that a case puts into its tables before the change. */
export interface CaseRows {
  readonly query: string;
  /** In the target; the query's first column as text. */
  readonly upgraded: readonly unknown[];
  /** After the downgrade; as before the upgrade where absent. */
  readonly downgraded?: readonly unknown[];
}

/** Where cases run. */
export interface CaseEnvironment {
  readonly dialect: Dialect;
  readonly connection: DriverConnection;
  /** Empties the database. */
  readonly reset: () => Promise<void>;
  /** What revisions import from `limbeck/migration`, by name. */
  readonly vocabulary: Readonly<Record<string, unknown>>;
}
