import type { RoutineKind, RoutineModel } from "../../../../kinds/routine/model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type OperationDefinition } from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { quoteQualified } from "../../../../sql/identifier.ts";
import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locate, written } from "../../ddl/locate.ts";

export interface RoutineOp<Type extends string = string> extends Operation {
  readonly type: Type;
  readonly object: RoutineModel;
  /** What was there before, where it is known. */
  readonly former?: RoutineModel;
}

export interface RoutineOptions {
  readonly comment?: string;
}

/** `refresh_totals(integer, text)`, qualified outside the default schema. */
export const signature = (routine: RoutineModel): string =>
  `${written(routine.schema, routine.name)}(${routine.arguments})`;

/** The routine as SQL names it: `public.refresh_totals(integer, text)`. */
export const routineSql = (routine: RoutineModel): string =>
  `${quoteQualified(routine.schema, routine.name)}(${routine.kind === "aggregate" && routine.arguments === "" ? "*" : routine.arguments})`;

function routineModel(kind: RoutineKind, name: string, definition: SqlFragment | undefined, options: RoutineOptions = {}): RoutineModel {
  const open = name.indexOf("(");
  const end = open === -1 ? name.length : open;
  const types = open === -1 ? "" : name.slice(open + 1, name.lastIndexOf(")")).trim();
  const text = definition === undefined ? "" : fragmentText(definition).trim();
  const base = { kind, ...locate(name.slice(0, end)), arguments: types === "*" ? "" : types, definition: text };
  return { ...base, ...(options.comment === undefined ? {} : { comment: options.comment }) };
}

const word = (kind: RoutineKind): string => kind.toUpperCase();

type Creation<Type extends string> = OperationDefinition<RoutineOp<Type>, [signature: string, definition: SqlFragment, options?: RoutineOptions]>;

const capital = (kind: RoutineKind): string => kind.charAt(0).toUpperCase() + kind.slice(1);

export const createRoutineOp = (object: RoutineModel): RoutineOp => ({ type: `create${capital(object.kind)}`, object });
export const dropRoutineOp = (object: RoutineModel): RoutineOp => ({ type: `drop${capital(object.kind)}`, object });
export const replaceRoutineOp = (object: RoutineModel, former: RoutineModel): RoutineOp => ({
  type: `replace${capital(object.kind)}`,
  object,
  former,
});

function createRoutine<Type extends string>(type: Type, kind: RoutineKind): Creation<Type> {
  return defineOperation<RoutineOp<Type>, [signature: string, definition: SqlFragment, options?: RoutineOptions]>({
    type,
    build: (name, definition, options) => ({ type, object: routineModel(kind, name, definition, options) }),
    reverse: (op) => [dropRoutineOp(op.object)],
    statements: ({ object }) => [{ sql: object.definition }, ...commentStatements(object)],
    render: ({ object }, source) => renderRoutine(type, object, source),
    describe: ({ object }) => `create ${kind} ${signature(object)}`,
  });
}

function replaceRoutine<Type extends string>(type: Type, kind: RoutineKind): Creation<Type> {
  return defineOperation<RoutineOp<Type>, [signature: string, definition: SqlFragment, options?: RoutineOptions]>({
    type,
    build: (name, definition, options) => ({ type, object: routineModel(kind, name, definition, options) }),
    reverse: (op): readonly Operation[] => {
      if (op.former === undefined) throw new IrreversibleError(`${type} ${signature(op.object)}`, "the former definition is not known");
      return [{ ...op, object: op.former, former: op.object } as Operation];
    },
    statements: ({ object }) => [{ sql: object.definition.replace(/^CREATE (?!OR REPLACE)/i, "CREATE OR REPLACE ") }],
    render: ({ object: { comment: _comment, ...object } }, source) => renderRoutine(type, object, source),
    describe: ({ object }) => `replace ${kind} ${signature(object)}`,
  });
}

function dropRoutine<Type extends string>(type: Type, kind: RoutineKind): OperationDefinition<RoutineOp<Type>, [signature: string]> {
  return defineOperation<RoutineOp<Type>, [signature: string]>({
    type,
    build: (name) => ({ type, object: routineModel(kind, name, undefined) }),
    reverse: (op): readonly Operation[] => {
      if (op.object.definition === "") throw new IrreversibleError(`${type} ${signature(op.object)}`, "its definition is not known");
      return [createRoutineOp(op.object)];
    },
    statements: ({ object }) => [{ sql: `DROP ${word(kind)} ${routineSql(object)}` }],
    render: ({ object }) => `op.${type}(${literal(signature(object))})`,
    describe: ({ object }) => `drop ${kind} ${signature(object)}`,
  });
}

function renderRoutine(type: string, object: RoutineModel, source: SourceWriter): string {
  source.use("sql");
  return call(`op.${type}`, [
    literal(signature(object)),
    sqlTemplate(object.definition),
    ...(object.comment === undefined ? [] : [block("{", [`comment: ${literal(object.comment)}`], "}")]),
  ]);
}

/** op.createFunction("add(integer, integer)", sql`CREATE FUNCTION add(a integer, b integer) RETURNS integer RETURN a + b`) */
export const createFunction = createRoutine("createFunction", "function");
/** op.replaceFunction("add(integer, integer)", sql`CREATE FUNCTION …`): as `CREATE OR REPLACE`. */
export const replaceFunction = replaceRoutine("replaceFunction", "function");
/** op.dropFunction("add(integer, integer)") */
export const dropFunction = dropRoutine("dropFunction", "function");

/** op.createProcedure("close_month(date)", sql`CREATE PROCEDURE …`) */
export const createProcedure = createRoutine("createProcedure", "procedure");
export const replaceProcedure = replaceRoutine("replaceProcedure", "procedure");
export const dropProcedure = dropRoutine("dropProcedure", "procedure");

/** op.createAggregate("product(numeric)", sql`CREATE AGGREGATE …`) */
export const createAggregate = createRoutine("createAggregate", "aggregate");
export const replaceAggregate = replaceRoutine("replaceAggregate", "aggregate");
export const dropAggregate = dropRoutine("dropAggregate", "aggregate");
