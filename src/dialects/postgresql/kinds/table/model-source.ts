/** A table as parts of a model: columns by property, and what belongs to no single column. */
import type { ColumnModel } from "../../../../kinds/column/model.ts";
import type { IndexModel } from "../../../../kinds/index/model.ts";
import type { PartitionModel } from "../../../../kinds/partition/model.ts";
import { sequenceKey, sequenceOwnerKey } from "../../../../kinds/sequence/model.ts";
import { tableKey } from "../../../../kinds/table/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { literal } from "../../../../operations/source.ts";
import { ModelWriter, type ModelNames, type TableSource } from "../../../model-source.ts";
import { written } from "../../ddl/locate.ts";
import { splitParts, type TableDefinition } from "../../ddl/table.ts";
import type { ConstraintModel } from "../../ddl/constraint.ts";
import { columnSource, constantSource, type InlineParts } from "../column/source.ts";
import { partitionOfSource } from "../partition/source.ts";
import {
  columnIndexSource,
  constraintSource,
  indexSource,
  inlineConstraints,
  partitionSource,
  tableOptions,
} from "./source.ts";

export interface PulledTable extends TableDefinition {
  readonly partition?: PartitionModel | undefined;
  /** Columns that are numbered by the sequence that `serial()` makes, with its name. */
  readonly serials: ReadonlyMap<string, string>;
  readonly keyOf: (object: SchemaObject) => Key;
}

/** The parts of `model("orders", { … }, (t) => [ … ], { … })`, or of `table()`. */
export function tableModelSource(pulled: PulledTable, names: ModelNames): TableSource {
  const { table, parts, partition, serials } = pulled;
  const { schema, name } = table;
  const writer = new ModelWriter(names, { schema, table: name });
  const sorted = splitParts(parts);
  const constraints = sorted.constraints.filter((each) => (each as { inherited?: boolean }).inherited !== true);
  const needed = new Set([...constraints, ...sorted.indexes].flatMap(columnsNamedBy));
  // An inherited column is declared again where something of the table's own names it.
  const columns = sorted.columns.filter((column) => column.inherited !== true || needed.has(column.name));
  const inline = inlineConstraints(constraints, columns, names.isAutomatic);
  const [ownIndexes, otherIndexes] = divide(sorted.indexes, isOnOneColumn);
  const sources = columns.map((column) => ({
    column: column.name,
    property: names.property(schema, name, column.name),
    source: modelColumn(
      column,
      { writer, names, indexes: ownIndexes, constraints },
      {
        default: sorted.defaults.get(column.name),
        defaultValue: constantSource(sorted.defaults.get(column.name) ?? "", column.type),
        isSerial: serials.has(column.name),
        isAutomatic: names.isAutomatic,
        ...inline.get(column.name),
      },
    ),
  }));
  const onColumns = new Set<unknown>([...inline.values()].flatMap((held) => Object.values(held)));
  const nameless = <Model extends ConstraintModel | IndexModel>(object: Model) =>
    names.isAutomatic(object) ? { ...object, name: undefined } : object;
  const extras = [
    ...(table.partitionBy === undefined ? [] : [partitionSource({ table }, writer)]),
    ...constraints.filter((each) => !onColumns.has(each)).map((each) => constraintSource(nameless(each), writer)),
    ...otherIndexes.map((each) => indexSource(nameless(each), writer)),
  ];
  const options = tableOptions(pulled);
  if (partition !== undefined) options.push(`partitionOf: ${partitionOfSource(partition, writer)}`);
  return {
    key: tableKey(schema, name),
    schema,
    name,
    written: written(schema, name),
    columns: sources,
    extras,
    options,
    builders: writer.imports,
    uses: writer.uses,
    covers: coveredBy(pulled),
  };
}

function columnsNamedBy(object: ConstraintModel | IndexModel): readonly string[] {
  const {
    columns = [],
    include = [],
    elements = [],
  } = object as {
    readonly columns?: readonly string[];
    readonly include?: readonly string[];
    readonly elements?: IndexModel["elements"];
  };
  return [...columns, ...include, ...elements.flatMap(({ column }) => column ?? [])];
}

function coveredBy({ table, parts, partition, serials, keyOf }: PulledTable): Key[] {
  const { schema, name } = table;
  return [
    tableKey(schema, name),
    ...parts.map((part) => keyOf(part)),
    ...(partition === undefined ? [] : [keyOf(partition)]),
    ...[...serials.values()].flatMap((sequence) => [sequenceKey(schema, sequence), sequenceOwnerKey(schema, sequence)]),
  ];
}

interface ColumnContext {
  readonly writer: ModelWriter;
  readonly names: ModelNames;
  readonly indexes: readonly IndexModel[];
  readonly constraints: readonly ConstraintModel[];
}

function modelColumn(column: ColumnModel, context: ColumnContext, inline: InlineParts): string {
  const { writer, names, indexes, constraints } = context;
  const own = indexes.filter((index) => index.elements[0]?.column === column.name);
  const property = writer.property(column.name);
  return [
    columnSource(column, inline, writer),
    ...(needsRelated(column, inline, constraints) ? [".related()"] : []),
    ...own.map((index) => columnIndexSource(names.isAutomatic(index) ? { ...index, name: undefined } : index, writer)),
    ...(names.saysColumn(property, column.name) ? [] : [`.named(${literal(column.name)})`]),
  ].join("");
}

/** A related object brings what a foreign key over several columns holds, so that constructors need not ask for it. */
function needsRelated(column: ColumnModel, inline: InlineParts, constraints: readonly ConstraintModel[]): boolean {
  const isFilled = inline.default !== undefined || column.identity !== undefined || column.generated !== undefined;
  if (column.notNull !== true || isFilled || inline.foreignKey !== undefined || inline.isSerial === true) return false;
  return constraints.some(
    (each) => each.kind === "foreignKey" && each.columns.length > 1 && each.columns.includes(column.name),
  );
}

/** What `.index()` can say. */
const isOnOneColumn = ({ elements, include, clustered, statistics }: IndexModel): boolean => {
  const [element, ...rest] = elements;
  if (rest.length > 0 || element?.column === undefined) return false;
  const { column: _, ...settings } = element;
  return [include, clustered, statistics, ...Object.values(settings)].every((value) => value === undefined);
};

function divide<T>(list: readonly T[], test: (each: T) => boolean): readonly [T[], T[]] {
  return [list.filter(test), list.filter((each) => !test(each))];
}
