/** From `MetaData` to what a picture shows of it. */
import type { Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { enumKeyOf, linkKeyOf, nameOf } from "./box-key.ts";
import {
  compareText,
  type BoxKind,
  type Diagram,
  type DiagramColumn,
  type DiagramLink,
  type DiagramPart,
  type DiagramTable,
} from "./diagram.ts";
import { defaultSchema as schemaOfNames } from "../sql/default-schema.ts";
import { isListed, partText } from "./part-text.ts";
import type {
  ReadAttachment,
  ReadColumn,
  ReadEnum,
  ReadForeignKey,
  ReadPart,
  ReadRoutine,
  ReadView,
} from "./shapes.ts";
import { shortType } from "./short-type.ts";

/** Views with lines to what they read, with its names only, or not at all. */
export type Views = "lines" | "boxes" | "none";

export interface ReadOptions {
  /** The schema whose name types don't repeat; `public` where absent. */
  readonly defaultSchema?: string;
  /** `boxes` where absent: lines to everything that is read would hide the rest. */
  readonly views?: Views;
}

/**
 * The diagram of a data model, a reflected database or a replayed revision.
 *
 *     const diagram = readDiagram(commerce.metadata);
 *     diagram.tables.map((table) => table.name); // ["customers", "orders", …]
 */
export function readDiagram(metadata: MetaData, options: ReadOptions = {}): Diagram {
  const { defaultSchema = schemaOfNames(), views = "boxes" } = options;
  const found = collect(metadata);
  const reads = readLinks(found, metadata);
  const functions = functionsOf(metadata);
  const tables = [...found.relations]
    .filter(([key, relation]) => !found.partitions.has(key) && (views !== "none" || relation.kind === "table"))
    .map(([key, relation]) =>
      tableOf(key, relation, { found, functions, reads: views === "boxes" ? reads : [], defaultSchema }),
    );
  const links = [...foreignKeyLinks(found), ...inheritanceLinks(found), ...(views === "lines" ? reads : [])];
  const known = new Set(tables.map((table) => table.key));
  const boxes = [...tables, ...externalBoxes(found, known), ...enumBoxes(found)];
  return Object.freeze({
    tables: boxes.sort((a, b) => compareText(a.key, b.key)),
    links: links.sort((a, b) => compareText(a.key, b.key)),
    compared: false,
  });
}

interface Found {
  readonly relations: ReadonlyMap<string, SchemaObject>;
  readonly columns: ReadonlyMap<string, readonly ReadColumn[]>;
  readonly defaults: ReadonlyMap<string, string>;
  readonly parts: ReadonlyMap<string, readonly ReadPart[]>;
  readonly foreignKeys: ReadonlyMap<string, readonly ReadForeignKey[]>;
  readonly enums: readonly ReadEnum[];
  /** Partition → its parent. */
  readonly partitions: ReadonlyMap<string, string>;
  readonly partitionsOf: ReadonlyMap<string, readonly string[]>;
  readonly inheritances: readonly ReadAttachment[];
}

const relationKinds: Readonly<Record<string, BoxKind>> = {
  table: "table",
  view: "view",
  materializedView: "materializedView",
};

function collect(metadata: MetaData): Found {
  const relations = new Map<string, SchemaObject>();
  const columns = new Map<string, ReadColumn[]>();
  const defaults = new Map<string, string>();
  const parts = new Map<string, ReadPart[]>();
  const foreignKeys = new Map<string, ReadForeignKey[]>();
  const enums: ReadEnum[] = [];
  const partitions = new Map<string, string>();
  const inheritances: ReadAttachment[] = [];
  for (const object of metadata.objects.values()) {
    const table = nameOf(object.schema, (object as ReadPart).table ?? "");
    if (object.kind in relationKinds) relations.set(nameOf(object.schema, object.name), object);
    else if (object.kind === "column") listed(columns, table).push(object as ReadColumn);
    else if (object.kind === "default") defaults.set(`${table}.${object.name}`, (object as ReadPart).expression ?? "");
    else if (object.kind === "foreignKey") listed(foreignKeys, table).push(object as ReadForeignKey);
    else if (object.kind === "enum") enums.push(object as ReadEnum);
    else if (object.kind === "inheritance") inheritances.push(object as ReadAttachment);
    else if (object.kind === "partition") {
      const { parentSchema, parent } = object as ReadAttachment;
      partitions.set(nameOf(object.schema, object.name), nameOf(parentSchema, parent));
    } else if (isListed(object.kind)) listed(parts, table).push(object as ReadPart);
  }
  const partitionsOf = new Map<string, string[]>();
  for (const [partition, parent] of partitions) listed(partitionsOf, parent).push(partition);
  return { relations, columns, defaults, parts, foreignKeys, enums, partitions, partitionsOf, inheritances };
}

function listed<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key);
  if (list !== undefined) return list;
  const created: T[] = [];
  map.set(key, created);
  return created;
}

interface TableContext {
  readonly found: Found;
  readonly reads: readonly DiagramLink[];
  readonly functions: ReadonlyMap<string, readonly string[]>;
  readonly defaultSchema: string;
}

function tableOf(
  key: string,
  relation: SchemaObject,
  { found, functions, reads, defaultSchema }: TableContext,
): DiagramTable {
  const keys = keysOf(key, found);
  const columns = (found.columns.get(key) ?? []).map((column) => columnOf(key, column, { found, keys, defaultSchema }));
  return Object.freeze({
    key,
    kind: relationKinds[relation.kind]!,
    schema: relation.schema ?? "",
    name: relation.name,
    ...commentOf(relation),
    columns: columns.length > 0 ? columns : viewColumns(relation as ReadView, defaultSchema),
    parts: (found.parts.get(key) ?? []).map(partOf).sort((a, b) => compareText(a.kind + a.name, b.kind + b.name)),
    association: isAssociation(keys),
    partitions: found.partitionsOf.get(key)?.length ?? 0,
    reads: reads.filter((link) => link.from === key).map((link) => link.to),
    ...definitionOf(relation as ReadView),
    ...(functions.has(key) ? { functions: functions.get(key)! } : {}),
  });
}

const definitionOf = ({ query }: ReadView): { definition?: string } =>
  query === undefined ? {} : { definition: query };

const routineKinds: ReadonlySet<string> = new Set(["function", "procedure", "aggregate"]);

/** By relation: the routines that something of it depends on. */
function functionsOf(metadata: MetaData): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const [key, needs] of metadata.dependencies) {
    const object = metadata.objects.get(key) as ReadPart | undefined;
    if (object === undefined || routineKinds.has(object.kind)) continue;
    const relation = nameOf(object.schema, object.table ?? object.name);
    for (const need of needs) {
      const routine = metadata.objects.get(need) as ReadRoutine | undefined;
      if (routine === undefined || !routineKinds.has(routine.kind)) continue;
      if (!found.has(relation)) found.set(relation, new Set());
      found.get(relation)!.add(`${nameOf(routine.schema, routine.name)}(${routine.arguments ?? ""})`);
    }
  }
  return new Map([...found].map(([relation, names]) => [relation, [...names].sort(compareText)]));
}

/** Views whose columns are not reflected as columns. */
function viewColumns(view: ReadView, defaultSchema: string): DiagramColumn[] {
  return (view.columns ?? []).map((column) =>
    typeof column === "string"
      ? bareColumn(column)
      : bareColumn(column.name, shortType(column.type ?? "", defaultSchema)),
  );
}

interface Keys {
  readonly primaryKey: readonly string[];
  /** Sets of columns that identify a row, the primary key among them. */
  readonly uniqueSets: readonly (readonly string[])[];
  readonly foreignKeys: readonly ReadForeignKey[];
}

function keysOf(table: string, found: Found): Keys {
  const parts = found.parts.get(table) ?? [];
  return {
    primaryKey: parts.find((part) => part.kind === "primaryKey")?.columns ?? [],
    uniqueSets: parts.flatMap((part) => uniqueColumns(part) ?? []),
    foreignKeys: [table, ...(found.partitionsOf.get(table) ?? [])].flatMap((key) => found.foreignKeys.get(key) ?? []),
  };
}

function uniqueColumns(part: ReadPart): (readonly string[])[] | undefined {
  if (part.kind === "primaryKey" || part.kind === "unique") return [part.columns ?? []];
  if (part.kind !== "index" || part.unique !== true || part.where !== undefined) return undefined;
  const columns = (part.elements ?? []).map((element) => element.column);
  return columns.every((column) => column !== undefined) ? [columns as string[]] : undefined;
}

/** A primary key of two or more foreign keys and nothing else. */
function isAssociation({ primaryKey, foreignKeys }: Keys): boolean {
  const inKey = foreignKeys.filter((fk) => fk.columns.every((column) => primaryKey.includes(column)));
  const covered = new Set(inKey.flatMap((fk) => fk.columns));
  const targets = new Set(inKey.map((fk) => fk.columns.join("\n")));
  return targets.size >= 2 && primaryKey.every((column) => covered.has(column));
}

interface ColumnContext {
  readonly found: Found;
  readonly keys: Keys;
  readonly defaultSchema: string;
}

function columnOf(table: string, column: ReadColumn, { found, keys, defaultSchema }: ColumnContext): DiagramColumn {
  const value = defaultOf(column, found.defaults.get(`${table}.${column.name}`));
  return {
    name: column.name,
    type: shortType(column.type, defaultSchema),
    nullable: column.notNull !== true && !keys.primaryKey.includes(column.name),
    primaryKey: keys.primaryKey.includes(column.name),
    foreignKey: keys.foreignKeys.some((fk) => fk.columns.includes(column.name)),
    unique: keys.uniqueSets.some((set) => set.length === 1 && set[0] === column.name && keys.primaryKey !== set),
    ...(value === undefined ? {} : { default: value }),
    ...commentOf(column),
  };
}

function defaultOf(column: ReadColumn, expression: string | undefined): string | undefined {
  if (column.generated !== undefined) return `generated as ${column.generated.expression}`;
  if (column.identity !== undefined) return column.identity.always ? "identity, always" : "identity";
  return expression;
}

const commentOf = ({ comment }: SchemaObject): { comment?: string } => (comment === undefined ? {} : { comment });

const partOf = (part: ReadPart): DiagramPart => ({
  kind: part.kind as DiagramPart["kind"],
  name: part.name,
  text: partText(part),
  ...commentOf(part),
});

/** One for each foreign key. Those of partitions are drawn at the table they are part of, equal ones once. */
function foreignKeyLinks(found: Found): DiagramLink[] {
  const links: DiagramLink[] = [];
  const lifted = new Map<string, DiagramLink>();
  const own = new Set<string>();
  for (const [table, list] of [...found.foreignKeys].sort(([a], [b]) => compareText(a, b))) {
    for (const fk of list) {
      const link = foreignKeyLink(table, fk, found);
      const same = `${link.from} ${link.fromColumns.join(",")} ${link.to} ${link.toColumns.join(",")}`;
      if (found.partitions.has(table)) {
        if (!lifted.has(same)) lifted.set(same, link);
        continue;
      }
      own.add(same);
      links.push(link);
    }
  }
  return [...links, ...[...lifted].filter(([same]) => !own.has(same)).map(([, link]) => link)];
}

/** Where a reference to a partition leads: to the table that is drawn. */
function drawn(key: string, found: Found): string {
  let at = key;
  for (let parent = found.partitions.get(at); parent !== undefined; parent = found.partitions.get(at)) at = parent;
  return at;
}

function foreignKeyLink(table: string, fk: ReadForeignKey, found: Found): DiagramLink {
  const keys = keysOf(table, found);
  const columns = found.columns.get(table) ?? [];
  const isNullable = (name: string): boolean =>
    !keys.primaryKey.includes(name) && columns.find((column) => column.name === name)?.notNull !== true;
  const to = drawn(nameOf(fk.referencedSchema, fk.referencedTable), found);
  const from = drawn(table, found);
  const ends = {
    kind: "foreignKey" as const,
    name: fk.name,
    from,
    fromColumns: fk.columns,
    to,
    toColumns: fk.referencedColumns,
  };
  return {
    key: linkKeyOf(ends),
    ...ends,
    one: keys.uniqueSets.some((set) => set.length > 0 && set.every((column) => fk.columns.includes(column))),
    optional: fk.columns.some(isNullable),
    rules: rulesOf(fk),
    ...commentOf(fk),
  };
}

function rulesOf(fk: ReadForeignKey): string[] {
  return [
    ...(fk.onDelete === undefined ? [] : [`on delete ${fk.onDelete}`]),
    ...(fk.onUpdate === undefined ? [] : [`on update ${fk.onUpdate}`]),
    ...(fk.match === undefined ? [] : [`match ${fk.match}`]),
    ...(fk.deferrable === undefined ? [] : [`deferrable, initially ${fk.deferrable}`]),
    ...(fk.notValid === true ? ["not valid"] : []),
    ...(fk.notEnforced === true ? ["not enforced"] : []),
  ];
}

/** What a view reads, from its dependencies: each relation once. */
function readLinks(found: Found, metadata: MetaData): DiagramLink[] {
  const links: DiagramLink[] = [];
  for (const [key, object] of metadata.objects) {
    if (object.kind !== "view" && object.kind !== "materializedView") continue;
    const from = nameOf(object.schema, object.name);
    const targets = new Set((metadata.dependencies.get(key) ?? []).map((need) => relationOf(need, metadata)));
    for (const target of targets) {
      const to = target === undefined ? undefined : drawn(target, found);
      if (to === undefined || to === from || !found.relations.has(to)) continue;
      links.push(plainLink("reads", from, to));
    }
  }
  // The catalog tells dependencies in no order.
  return links.sort((a, b) => compareText(a.key, b.key));
}

/** The relation that a dependency is part of: a view depends on columns. */
function relationOf(key: Key, metadata: MetaData): string | undefined {
  const object = metadata.objects.get(key);
  if (object === undefined) return undefined;
  if (object.kind in relationKinds) return nameOf(object.schema, object.name);
  return object.kind === "column" ? nameOf(object.schema, (object as ReadColumn).table) : undefined;
}

const inheritanceLinks = (found: Found): DiagramLink[] =>
  found.inheritances
    .map((one) => plainLink("inherits", nameOf(one.schema, one.name), nameOf(one.parentSchema, one.parent)))
    .filter((link) => found.relations.has(link.from) && found.relations.has(link.to));

const plainLink = (kind: "reads" | "inherits", from: string, to: string): DiagramLink => ({
  key: `${from} ${kind} ${to}`,
  kind,
  name: "",
  from,
  fromColumns: [],
  to,
  toColumns: [],
  one: false,
  optional: false,
  rules: [],
});

/** Tables that are referred to, but no part of what was read. */
function externalBoxes(found: Found, known: ReadonlySet<string>): DiagramTable[] {
  const boxes = new Map<string, DiagramTable>();
  for (const fk of [...found.foreignKeys.values()].flat()) {
    const key = nameOf(fk.referencedSchema, fk.referencedTable);
    if (known.has(drawn(key, found))) continue;
    const names = new Set([...(boxes.get(key)?.columns.map((column) => column.name) ?? []), ...fk.referencedColumns]);
    boxes.set(key, {
      key,
      kind: "external",
      schema: fk.referencedSchema,
      name: fk.referencedTable,
      columns: [...names].sort(compareText).map((name) => ({ ...bareColumn(name), primaryKey: true })),
      parts: [],
      association: false,
      partitions: 0,
      reads: [],
    });
  }
  return [...boxes.values()];
}

const bareColumn = (name: string, type = ""): DiagramColumn => ({
  name,
  type,
  nullable: false,
  primaryKey: false,
  foreignKey: false,
  unique: false,
});

const enumBoxes = (found: Found): DiagramTable[] =>
  found.enums.map((object) => ({
    key: enumKeyOf(object.schema, object.name),
    kind: "enum",
    schema: object.schema,
    name: object.name,
    ...commentOf(object),
    columns: object.values.map((value) => bareColumn(value)),
    parts: [],
    association: false,
    partitions: 0,
    reads: [],
  }));
