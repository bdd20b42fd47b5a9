/** A column as source of a revision: `integer().references("orders.order_id", { onDelete: "cascade" }).primaryKey()`. */
import type { ColumnModel, Identity } from "../../../../kinds/column/model.ts";
import type { ForeignKeyModel } from "../../../../kinds/foreign-key/model.ts";
import type { PrimaryKeyModel } from "../../../../kinds/primary-key/model.ts";
import type { UniqueModel } from "../../../../kinds/unique/model.ts";
import { makeObjectName } from "../../../../metadata/automatic-names.ts";
import { literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { splitParameter } from "../../ddl/clauses.ts";
import { defaultSchema } from "../../ddl/locate.ts";
import { typeSource } from "../../types/type-source.ts";

/** What is written on the column itself. */
export interface InlineParts {
  readonly default?: string | undefined;
  /** The default as source, where that says it better than its expression. */
  readonly defaultValue?: string | undefined;
  readonly primaryKey?: PrimaryKeyModel | undefined;
  readonly unique?: UniqueModel | undefined;
  readonly foreignKey?: ForeignKeyModel | undefined;
  /** Its sequence is made with it. */
  readonly isSerial?: boolean;
  /** Whether a constraint has the name that it gets without one; PostgreSQL's own names where absent. */
  readonly isAutomatic?: ((constraint: UniqueModel | ForeignKeyModel) => boolean) | undefined;
}

const serialTypes: Readonly<Record<string, string>> = {
  smallint: "smallserial",
  integer: "serial",
  bigint: "bigserial",
};
const serialCall = (type: string, source: SourceWriter): string => `${source.use(serialTypes[type] as string)}()`;

export function columnSource(column: ColumnModel, inline: InlineParts, source: SourceWriter): string {
  const chain = [inline.isSerial === true ? serialCall(column.type, source) : typeCall(column.type, source)];
  if (column.collation !== undefined) chain.push(`.collate(${literal(unquoted(column.collation))})`);
  if (column.identity !== undefined) chain.push(`.identity(${identityOptions(column.identity)})`);
  if (column.generated !== undefined) {
    source.use("sql");
    const virtual = column.generated.virtual === true ? ", { virtual: true }" : "";
    chain.push(`.generated(${sqlTemplate(column.generated.expression)}${virtual})`);
  }
  const { foreignKey, unique, primaryKey, isSerial = false, isAutomatic = hasAutomaticName } = inline;
  const implied = primaryKey !== undefined || column.identity !== undefined || isSerial;
  if (column.notNull === true && !implied) chain.push(".notNull()");
  if (foreignKey !== undefined) chain.push(`.references(${referenceArguments(foreignKey, isAutomatic)})`);
  if (inline.default !== undefined && !isSerial)
    chain.push(`.serverDefault(${inline.defaultValue ?? defaultSource(inline.default, source)})`);
  if (primaryKey !== undefined) chain.push(".primaryKey()");
  if (unique !== undefined) chain.push(`.unique(${uniqueOptions(unique, isAutomatic)})`);
  return chain.join("") + settings(column);
}

/** The builder call of a type. */
export function typeCall(type: string, source: SourceWriter): string {
  const declared = source.declaredType(type);
  if (declared !== undefined) return declared;
  const { builder, args, array } = typeSource(type);
  return `${source.use(builder)}(${args})${array ? ".array()" : ""}`;
}

function settings(column: ColumnModel): string {
  let text = "";
  if (column.storage !== undefined) text += `.storage(${literal(column.storage)})`;
  if (column.compression !== undefined) text += `.compression(${literal(column.compression)})`;
  if (column.statistics !== undefined) text += `.statistics(${column.statistics})`;
  if (column.attributeOptions !== undefined) text += `.attributeOptions(${parameterObject(column.attributeOptions)})`;
  if (column.comment !== undefined) text += `.comment(${literal(column.comment)})`;
  return text;
}

export const parameterObject = (parameters: readonly string[]): string => literal(parameterValues(parameters));

/** `["n_distinct=-0.5"]` → `{ n_distinct: -0.5 }` */
export function parameterValues(parameters: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    parameters.map((parameter) => {
      const [name, value = "true"] = splitParameter(parameter);
      return [name, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
    }),
  );
}

/** Text, numbers and booleans as such; anything else as SQL. */
export function defaultSource(expression: string, source: SourceWriter): string {
  if (expression === "now()") return `${source.use("now")}()`;
  if (/^(-?(0|[1-9]\d{0,14})|true|false)$/.test(expression)) return expression;
  const text = /^'((?:[^'\\]|'')*)'$/.exec(expression);
  if (text !== null) return literal((text[1] as string).replaceAll("''", "'"));
  source.use("sql");
  return sqlTemplate(expression);
}

/** A constant of the column's own type as a value: `'new'::shop.status` → `"new"`; undefined for anything else. */
export function constantSource(expression: string, type: string): string | undefined {
  if (/^-?(?:0|[1-9]\d*)\.\d+$/.test(expression))
    return String(Number(expression)) === expression ? expression : undefined;
  const [, text, cast] = /^'((?:[^']|'')*)'::(.+)$/s.exec(expression) ?? [];
  if (text === undefined || cast !== type.replace(/(?<!^)\([\d,]+\)/, "").replace(/^character(?=\[|$)/, "bpchar"))
    return undefined;
  const value = text.replaceAll("''", "'");
  const isWhole = /^(?:smallint|integer|bigint)$/.test(type) && Number.isSafeInteger(Number(value));
  return isWhole ? String(Number(value)) : literal(value);
}

export function identityOptions(identity: Identity): string {
  const { always, ...sequence } = identity;
  const options = Object.fromEntries(
    Object.entries(sequence)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        name !== "name" && typeof value === "string" && Number.isSafeInteger(Number(value)) ? Number(value) : value,
      ]),
  );
  const all = always ? { always, ...options } : options;
  return Object.keys(all).length === 0 ? "" : literal(all);
}

type IsAutomatic = NonNullable<InlineParts["isAutomatic"]>;

const hasAutomaticName: IsAutomatic = (constraint) =>
  constraint.kind === "foreignKey"
    ? isAutomaticForeignKey(constraint)
    : constraint.name === makeObjectName(constraint.table, constraint.columns.join("_"), "key");

function referenceArguments(key: ForeignKeyModel, isAutomatic: IsAutomatic): string {
  const column = key.referencedColumns[0] as string;
  const target =
    key.referencedSchema === defaultSchema()
      ? formatQualifiedName(key.referencedTable, column)
      : formatQualifiedName(key.referencedSchema, key.referencedTable, column);
  const options = {
    name: isAutomatic(key) ? undefined : key.name,
    onDelete: key.onDelete,
    onUpdate: key.onUpdate,
    match: key.match,
    deferrable: key.deferrable,
    notValid: key.notValid,
    notEnforced: key.notEnforced,
    comment: key.comment,
  };
  return withOptions(literal(target), options);
}

export const isAutomaticForeignKey = (key: ForeignKeyModel): boolean =>
  key.name === makeObjectName(key.table, key.columns.join("_"), "fkey");

function uniqueOptions(unique: UniqueModel, isAutomatic: IsAutomatic): string {
  const options = {
    name: isAutomatic(unique) ? undefined : unique.name,
    nullsNotDistinct: unique.nullsNotDistinct,
    deferrable: unique.deferrable,
    tablespace: unique.tablespace,
    comment: unique.comment,
  };
  return Object.values(options).every((value) => value === undefined) ? "" : literal(options);
}

function withOptions(first: string, options: Readonly<Record<string, unknown>>): string {
  return Object.values(options).every((value) => value === undefined) ? first : `${first}, ${literal(options)}`;
}

/** `pg_catalog."C"` as the builder takes it: `C`; other collations stay qualified. */
export function unquoted(collation: string): string {
  const own = /^pg_catalog\.(?:"([^".]+)"|([a-z_][a-z0-9_]*))$/.exec(collation);
  return own === null ? collation : ((own[1] ?? own[2]) as string);
}
