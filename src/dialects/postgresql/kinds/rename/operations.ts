/** New names and schemas for types of every sort and for routines, and new schemas for relations. */
import type { RoutineKind, RoutineModel } from "../routine/model.ts";
import { schemaOf, type SchemaObject } from "../../../../metadata/schema-object.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { locate, written } from "../../ddl/locate.ts";
import { routineReference } from "../../ddl/routine-reference.ts";
import type { RenameTableOp } from "../table/operations.ts";

export interface RenameTypeOp extends Operation {
  readonly type: "renameType";
  readonly schema: string;
  readonly from: string;
  readonly to: string;
}

export interface SetSchemaOp extends Operation {
  readonly type: "setSchema";
  readonly on: "table" | "type" | RoutineKind;
  readonly name: string;
  /** Types of the arguments of a routine. */
  readonly arguments?: string;
  readonly from: string;
  readonly to: string;
}

export interface RenameRoutineOp extends Operation {
  readonly type: "renameRoutine";
  readonly on: RoutineKind;
  readonly schema: string;
  readonly from: string;
  readonly to: string;
  readonly arguments: string;
}

/** op.renameType("order_status", "status"): an enum, a domain, a composite or a range type. */
export const renameType = defineOperation({
  type: "renameType",
  build: (from: string, to: string): RenameTypeOp => {
    const { schema, name } = locate(from);
    return { type: "renameType", schema, from: name, to };
  },
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [{ sql: `ALTER TYPE ${quoteQualified(op.schema, op.from)} RENAME TO ${quoteIdentifier(op.to)}` }],
  render: (op) => `op.renameType(${literal(written(op.schema, op.from))}, ${literal(op.to)})`,
  describe: (op) => `rename type ${written(op.schema, op.from)} to ${op.to}`,
});

const routineKinds: ReadonlySet<string> = new Set<RoutineKind>(["function", "procedure", "aggregate"]);
const isRoutine = (word: string): word is RoutineKind => routineKinds.has(word);

/** `shop.total(integer)` as its schema, name and types. */
function locateRoutine(signature: string): {
  readonly schema: string;
  readonly name: string;
  readonly arguments: string;
} {
  const open = signature.indexOf("(");
  const types = open === -1 ? "" : signature.slice(open + 1, signature.lastIndexOf(")")).trim();
  return {
    ...locate(open === -1 ? signature : signature.slice(0, open).trim()),
    arguments: types === "*" ? "" : types,
  };
}

/** What a statement calls the object: a routine with its types. */
const reference = (on: SetSchemaOp["on"], schema: string, name: string, types: string = ""): string =>
  isRoutine(on) ? routineReference(on, quoteQualified(schema, name), types) : quoteQualified(schema, name);

/** What revisions call the object. */
const reading = (on: SetSchemaOp["on"], schema: string, name: string, types: string = ""): string =>
  isRoutine(on) ? `${written(schema, name)}(${types})` : written(schema, name);

/** One object that `op.setSchema` moves. */
export type Movable =
  | { readonly table: string }
  | { readonly sequence: string }
  | { readonly view: string }
  | { readonly materializedView: string }
  | { readonly type: string }
  | { readonly [Kind in RoutineKind]?: string };

/**
 * op.setSchema({ table: "orders" }, "shop"): indexes, constraints and owned sequences go along. Also `{ type: … }`,
 * `{ sequence: … }`, `{ view: … }`, `{ materializedView: … }`, and routines with the types of their arguments:
 * `{ function: "total(integer)" }`.
 */
export const setSchema = defineOperation({
  type: "setSchema",
  build: (object: Movable, to: string): SetSchemaOp => {
    const [[word, name]] = Object.entries(object) as [[string, string]];
    const type = "setSchema";
    if (isRoutine(word)) {
      const { schema: from, ...routine } = locateRoutine(name);
      return { type, on: word, ...routine, from, to };
    }
    const located = locate(name);
    // ALTER TABLE moves sequences and views too (manual, ALTER TABLE).
    return { type, on: word === "type" ? "type" : "table", name: located.name, from: located.schema, to };
  },
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    {
      sql: `ALTER ${op.on.toUpperCase()} ${reference(op.on, op.from, op.name, op.arguments)} SET SCHEMA ${quoteIdentifier(op.to)}`,
    },
  ],
  render: (op) =>
    `op.setSchema(${literal({ [op.on]: reading(op.on, op.from, op.name, op.arguments) })}, ${literal(op.to)})`,
  describe: (op) => `move ${op.on} ${reading(op.on, op.from, op.name, op.arguments)} to schema ${op.to}`,
});

/** op.renameRoutine({ function: "total(integer)" }, "sum_of"): in its schema; also a procedure or an aggregate. */
export const renameRoutine = defineOperation({
  type: "renameRoutine",
  build: (object: { readonly [Kind in RoutineKind]?: string }, to: string): RenameRoutineOp => {
    const [[on, signature]] = Object.entries(object) as [[RoutineKind, string]];
    const { schema, name, arguments: types } = locateRoutine(signature);
    return { type: "renameRoutine", on, schema, from: name, to, arguments: types };
  },
  reverse: (op): readonly Operation[] => [{ ...op, from: op.to, to: op.from } as Operation],
  statements: (op) => [
    {
      sql: `ALTER ${op.on.toUpperCase()} ${reference(op.on, op.schema, op.from, op.arguments)} RENAME TO ${quoteIdentifier(op.to)}`,
    },
  ],
  render: (op) =>
    `op.renameRoutine(${literal({ [op.on]: reading(op.on, op.schema, op.from, op.arguments) })}, ${literal(op.to)})`,
  describe: (op) => `rename ${op.on} ${reading(op.on, op.schema, op.from, op.arguments)} to ${op.to}`,
});

const moved = (on: SetSchemaOp["on"], database: SchemaObject, target: SchemaObject): SetSchemaOp[] =>
  database.schema === target.schema
    ? []
    : [
        {
          type: "setSchema",
          on,
          name: database.name,
          from: schemaOf(database),
          to: schemaOf(target),
        },
      ];

/** A table or sequence gets its new schema, then its new name. */
export function renameRelationOps(database: SchemaObject, target: SchemaObject): Operation[] {
  const schema = schemaOf(target);
  const rename: RenameTableOp = { type: "renameTable", schema, from: database.name, to: target.name };
  return [...moved("table", database, target), ...(database.name === target.name ? [] : [rename])];
}

/** A type gets its new schema, then its new name. */
export function renameTypeOps(database: SchemaObject, target: SchemaObject): Operation[] {
  const schema = schemaOf(target);
  const rename: RenameTypeOp = { type: "renameType", schema, from: database.name, to: target.name };
  return [...moved("type", database, target), ...(database.name === target.name ? [] : [rename])];
}

/** A routine gets its new schema, then its new name; what calls it by its identity follows. */
export function renameRoutineOps(database: RoutineModel, target: RoutineModel): Operation[] {
  const { schema } = target;
  const rename: RenameRoutineOp = {
    type: "renameRoutine",
    on: database.kind,
    schema,
    from: database.name,
    to: target.name,
    arguments: database.arguments,
  };
  return [
    ...moved(database.kind, database, target).map((op) => ({ ...op, arguments: database.arguments })),
    ...(database.name === target.name ? [] : [rename]),
  ];
}

/** What `op` has of it. */
export const renameOperations = { renameType, renameRoutine, setSchema };
