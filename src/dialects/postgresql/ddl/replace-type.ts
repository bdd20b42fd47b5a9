/**
 * Another type under the name of one that PostgreSQL cannot change: the old one steps aside, every column moves over, rows
 * and all, and the old one goes.
 */
import type { Statement } from "../../../operations/operation.ts";
import { literal, sqlTemplate, type SourceWriter } from "../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/identifier.ts";
import { formatQualifiedName, parseQualifiedName } from "../../../sql/qualified-name.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../../sql/sql.ts";
import { defaultSchema } from "./locate.ts";

/** What a column has besides its type and loses with it. */
export interface TypeSettings {
  /** Qualified and quoted as SQL. */
  readonly collation?: string;
  readonly storage?: string;
  readonly compression?: string;
}

/** A column of the type, with the default that has to be taken away meanwhile. */
export interface TypeColumn extends TypeSettings {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly array?: boolean;
  /** True for a partition's column: its type follows the parent's, its default is its own. */
  readonly ofParent?: boolean;
  /** The default's expression before and after. */
  readonly formerDefault?: string;
  readonly serverDefault?: string;
}

/** A column in a revision: `"orders.status"`, or with what else it is. */
export type WrittenTypeColumn =
  | string
  | (TypeSettings & {
      readonly column: string;
      readonly array?: boolean;
      /** True for a partition's column: its type follows the parent's. */
      readonly ofParent?: boolean;
      /** The default afterwards, as SQL; null where the column had one and loses it. */
      readonly serverDefault?: SqlFragment | null;
      /** False where the column gets its first default. */
      readonly hadDefault?: boolean;
    });

/** A column as an operation holds it. */
export function typeColumn(written: WrittenTypeColumn): TypeColumn {
  if (typeof written === "string") return typeColumn({ column: written });
  const parts = parseQualifiedName(written.column);
  const [schema, table, column] = (parts.length === 2 ? [defaultSchema(), ...parts] : parts) as [
    string,
    string,
    string,
  ];
  const { array, ofParent, serverDefault, hadDefault, collation, storage, compression } = written;
  const expression = isSqlFragment(serverDefault) ? fragmentText(serverDefault) : undefined;
  return {
    schema,
    table,
    column,
    ...(collation === undefined ? {} : { collation }),
    ...(storage === undefined ? {} : { storage }),
    ...(compression === undefined ? {} : { compression }),
    ...(array === true ? { array } : {}),
    ...(ofParent === true ? { ofParent } : {}),
    // Dropping a default that is not there does no harm.
    ...(serverDefault === undefined || hadDefault === false ? {} : { formerDefault: expression ?? "NULL" }),
    ...(expression === undefined ? {} : { serverDefault: expression }),
  };
}

/** The option `columns` of an operation's source; nothing where there are none. */
export function typeColumnsSource(columns: readonly TypeColumn[], source: SourceWriter): string[] {
  if (columns.length === 0) return [];
  return [`columns: [${columns.map((column) => typeColumnSource(column, source)).join(", ")}]`];
}

function typeColumnSource(
  { schema, table, column, array, ofParent, formerDefault, serverDefault, ...settings }: TypeColumn,
  source: SourceWriter,
): string {
  const name = literal(
    schema === defaultSchema() ? formatQualifiedName(table, column) : formatQualifiedName(schema, table, column),
  );
  const said = Object.entries(settings).map(([setting, value]) => `${setting}: ${literal(value)}`);
  if (
    array !== true &&
    ofParent !== true &&
    formerDefault === undefined &&
    serverDefault === undefined &&
    said.length === 0
  )
    return name;
  const entries = [`column: ${name}`, ...said];
  if (array === true) entries.push("array: true");
  if (ofParent === true) entries.push("ofParent: true");
  if (serverDefault !== undefined) {
    source.use("sql");
    entries.push(`serverDefault: ${sqlTemplate(serverDefault)}`);
    if (formerDefault === undefined) entries.push("hadDefault: false");
  } else if (formerDefault !== undefined) entries.push("serverDefault: null");
  return `{ ${entries.join(", ")} }`;
}

/** The same columns for the way back. */
export const swapDefaults = (columns: readonly TypeColumn[]): TypeColumn[] =>
  columns.map(({ formerDefault, serverDefault, ...rest }) => ({
    ...rest,
    ...(serverDefault === undefined ? {} : { formerDefault: serverDefault }),
    ...(formerDefault === undefined ? {} : { serverDefault: formerDefault }),
  }));

/** One type that makes place for another of its name. */
export interface ReplacedType {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly TypeColumn[];
  /** What makes the new type, comments included. */
  readonly create: readonly Statement[];
  /** The `USING` expression of a column, from its new type; none where PostgreSQL casts by itself. */
  readonly conversion: (column: TypeColumn, type: string) => string | undefined;
}

export interface TypeReplacement extends ReplacedType {
  /** Types over this one, the nearest first. */
  readonly over?: readonly ReplacedType[];
  readonly note?: string | undefined;
}

export function replaceTypeStatements({ over = [], note, ...own }: TypeReplacement): Statement[] {
  const types: readonly ReplacedType[] = [own, ...over];
  const columns = types.flatMap((type) => type.columns);
  // A default of the parent must not reach its partitions, which have their own or none.
  const only = columns.some((column) => column.ofParent === true);
  return [
    ...columns
      .filter((column) => column.formerDefault !== undefined)
      .map((column) => alterColumn(column, "DROP DEFAULT", only)),
    ...types.map(stepAside),
    ...types.flatMap(({ create }) => create),
    ...types.flatMap((type) => moveColumns(type, note)),
    ...columns
      .filter((column) => column.serverDefault !== undefined)
      .map((column) => alterColumn(column, `SET DEFAULT ${column.serverDefault}`, only)),
    ...types.toReversed().map(({ schema, name }) => ({ sql: `DROP TYPE ${quoteQualified(schema, asideName(name))}` })),
  ];
}

const stepAside = ({ schema, name }: ReplacedType): Statement => ({
  sql: `ALTER TYPE ${quoteQualified(schema, name)} RENAME TO ${quoteIdentifier(asideName(name))}`,
});

function moveColumns({ schema, name, columns, conversion }: ReplacedType, note: string | undefined): Statement[] {
  const type = quoteQualified(schema, name);
  return columns
    .filter((column) => column.ofParent !== true)
    .map((column) => {
      const becomes = column.array === true ? `${type}[]` : type;
      const using = conversion(column, becomes);
      const collate = column.collation === undefined ? "" : ` COLLATE ${column.collation}`;
      const clauses = [
        `TYPE ${becomes}${collate}${using === undefined ? "" : ` USING ${using}`}`,
        ...(column.storage === undefined ? [] : [`SET STORAGE ${column.storage.toUpperCase()}`]),
        ...(column.compression === undefined ? [] : [`SET COMPRESSION ${column.compression}`]),
      ];
      return { ...alterColumn(column, clauses.join(`, ALTER COLUMN ${quoteIdentifier(column.column)} `)), note };
    });
}

const asideName = (name: string): string => `${name.slice(0, 40)}__replaced`;

const alterColumn = (column: TypeColumn, clause: string, only: boolean = false): Statement => ({
  sql: `ALTER TABLE ${only ? "ONLY " : ""}${quoteQualified(column.schema, column.table)} ALTER COLUMN ${quoteIdentifier(column.column)} ${clause}`,
});

/** By way of text, which every value can be written as. */
export const throughText = ({ column, array }: TypeColumn, type: string): string =>
  `${quoteIdentifier(column)}::text${array === true ? "[]" : ""}::${type}`;
