import type { RoutineKind, RoutineModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import {
  defineOperation,
  type Operation,
  type OperationDefinition,
  type Statement,
} from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate, type SourceWriter } from "../../../../operations/source.ts";
import { quoteQualified } from "../../../../sql/identifier.ts";
import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locate, written } from "../../ddl/locate.ts";
import { routineReference } from "../../ddl/routine-reference.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface RoutineOp<Type extends string = string> extends Operation, DropOptions {
  readonly type: Type;
  readonly object: RoutineModel;
  /** What was there before, where it is known. */
  readonly former?: RoutineModel;
  /** False where PostgreSQL is not to look into the body: it was in a database before, under whatever search path. */
  readonly checkBody?: boolean;
  /** True where the way back drops a base type, which takes the functions on it along. */
  readonly dropsWithType?: boolean;
}

export interface RoutineOptions {
  /** False creates the routine though its body names what is not there (yet) or not on the search path. */
  readonly checkBody?: boolean;
  readonly comment?: string;
}

/** `refresh_totals(integer, text)`, qualified outside the default schema. */
export const signature = (routine: RoutineModel): string =>
  `${written(routine.schema, routine.name)}(${routine.arguments})`;

function routineModel(
  kind: RoutineKind,
  name: string,
  definition: SqlFragment | undefined,
  options: RoutineOptions = {},
): RoutineModel {
  const open = name.indexOf("(");
  const end = open === -1 ? name.length : open;
  const types = open === -1 ? "" : name.slice(open + 1, name.lastIndexOf(")")).trim();
  const text = definition === undefined ? "" : fragmentText(definition).trim();
  const base = { kind, ...locate(name.slice(0, end)), arguments: types === "*" ? "" : types, definition: text };
  return { ...base, ...(options.comment === undefined ? {} : { comment: options.comment }) };
}

const word = (kind: RoutineKind): string => kind.toUpperCase();

type Creation<Type extends string> = OperationDefinition<
  RoutineOp<Type>,
  [signature: string, definition: SqlFragment, options?: RoutineOptions]
>;

const capital = (kind: RoutineKind): string => kind.charAt(0).toUpperCase() + kind.slice(1);

/** The text of a reflected body is known to be good, but what it names is found along a search path nobody knows. */
const check = ({ parameters, body }: RoutineModel) =>
  parameters === undefined || body === undefined ? {} : { checkBody: false };

export const createRoutineOp = (object: RoutineModel): RoutineOp => ({
  type: `create${capital(object.kind)}`,
  object,
  ...check(object),
});
export const dropRoutineOp = (object: RoutineModel): RoutineOp => ({ type: `drop${capital(object.kind)}`, object });
export const replaceRoutineOp = (object: RoutineModel, former: RoutineModel): RoutineOp => ({
  type: `replace${capital(object.kind)}`,
  object,
  former,
  ...check(object),
});

function createRoutine<Type extends string>(type: Type, kind: RoutineKind): Creation<Type> {
  return defineOperation<RoutineOp<Type>, [signature: string, definition: SqlFragment, options?: RoutineOptions]>({
    type,
    build: (name, definition, options) => routineOp(type, routineModel(kind, name, definition, options), options),
    reverse: (op) => [{ ...dropRoutineOp(op.object), ...(op.dropsWithType === true ? { implied: true } : {}) }],
    statements: ({ object, checkBody }) => [
      ...uncheck(checkBody),
      { sql: object.definition },
      ...commentStatements(object),
    ],
    render: (op, source) => renderRoutine(op, op.object.comment, source),
    describe: ({ object }) => `create ${kind} ${signature(object)}`,
  });
}

function replaceRoutine<Type extends string>(type: Type, kind: RoutineKind): Creation<Type> {
  return defineOperation<RoutineOp<Type>, [signature: string, definition: SqlFragment, options?: RoutineOptions]>({
    type,
    build: (name, definition, options) => routineOp(type, routineModel(kind, name, definition, options), options),
    reverse: (op): readonly Operation[] => {
      if (op.former === undefined)
        throw new IrreversibleError(`${type} ${signature(op.object)}`, "the former definition is not known");
      return [replaceRoutineOp(op.former, op.object)];
    },
    statements: ({ object, checkBody }) => [
      ...uncheck(checkBody),
      { sql: object.definition.replace(/^CREATE (?!OR REPLACE)/i, "CREATE OR REPLACE ") },
    ],
    render: (op, source) => renderRoutine(op, undefined, source),
    describe: ({ object }) => `replace ${kind} ${signature(object)}`,
  });
}

function dropRoutine<Type extends string>(
  type: Type,
  kind: RoutineKind,
): OperationDefinition<RoutineOp<Type>, [signature: string, options?: DropOptions]> {
  const definition = defineOperation<RoutineOp<Type>, [signature: string]>({
    type,
    build: (name) => ({ type, object: routineModel(kind, name, undefined) }),
    reverse: (op): readonly Operation[] => {
      if (op.object.definition === "")
        throw new IrreversibleError(`${type} ${signature(op.object)}`, "its definition is not known");
      return [{ ...createRoutineOp(op.object), ...(op.implied === true ? { dropsWithType: true } : {}) }];
    },
    statements: (op) => {
      const { schema, name, arguments: types } = op.object;
      const routine = routineReference(kind, quoteQualified(schema, name), types);
      return [{ sql: `DROP ${word(kind)}${ifExists(op)} ${routine}${cascadeClause(op)}` }];
    },
    render: ({ object }) => `op.${type}(${literal(signature(object))})`,
    describe: ({ object }) => `drop ${kind} ${signature(object)}`,
  });
  return droppable(definition);
}

function routineOp<Type extends string>(
  type: Type,
  object: RoutineModel,
  options: RoutineOptions = {},
): RoutineOp<Type> {
  return { type, object, ...(options.checkBody === undefined ? {} : { checkBody: options.checkBody }) };
}

const uncheck = (checkBody: boolean | undefined): Statement[] =>
  checkBody === false ? [{ sql: "SET check_function_bodies = off" }] : [];

function renderRoutine(
  { type, object, checkBody }: RoutineOp,
  comment: string | undefined,
  source: SourceWriter,
): string {
  source.use("sql");
  const options = Object.entries({ checkBody, comment }).filter(([, value]) => value !== undefined);
  return call(`op.${type}`, [
    literal(signature(object)),
    sqlTemplate(object.definition),
    ...(options.length === 0
      ? []
      : [
          block(
            "{",
            options.map(([name, value]) => `${name}: ${literal(value)}`),
            "}",
          ),
        ]),
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

/** What `op` has of it. */
export const routineOperations = {
  createAggregate,
  createFunction,
  createProcedure,
  dropAggregate,
  dropFunction,
  dropProcedure,
  replaceAggregate,
  replaceFunction,
  replaceProcedure,
};
