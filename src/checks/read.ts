/** Ways into the parser's nodes. */
import type { ObjectName, RelationFacts, SqlNode } from "../dialects/statement-facts.ts";
import { existing, type Subject } from "./rule.ts";

export const child = (node: SqlNode | undefined, key: string): SqlNode | undefined => {
  const value = node?.[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as SqlNode) : undefined;
};

export const list = (node: SqlNode | undefined, key: string): readonly SqlNode[] => {
  const value = node?.[key];
  return Array.isArray(value) ? (value as readonly SqlNode[]) : [];
};

/** The inner nodes of a list, of those that are of one sort. */
export const children = (nodes: readonly SqlNode[], key: string): readonly SqlNode[] =>
  nodes.map((node) => child(node, key)).filter((node) => node !== undefined);

export const text = (node: SqlNode | undefined, key: string): string | undefined => {
  const value = node?.[key];
  return typeof value === "string" ? value : undefined;
};

export const flag = (node: SqlNode | undefined, key: string): boolean => node?.[key] === true;

/** The texts of a list of names. */
export const strings = (nodes: readonly SqlNode[]): readonly string[] =>
  nodes.flatMap((node) => text(child(node, "String"), "sval") ?? []);

/** The name of a relation; also of one inside of a `RangeVar` node. */
export function relationName(node: SqlNode | undefined): ObjectName | undefined {
  const range = child(node, "RangeVar") ?? node;
  const name = text(range, "relname");
  return name === undefined ? undefined : { name, schema: text(range, "schemaname") };
}

/** The name that a list of parts stands for. */
export function partsName(parts: readonly SqlNode[]): ObjectName | undefined {
  const names = strings(parts);
  const name = names.at(-1);
  return name === undefined ? undefined : { name, schema: names.at(-2) };
}

/** The table that a statement names as its `relation`, where it was there before. */
export const tableOf = (subject: Subject): RelationFacts | undefined =>
  existing(subject, relationName(child(subject.node, "relation")));

/** One part of an ALTER TABLE on a table that was there before. */
export interface Alteration {
  /** `AT_AddColumn`… */
  readonly type: string;
  readonly command: SqlNode;
  /** The column or constraint that it names. */
  readonly name: string;
  readonly table: RelationFacts;
}

export function alterations(subject: Subject, ...types: readonly string[]): readonly Alteration[] {
  if (subject.kind !== "AlterTableStmt" || text(subject.node, "objtype") !== "OBJECT_TABLE") return [];
  const table = tableOf(subject);
  if (table === undefined) return [];
  return list(subject.node, "cmds").flatMap((each) => {
    const command = child(each, "AlterTableCmd");
    const type = text(command, "subtype") ?? "";
    if (command === undefined || (types.length > 0 && !types.includes(type))) return [];
    return [{ type, command, name: text(command, "name") ?? "", table }];
  });
}

/** A constraint that is added to a table that was there before. */
export interface AddedConstraint {
  readonly contype: string;
  readonly node: SqlNode;
  readonly table: RelationFacts;
  readonly name: string;
}

export function addedConstraints(subject: Subject, ...types: readonly string[]): readonly AddedConstraint[] {
  return alterations(subject, "AT_AddConstraint").flatMap(({ command, table }) => {
    const node = child(child(command, "def"), "Constraint");
    const contype = text(node, "contype") ?? "";
    return node === undefined || !types.includes(contype)
      ? []
      : [{ contype, node, table, name: text(node, "conname") ?? "a constraint" }];
  });
}

/** A column that is added to a table that was there before. */
export interface AddedColumn {
  readonly name: string;
  readonly definition: SqlNode;
  readonly table: RelationFacts;
  /** `CONSTR_NOTNULL`, `CONSTR_DEFAULT`… */
  readonly has: (contype: string) => boolean;
  readonly constraint: (contype: string) => SqlNode | undefined;
}

export function addedColumns(subject: Subject): readonly AddedColumn[] {
  return alterations(subject, "AT_AddColumn").flatMap(({ command, table }) => {
    const definition = child(child(command, "def"), "ColumnDef");
    return definition === undefined ? [] : [columnOf(definition, table)];
  });
}

function columnOf(definition: SqlNode, table: RelationFacts): AddedColumn {
  const constraints = children(list(definition, "constraints"), "Constraint");
  const constraint = (contype: string) => constraints.find((each) => text(each, "contype") === contype);
  return {
    name: text(definition, "colname") ?? "",
    definition,
    table,
    constraint,
    has: (contype) => constraint(contype) !== undefined,
  };
}

/** The name of a type, without `pg_catalog`: `int8`, `varchar`. */
export const typeNameOf = (node: SqlNode | undefined): ObjectName | undefined => {
  const name = partsName(list(node, "names"));
  return name?.schema === "pg_catalog" ? { name: name.name } : name;
};

/** The numbers in the parentheses of a type. */
export const typeModifiers = (node: SqlNode | undefined): readonly number[] =>
  list(node, "typmods").flatMap((each) => {
    const value = child(child(each, "A_Const"), "ival");
    return value === undefined ? [] : [Number(value["ival"] ?? 0)];
  });

export const isSerial = (type: ObjectName | undefined): boolean => /^(small|big)?serial[248]?$/.test(type?.name ?? "");

/** Files of the table or of its indexes are new ones. */
export const rewrites = ({ measured }: Subject, { id }: { readonly id: number }): boolean =>
  measured?.rewritten.some((relation) => relation.id === id) === true;

export const rebuildsIndexes = ({ measured }: Subject, { id }: { readonly id: number }): boolean =>
  measured?.rewritten.some((relation) => relation.kind === "i" && relation.table === id) === true;

export const scans = ({ measured }: Subject, { id }: { readonly id: number }): boolean =>
  measured?.scanned.some((relation) => relation.id === id) === true;

/** Whether the transaction holds the strongest lock of a table since an earlier statement. */
export const lockedBefore = (subject: Subject, { id }: { readonly id: number }): boolean =>
  subject.earlier.at(-1)?.measured?.held.some((lock) => lock.id === id && lock.mode === "AccessExclusive") === true;

/** All nodes of one sort, at any depth. */
export function nodesOf(value: unknown, key: string): readonly SqlNode[] {
  if (Array.isArray(value)) return value.flatMap((each) => nodesOf(each, key));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    name === key ? [each as SqlNode, ...nodesOf(each, key)] : nodesOf(each, key),
  );
}
