/** A table as source of a revision, in the words of the models. */
import type { ColumnModel } from "../../../../kinds/column/model.ts";
import type { CheckModel } from "../../../../kinds/check/model.ts";
import type { ExclusionModel } from "../../../../kinds/exclusion/model.ts";
import type { ForeignKeyModel } from "../../../../kinds/foreign-key/model.ts";
import type { IndexElement, IndexModel } from "../../../../kinds/index/model.ts";
import type { PrimaryKeyModel } from "../../../../kinds/primary-key/model.ts";
import type { SequenceOwnerModel } from "../../../../kinds/sequence/model.ts";
import type { UniqueModel } from "../../../../kinds/unique/model.ts";
import { makeObjectName } from "../../../../metadata/automatic-names.ts";
import {
  block,
  call,
  literal,
  propertyKey,
  sqlTemplate,
  type CallArgument,
  type SourceWriter,
} from "../../../../operations/source.ts";
import { formatQualifiedName, parseQualifiedName } from "../../../../sql/qualified-name.ts";
import type { ConstraintModel } from "../../ddl/constraint.ts";
import { written } from "../../ddl/locate.ts";
import { splitParts, type TableDefinition } from "../../ddl/table.ts";
import { columnSource, parameterObject, unquoted, type InlineParts } from "../column/source.ts";
import type { CreateOptions } from "../../ddl/existence.ts";

/** `op.createTable("orders", { … }, (t) => [ … ], { … })`. */
export function createTableSource(definition: TableDefinition & CreateOptions, source: SourceWriter): string {
  const { columns, defaults, constraints, indexes } = splitParts(definition.parts);
  const inline = inlineConstraints(constraints, columns);
  const serials = new Set(
    definition.parts.filter((part) => part.kind === "sequenceOwner").map((part) => (part as SequenceOwnerModel).column),
  );
  const entries = columns
    .filter((column) => column.inherited !== true)
    .map((column) => {
      const parts: InlineParts = {
        default: defaults.get(column.name),
        isSerial: serials.has(column.name),
        ...inline.get(column.name),
      };
      const property = source.property(column.name);
      const called = property === column.name ? "" : `.named(${literal(column.name)})`;
      return `${propertyKey(property)}: ${columnSource(column, parts, source)}${called}`;
    });
  const onColumns = new Set<unknown>([...inline.values()].flatMap((parts) => Object.values(parts)));
  const extras = [
    ...(definition.table.partitionBy === undefined ? [] : [partitionSource(definition, source)]),
    ...constraints
      .filter((each) => !onColumns.has(each) && (each as { inherited?: boolean }).inherited !== true)
      .map((each) => constraintSource(each, source)),
    ...indexes.map((index) => indexSource(index, source)),
  ];
  const options = [...tableOptions(definition), ...(definition.ifNotExists === true ? ["ifNotExists: true"] : [])];
  const args: (string | CallArgument)[] = [
    literal(written(definition.table.schema, definition.table.name)),
    block("{", entries, "}", entries.length > 0),
  ];
  if (extras.length > 0) args.push(arrow(block("[", extras, "]", true)));
  if (options.length > 0) args.push(block("{", options, "}"));
  return args.length === 2 ? hugged("op.createTable", args) : call("op.createTable", args);
}

/** The object is the only thing that breaks: `op.createTable("orders", {` stays on the first line. */
function hugged(name: string, args: readonly (string | CallArgument)[]): string {
  const [first, second] = args as [string, CallArgument];
  return `${name}(${first}, ${second.text === "" && second.broken ? second.broken("  ") : second.text})`;
}

function arrow(list: CallArgument): CallArgument {
  return { text: "", broken: (indent) => `(t) => ${(list.broken as (indent: string) => string)(indent)}` };
}

/** Which constraints stand on a column: those of one column that the builder can say. */
export function inlineConstraints(
  constraints: readonly ConstraintModel[],
  columns: readonly ColumnModel[],
  isAutomatic: (key: PrimaryKeyModel) => boolean = isAutomaticPrimaryKey,
): Map<string, Omit<InlineParts, "default">> {
  const inline = new Map<string, Omit<InlineParts, "default">>();
  const put = (column: string, parts: Omit<InlineParts, "default">): void => {
    inline.set(column, { ...inline.get(column), ...parts });
  };
  for (const constraint of constraints) {
    if (
      constraint.kind === "primaryKey" &&
      isAutomatic(constraint) &&
      isPlainPrimaryKey(constraint) &&
      isInOrder(constraint, columns)
    ) {
      for (const column of constraint.columns) put(column, { primaryKey: constraint });
    } else if (constraint.kind === "unique" && isPlainUnique(constraint)) {
      const [column] = constraint.columns as [string];
      if (inline.get(column)?.unique === undefined) put(column, { unique: constraint });
    } else if (constraint.kind === "foreignKey" && constraint.columns.length === 1) {
      const [column] = constraint.columns as [string];
      const plain = constraint.onDeleteColumns === undefined && constraint.period === undefined;
      if (plain && inline.get(column)?.foreignKey === undefined) put(column, { foreignKey: constraint });
    }
  }
  return inline;
}

/** Columns that are marked one by one make a key in the order of the columns. */
function isInOrder(key: PrimaryKeyModel, columns: readonly ColumnModel[]): boolean {
  const places = key.columns.map((name) => columns.findIndex((column) => column.name === name));
  return places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1]!));
}

function isPlainPrimaryKey(key: PrimaryKeyModel): boolean {
  const { kind: _k, schema: _s, table: _t, name: _n, columns: _c, ...rest } = key;
  return Object.values(rest).every((value) => value === undefined);
}

const isAutomaticPrimaryKey = ({ table, name }: PrimaryKeyModel): boolean =>
  name === makeObjectName(table, undefined, "pkey");

function isPlainUnique(unique: UniqueModel): boolean {
  return (
    unique.columns.length === 1 &&
    unique.include === undefined &&
    unique.storageParameters === undefined &&
    unique.withoutOverlaps === undefined &&
    unique.clustered === undefined
  );
}

const refs = (columns: readonly string[], source: SourceWriter): string =>
  `[${columns.map((column) => ref(column, source)).join(", ")}]`;
const ref = (column: string, source: SourceWriter): string => {
  const property = source.property(column);
  return /^[A-Za-z_$][\w$]*$/.test(property) ? `t.${property}` : `t[${literal(property)}]`;
};

function optionsSource(
  options: Readonly<Record<string, unknown>>,
  sources: Readonly<Record<string, string | undefined>> = {},
): string {
  const entries = [
    ...Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${literal(value)}`),
    ...Object.entries(sources)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${value}`),
  ];
  return entries.length === 0 ? "" : `, { ${entries.join(", ")} }`;
}

/** Without a name it gets the one that PostgreSQL or the naming convention chooses. */
export type Nameless<Model> = Model extends unknown
  ? Omit<Model, "name"> & { readonly name?: string | undefined }
  : never;

/** What stands in the third argument: `check(sql`total >= 0`)`. */
export function constraintSource(constraint: Nameless<ConstraintModel>, source: SourceWriter): string {
  switch (constraint.kind) {
    case "primaryKey":
    case "unique":
      return keyedSource(constraint, source);
    case "foreignKey":
      return foreignKeySource(constraint, source);
    case "check":
      return checkSource(constraint, source);
    case "exclusion":
      return exclusionSource(constraint, source);
  }
}

function keyedSource(key: Nameless<PrimaryKeyModel | UniqueModel>, source: SourceWriter): string {
  const { kind, schema: _s, table: _t, columns, include, storageParameters, clustered: _c, ...options } = key;
  return `${source.use(kind)}(${refs(columns, source)}${optionsSource(options, {
    include: include && refs(include, source),
    storageParameters: storageParameters && parameterObject(storageParameters),
  })})`;
}

function foreignKeySource(key: Nameless<ForeignKeyModel>, source: SourceWriter): string {
  const {
    kind,
    schema: _s,
    table: _t,
    columns,
    referencedSchema,
    referencedTable,
    referencedColumns,
    onDeleteColumns,
    ...options
  } = key;
  const target = literal(written(referencedSchema, referencedTable));
  const rest = optionsSource(options, { onDeleteColumns: onDeleteColumns && refs(onDeleteColumns, source) });
  return `${source.use(kind)}(${refs(columns, source)}, ${target}, ${literal(referencedColumns)}${rest})`;
}

function checkSource(check: Nameless<CheckModel>, source: SourceWriter): string {
  source.use("sql");
  const { kind, schema: _s, table: _t, expression, inherited: _i, ...options } = check;
  return `${source.use(kind)}(${sqlTemplate(expression)}${optionsSource(options)})`;
}

function exclusionSource(exclusion: Nameless<ExclusionModel>, source: SourceWriter): string {
  const { name, method, where, include, storageParameters, deferrable, tablespace, comment } = exclusion;
  const elements = exclusion.elements.map(
    (element) => `[${elementSource(element, source)}, ${literal(element.operator)}]`,
  );
  if (where !== undefined) source.use("sql");
  const using = method === "gist" ? undefined : method;
  return `${source.use("exclude")}([${elements.join(", ")}]${optionsSource(
    { name, using, deferrable, tablespace, comment },
    {
      where: where === undefined ? undefined : sqlTemplate(where),
      include: include && refs(include, source),
      storageParameters: storageParameters && parameterObject(storageParameters),
    },
  )})`;
}

/** `.index({ using: "gin" })` of a column. */
export function columnIndexSource(index: Nameless<IndexModel>, source: SourceWriter): string {
  return `.index(${indexOptions(index, source).slice(2)})`;
}

export function indexSource(index: Nameless<IndexModel>, source: SourceWriter): string {
  const elements = index.elements.map((element) => elementSource(element, source)).join(", ");
  return `${source.use("index")}([${elements}]${indexOptions(index, source)})`;
}

function indexOptions(index: Nameless<IndexModel>, source: SourceWriter): string {
  const { name, method, where, include, storageParameters, unique, nullsNotDistinct, tablespace, comment } = index;
  if (where !== undefined) source.use("sql");
  return optionsSource(
    { name, unique, using: method, nullsNotDistinct, tablespace, comment },
    {
      where: where === undefined ? undefined : sqlTemplate(where),
      include: include && refs(include, source),
      with: storageParameters && parameterObject(storageParameters),
    },
  );
}

export function elementSource(element: IndexElement, source: SourceWriter): string {
  const { collation, operatorClass, operatorClassParameters, descending, nulls } = element;
  const settings = [
    collation === undefined ? "" : `.collate(${literal(unquoted(collation))})`,
    operatorClass === undefined && operatorClassParameters === undefined
      ? ""
      : `.opclass(${[literal((operatorClass ?? "").replace(/^pg_catalog\./, "")), ...(operatorClassParameters === undefined ? [] : [parameterObject(operatorClassParameters)])].join(", ")})`,
    descending === true ? ".desc()" : "",
    nulls === undefined ? "" : nulls === "first" ? ".nullsFirst()" : ".nullsLast()",
  ].join("");
  if (element.column !== undefined) return ref(element.column, source) + settings;
  source.use("sql");
  const text = sqlTemplate(element.expression ?? "");
  return settings === "" ? text : `${source.use("expression")}(${text})${settings}`;
}

export function partitionSource({ table }: Pick<TableDefinition, "table">, source: SourceWriter): string {
  const { method, key } = table.partitionBy as { method: string; key: string };
  const elements = splitTopLevel(key).map((element) => {
    if (/^[a-z_][a-z0-9_]*$/.test(element)) return ref(element, source);
    source.use("sql");
    return sqlTemplate(element);
  });
  return `${source.use("partitionBy")}.${method}(${elements.join(", ")})`;
}

/** The elements of a list, at commas outside parentheses and quotes. */
function splitTopLevel(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const [piece] of list.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[\s\S]/g)) {
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (piece === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim());
}

export function tableOptions({ table, parts }: TableDefinition): string[] {
  const { parents } = splitParts(parts);
  const { unlogged, tablespace, accessMethod, storageParameters, replicaIdentity, ofType, comment } = table;
  const entries = Object.entries({
    unlogged,
    tablespace,
    accessMethod,
    replicaIdentity,
    ofType: ofType === undefined ? undefined : formatQualifiedName(...parseQualifiedName(ofType)),
    comment,
    inherits: parents.length === 0 ? undefined : parents.map((parent) => written(parent.parentSchema, parent.parent)),
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${literal(value)}`);
  if (storageParameters !== undefined) entries.push(`storageParameters: ${parameterObject(storageParameters)}`);
  return entries;
}
