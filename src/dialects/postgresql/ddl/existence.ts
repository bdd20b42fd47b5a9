/** `IF EXISTS`, `IF NOT EXISTS` and `CASCADE` of operations that a person writes. Autogenerate never writes them. */
import type { Operation, OperationDefinition } from "../../../operations/operation.ts";
import { literal } from "../../../operations/source.ts";

/** Options of every `op.drop…()`. */
export interface DropOptions {
  /** True where the object may be missing: nothing is done then. */
  readonly ifExists?: boolean;
  /** True where everything that needs the object goes with it. The downgrade does not bring that back. */
  readonly cascade?: boolean;
}

/** Options of every `op.create…()` whose statement knows them. */
export interface CreateOptions {
  /** True where the object may be there already: nothing is done then, whatever it looks like. */
  readonly ifNotExists?: boolean;
}

/** ` IF EXISTS`, or nothing. */
export const ifExists = (op: DropOptions): string => (op.ifExists === true ? " IF EXISTS" : "");

/** ` CASCADE`, or nothing. */
export const cascadeClause = (op: DropOptions): string => (op.cascade === true ? " CASCADE" : "");

/** ` IF NOT EXISTS`, or nothing. */
export const ifNotExists = (op: CreateOptions): string => (op.ifNotExists === true ? " IF NOT EXISTS" : "");

const creation =
  /^CREATE (?:UNLOGGED |UNIQUE )?(?:TABLE|INDEX(?: CONCURRENTLY)?|SEQUENCE|MATERIALIZED VIEW|SCHEMA)(?= )/;

/** The statements of a creation, each `CREATE …` among them with `IF NOT EXISTS` where the operation says so. */
export function ifMissing<S extends { readonly sql: string }>(
  op: CreateOptions,
  statements: readonly S[],
): readonly S[] {
  if (op.ifNotExists !== true) return statements;
  return statements.map((statement) => ({
    ...statement,
    sql: statement.sql.replace(creation, (words) => `${words} IF NOT EXISTS`),
  }));
}

/** The options that are set, for a revision; nothing where none is. */
export const existenceSource = ({ ifExists: exists, cascade, ifNotExists: missing }: DropOptions & CreateOptions) =>
  exists === true || cascade === true || missing === true
    ? [
        literal({
          ...(exists === true ? { ifExists: exists } : {}),
          ...(missing === true ? { ifNotExists: missing } : {}),
          ...(cascade === true ? { cascade } : {}),
        }),
      ]
    : [];

/** The undoing of a creation that may have done nothing may find nothing. */
export const dropsIfThere = (op: CreateOptions): DropOptions => (op.ifNotExists === true ? { ifExists: true } : {});

/**
 * A definition of a drop with `DropOptions` as its last argument; its `statements` ask `ifExists()` and `cascadeClause()`.
 *
 *     op.dropTable("orders", { ifExists: true, cascade: true })
 *     // DROP TABLE IF EXISTS public.orders CASCADE
 */
export function droppable<Op extends Operation & DropOptions, Arguments extends readonly unknown[]>(
  definition: OperationDefinition<Op, Arguments>,
): OperationDefinition<Op, [...Arguments, options?: DropOptions]> {
  const count = definition.build.length;
  return Object.freeze({
    ...definition,
    build: (...args: [...Arguments, options?: DropOptions]): Op => {
      const [own, options] = [args.slice(0, count), args[count] as DropOptions | undefined];
      const op = definition.build(...(own as unknown as Arguments));
      return options === undefined ? op : { ...op, ...options };
    },
    render: (op: Op, source) => {
      const [options] = existenceSource(op);
      const text = definition.render(op, source);
      return options === undefined ? text : `${text.slice(0, -1)}, ${options})`;
    },
  } satisfies OperationDefinition<Op, [...Arguments, options?: DropOptions]>);
}
