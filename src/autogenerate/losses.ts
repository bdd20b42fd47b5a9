/**
 * What rows lose by operations, under the names that it has in the database now. Whether there are any rows is for whoever
 * has a connection to say.
 */
import type { Dialect } from "../dialects/dialect.ts";
import type { Renamed } from "../metadata/difference.ts";
import { keyOf, kindOfKey, nameOfKey, type Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { schemaOf, type SchemaObject } from "../metadata/schema-object.ts";
import type { Holding, Operation } from "../operations/operation.ts";
import { formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";
import { formerKeyOf } from "./rename-names.ts";

export interface Loss {
  /** As answers name it: `orders`, `orders.note`, `order_status.sent`. */
  readonly from: string;
  /** Where it is in the database as it is. */
  readonly holding: Holding;
  /** True for a plain column that becomes generated: its values are replaced by those of an expression. */
  readonly isComputed: boolean;
  /** What it could have become, as answers name it. */
  readonly candidates: readonly string[];
}

interface Losing {
  readonly dialect: Dialect;
  /** The database under its own names. */
  readonly former: MetaData;
  /** The database under the target's names, and the target. */
  readonly database: MetaData;
  readonly target: MetaData;
  readonly renamed: readonly Renamed[];
}

/** Losses in the order of the operations, without what goes along with something that is named. */
export function lossesOf(operations: readonly Operation[], losing: Losing): Loss[] {
  const aside = setAside(operations, losing);
  const found = new Map<Key, Loss>();
  for (const operation of operations) {
    if (operation.implied === true) continue;
    const definition = losing.dialect.operations[operation.type];
    for (const holding of definition?.loses?.(operation as never) ?? []) note(holding, { found, aside, losing });
  }
  for (const holding of leftBehind(operations, losing)) note(holding, { found, aside: new Set(), losing });
  return [...found]
    .filter(([key]) => !wholes(key, losing.former).some((whole) => found.has(whole)))
    .map(([, loss]) => loss);
}

interface Noting {
  readonly found: Map<Key, Loss>;
  readonly aside: ReadonlySet<Key>;
  readonly losing: Losing;
}

function note(holding: Holding, { found, aside, losing }: Noting): void {
  const key = keyOfHolding(holding);
  if (aside.has(key)) return;
  const formerKey = formerKeyOf(key, losing.renamed, losing.dialect.kinds);
  const object = losing.former.get(formerKey);
  // What the operations made themselves is not there yet, and what holds enum labels is their type.
  if (object === undefined && holding.label === undefined) return;
  if (isGenerated(object)) return;
  const from = written(formerKey, losing.dialect.defaultSchema);
  const after = losing.target.get(key);
  // A column that is made anew as a plain one has its values set aside meanwhile.
  if (after !== undefined && holding.column !== undefined && !isGenerated(after)) return;
  found.set(formerKey, {
    from,
    holding: holdingOfKey(formerKey),
    isComputed: isGenerated(after),
    candidates: after === undefined ? candidatesFor(key, losing) : [],
  });
}

const isGenerated = (object: SchemaObject | undefined): boolean =>
  (object as { readonly generated?: unknown } | undefined)?.generated !== undefined;

/** Whatever comes of the same sort: a table for a table, a column of the table for a column. */
function candidatesFor(key: Key, { database, target, dialect }: Losing): string[] {
  const kind = kindOfKey(key);
  if (kind === "enumLabel") return newLabels(key, database, target).map((each) => written(each, dialect.defaultSchema));
  const [schema, table] = parseQualifiedName(nameOfKey(key));
  const found: string[] = [];
  for (const [other, object] of target.objects) {
    if (object.kind !== kind || database.has(other) || isGenerated(object)) continue;
    const of = object as unknown as { readonly schema: string; readonly table: string };
    if (kind === "column" && (of.schema !== schema || of.table !== table)) continue;
    found.push(written(other, dialect.defaultSchema));
  }
  return found;
}

/** Values that an enum gets while another one goes. */
function newLabels(key: Key, database: MetaData, target: MetaData): Key[] {
  const [schema, name] = parseQualifiedName(nameOfKey(key)) as [string, string];
  const labels = (side: MetaData): readonly string[] =>
    (side.get(keyOf("enum", schema, name)) as { readonly values?: readonly string[] } | undefined)?.values ?? [];
  const before = labels(database);
  return labels(target)
    .filter((label) => !before.includes(label))
    .map((label) => keyOf("enumLabel", schema, name, label));
}

function keyOfHolding({ schema, name, column, label }: Holding): Key {
  if (label !== undefined) return keyOf("enumLabel", schema, name, label);
  return column === undefined ? keyOf("table", schema, name) : keyOf("column", schema, name, column);
}

function holdingOfKey(key: Key): Holding {
  const [schema, name, part] = parseQualifiedName(nameOfKey(key)) as [string, string, string];
  const kind = kindOfKey(key);
  return { schema, name, ...(kind === "column" ? { column: part } : kind === "enumLabel" ? { label: part } : {}) };
}

function written(key: Key, defaultSchema: string): string {
  const names = parseQualifiedName(nameOfKey(key));
  return formatQualifiedName(...(names[0] === defaultSchema ? names.slice(1) : names));
}

interface Partition extends SchemaObject {
  readonly parentSchema: string;
  readonly parent: string;
}

/** What holds an object, outermost last: the table of a column, the parents of a partition. */
function wholes(key: Key, metadata: MetaData): Key[] {
  const [schema, name] = parseQualifiedName(nameOfKey(key)) as [string, string];
  const kind = kindOfKey(key);
  if (kind === "column") {
    const table = keyOf("table", schema, name);
    const column = parseQualifiedName(nameOfKey(key))[2] as string;
    const above = parentOf(schema, name, metadata);
    const inherited = above === undefined ? [] : [keyOf("column", above.parentSchema, above.parent, column)];
    return [table, ...inherited, ...inherited.flatMap((each) => wholes(each, metadata)), ...wholes(table, metadata)];
  }
  if (kind !== "table") return [];
  const partition = parentOf(schema, name, metadata);
  if (partition === undefined) return [];
  const parent = keyOf("table", partition.parentSchema, partition.parent);
  return [parent, ...wholes(parent, metadata)];
}

const parentOf = (schema: string, name: string, metadata: MetaData): Partition | undefined =>
  metadata.get(keyOf("partition", schema, name));

interface RowsOperation extends Operation {
  readonly object: { readonly schema: string; readonly name: string; readonly columns: readonly string[] };
}

const setsAside = (operation: Operation): operation is RowsOperation => operation.type === "setRowsAside";

/** Tables whose rows step aside and come back, and their partitions. */
function setAside(operations: readonly Operation[], { database }: Losing): ReadonlySet<Key> {
  const tables = new Set(operations.filter(setsAside).map(({ object }) => keyOf("table", object.schema, object.name)));
  const below = [...database.objects.values()]
    .filter(({ kind }) => kind === "partition")
    .flatMap((object) => {
      const key = keyOf("table", schemaOf(object), object.name);
      return wholes(key, database).some((each) => tables.has(each)) ? [key] : [];
    });
  return new Set([...tables, ...below]);
}

/** Columns that do not come back with the rows that stepped aside. */
function leftBehind(operations: readonly Operation[], { database, target }: Losing): Holding[] {
  return operations.filter(setsAside).flatMap(({ object: { schema, name, columns } }) =>
    [...database.objects.values()].flatMap((object) => {
      if (object.kind !== "column" || object.schema !== schema) return [];
      const { table } = object as unknown as { readonly table: string };
      if (table !== name || columns.includes(object.name)) return [];
      return target.has(keyOf("column", schema, name, object.name)) ? [] : [{ schema, name, column: object.name }];
    }),
  );
}
