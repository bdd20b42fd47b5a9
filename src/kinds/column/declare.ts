/** From column builders to columns and their defaults, with names and types filled in. */
import { quoteLiteral, quoteQualified } from "../../sql/identifier.ts";
import { checkName } from "../../sql/qualified-name.ts";
import { fragmentText } from "../../sql/sql.ts";
import { collationText, compact, serverDefaultText, storageParameterTexts } from "../canonical.ts";
import { defaultKey, type DefaultModel } from "../default/model.ts";
import { parseColumnTarget, qualify } from "../qualify.ts";
import { canonicalSequence, type SequenceType } from "../sequence/options.ts";
import { ColumnConflictError, InvalidTargetError, UnknownColumnTypeError } from "../table/errors.ts";
import type { AnyColumn } from "./column-builder.ts";
import type { ColumnDeclaration, IdentityOptions } from "./declaration.ts";
import { columnKey, type ColumnModel, type Identity } from "./model.ts";
import { ownStorage } from "./own-storage.ts";
import type { ColumnTarget } from "../qualify.ts";

/** A column's type where a foreign key alone gives it: canonical text, or undefined when it isn't known. */
export type ReferencedColumnType = (target: ColumnTarget) => string | undefined;

export interface ColumnPlace {
  readonly schema: string;
  readonly table: string;
  /** Schema of names that give none. */
  readonly defaultSchema: string;
  /** For messages: `Order.customerId`. */
  readonly place: string;
  readonly referencedColumnType?: ReferencedColumnType | undefined;
  /** Schema and name of the sequence that serves a `serial` column. */
  readonly sequence?: string | undefined;
}

/** The canonical type of a column. @throws UnknownColumnTypeError, InvalidTargetError */
export function columnType(
  declaration: ColumnDeclaration,
  where: Pick<ColumnPlace, "defaultSchema" | "place" | "referencedColumnType">,
): string {
  const base = baseType(declaration, where);
  return declaration.array === true && !base.endsWith("[]") ? `${base}[]` : base;
}

function baseType(
  declaration: ColumnDeclaration,
  where: Pick<ColumnPlace, "defaultSchema" | "place" | "referencedColumnType">,
): string {
  const { type } = declaration;
  if (type.kind === "named") return type.text;
  if (type.kind === "declared") {
    const { schema, name } = qualify(type.object.name, where.defaultSchema);
    return quoteQualified(schema, name);
  }
  const written = declaration.references!.target;
  const found = where.referencedColumnType?.(columnTarget(written, where.defaultSchema, where.place));
  if (found === undefined) throw new UnknownColumnTypeError(where.place, written);
  return found;
}

/** The column that a foreign key names. @throws InvalidTargetError */
export function columnTarget(written: string, defaultSchema: string, place: string): ColumnTarget {
  const parts = written.split(".").length;
  if (parts < 2) throw new InvalidTargetError(place, written);
  return parseColumnTarget(written, defaultSchema);
}

/** The column and, where it has one, its default. */
export function declareColumnModels(
  name: string,
  builder: AnyColumn,
  where: ColumnPlace,
): { readonly column: ColumnModel; readonly default: DefaultModel | undefined } {
  const { declaration } = builder;
  checkConflicts(declaration, where.place);
  const { schema, table } = where;
  const type = columnType(declaration, where);
  const column = compact<ColumnModel>({
    kind: "column",
    schema,
    table,
    name: checkName(name, name, where.place),
    type,
    notNull: isNotNull(declaration),
    identity: identityOf(declaration.identity, type, where.place),
    generated: declaration.generated && {
      expression: fragmentText(declaration.generated.expression),
      ...(declaration.generated.virtual ? { virtual: true } : {}),
    },
    collation: collationText(declaration.collation),
    storage: declaration.storage && storageOf(declaration.storage, type),
    compression: declaration.compression,
    statistics: declaration.statistics === -1 ? undefined : declaration.statistics,
    attributeOptions: storageParameterTexts(declaration.attributeOptions),
    comment: declaration.comment,
  });
  const expression = defaultExpression(declaration, where.sequence);
  if (expression === undefined) return { column, default: undefined };
  return { column, default: Object.freeze({ kind: "default", schema, table, name, expression }) };
}

export const columnModelKey = (column: ColumnModel) => columnKey(column.schema, column.table, column.name);
export const defaultModelKey = (model: DefaultModel) => defaultKey(model.schema, model.table, model.name);

const isNotNull = (declaration: ColumnDeclaration): boolean =>
  (declaration.notNull ?? false) ||
  declaration.primaryKey !== undefined ||
  declaration.identity !== undefined ||
  declaration.serial !== undefined;

function defaultExpression(declaration: ColumnDeclaration, sequence: string | undefined): string | undefined {
  if (sequence !== undefined) return `nextval(${quoteLiteral(sequence)}::regclass)`;
  return declaration.serverDefault === undefined ? undefined : serverDefaultText(declaration.serverDefault);
}

function identityOf(options: IdentityOptions | undefined, type: string, place: string): Identity | undefined {
  if (options === undefined) return undefined;
  if (type !== "smallint" && type !== "integer" && type !== "bigint") {
    throw new ColumnConflictError(
      place,
      `is an identity column of type ${type}`,
      "Identity columns are smallint, integer or bigint.",
    );
  }
  const sequence = canonicalSequence(type satisfies SequenceType, options);
  return Object.freeze({
    always: options.always ?? false,
    ...(options.name === undefined ? {} : { name: checkName(options.name, options.name, place) }),
    ...sequence,
  });
}

function checkConflicts(declaration: ColumnDeclaration, place: string): void {
  const { serverDefault, identity, generated, serial } = declaration;
  const count =
    Number(serverDefault !== undefined) +
    Number(identity !== undefined) +
    Number(generated !== undefined) +
    Number(serial !== undefined);
  if (count > 1) {
    const fillers = [
      serverDefault !== undefined && "a server default",
      identity !== undefined && "an identity",
      generated !== undefined && "a generated value",
      serial !== undefined && "a serial's sequence",
    ];
    throw new ColumnConflictError(
      place,
      `has ${fillers.filter((filler) => filler !== false).join(" and ")}`,
      "PostgreSQL allows one of these: a server default, an identity, a generated value, a serial type.",
    );
  }
  if (declaration.serial !== undefined && declaration.array === true) {
    throw new ColumnConflictError(place, "is an array of a serial type", "Use integer().array().");
  }
}

type Storage = NonNullable<ColumnDeclaration["storage"]>;

const storageOf = (storage: Storage, type: string): Storage | undefined =>
  storage === ownStorage(type) ? undefined : storage;
