/** Indexes and keys that statements make and drop. */
import type { IndexFacts, ObjectName, RelationFacts } from "../dialects/statement-facts.ts";
import { addedConstraints, child, list, nodesOf, partsName, relationName, strings, text } from "./read.ts";
import type { Subject } from "./rule.ts";

export interface DroppedIndex {
  readonly table: RelationFacts;
  readonly index: IndexFacts;
}

/** Of tables that were there before. */
export function droppedIndexes(subject: Subject): readonly DroppedIndex[] {
  if (subject.kind !== "DropStmt" || text(subject.node, "removeType") !== "OBJECT_INDEX") return [];
  return list(subject.node, "objects").flatMap((object) => {
    const name = partsName(list(child(object, "List"), "items"));
    const table = name === undefined ? undefined : subject.facts.tableOfIndex(name);
    const index = table?.indexes.find((each) => each.name === name?.name);
    return table === undefined || index === undefined || !subject.step.isExisting(table) ? [] : [{ table, index }];
  });
}

/** Whether a key says already that no two rows agree in these columns. */
export const isUniqueBy = (table: RelationFacts, columns: readonly string[]): boolean =>
  table.indexes.some(
    ({ unique, partial, columns: keys }) => unique && !partial && keys.every((key) => columns.includes(key)),
  );

/** Whether an index on these columns finds rows by those of a key, in whatever order. */
export const isPrefix = (key: readonly string[], index: readonly string[]): boolean =>
  key.length <= index.length && key.every((column) => index.slice(0, key.length).includes(column));

export interface AddedForeignKey {
  readonly columns: readonly string[];
  readonly table: ObjectName;
  /** Undefined of a table that the same range makes. */
  readonly relation: RelationFacts | undefined;
  readonly at: Subject;
}

/** Foreign keys that a step adds, with new tables or to old ones. */
export function foreignKeysOf(statements: readonly Subject[]): readonly AddedForeignKey[] {
  return statements.flatMap((at) => [
    ...addedConstraints(at, "CONSTR_FOREIGN").map(({ node, table }) => ({
      columns: strings(list(node, "fk_attrs")),
      table,
      relation: table,
      at,
    })),
    ...newTableKeys(at),
  ]);
}

function newTableKeys(at: Subject): readonly AddedForeignKey[] {
  const table = at.kind === "CreateStmt" ? relationName(child(at.node, "relation")) : undefined;
  if (table === undefined) return [];
  return list(at.node, "tableElts").flatMap((element) => {
    const column = child(element, "ColumnDef");
    const own = child(element, "Constraint");
    const keys = (column === undefined ? [own] : list(column, "constraints").map((each) => child(each, "Constraint")))
      .filter((each) => text(each, "contype") === "CONSTR_FOREIGN")
      .map((each) => (column === undefined ? strings(list(each, "fk_attrs")) : [text(column, "colname") ?? ""]));
    return keys.map((columns) => ({ columns, table, relation: undefined, at }));
  });
}

/** Columns of the indexes and keys that a step makes for a table. */
export function indexedBy(statements: readonly Subject[], table: ObjectName): readonly (readonly string[])[] {
  const isIt = (name: ObjectName | undefined): boolean => name?.name === table.name;
  return statements.flatMap((subject) => {
    if (!isIt(relationName(child(subject.node, "relation")))) return [];
    if (subject.kind === "IndexStmt")
      return [list(subject.node, "indexParams").map((one) => text(child(one, "IndexElem"), "name") ?? "")];
    const keys = nodesOf(subject.node, "Constraint")
      .filter((each) => ["CONSTR_PRIMARY", "CONSTR_UNIQUE"].includes(text(each, "contype") ?? ""))
      .map((each) => strings(list(each, "keys")));
    return [...keys.filter((columns) => columns.length > 0), ...columnKeys(subject)];
  });
}

const columnKeys = (subject: Subject): readonly (readonly string[])[] =>
  nodesOf(subject.node, "ColumnDef").flatMap((column) =>
    list(column, "constraints").some((each) =>
      ["CONSTR_PRIMARY", "CONSTR_UNIQUE"].includes(text(child(each, "Constraint"), "contype") ?? ""),
    )
      ? [[text(column, "colname") ?? ""]]
      : [],
  );
