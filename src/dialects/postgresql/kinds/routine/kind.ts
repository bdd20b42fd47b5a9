import { keyOfRoutine, type RoutineKind, type RoutineModel } from "../../../../kinds/routine/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { defineKind, type Change, type Kind } from "../../../../metadata/kind.ts";
import type { OperationDefinitions } from "../../../../operations/operation.ts";
import { bodyKeys } from "../../body-keys.ts";
import { objectsNamed } from "../../expression-keys.ts";
import { typeKeys } from "../../type-keys.ts";
import { commentOp } from "../comment/operations.ts";
import {
  createAggregate,
  createFunction,
  createProcedure,
  createRoutineOp,
  dropAggregate,
  dropFunction,
  dropProcedure,
  dropRoutineOp,
  replaceAggregate,
  replaceFunction,
  replaceProcedure,
  replaceRoutineOp,
} from "./operations.ts";

function routineKind(name: RoutineKind, rank: number, operations: OperationDefinitions): Kind<RoutineModel> {
  return defineKind<RoutineModel>({
    name,
    rank,
    key: keyOfRoutine,
    dependsOn: (routine, metadata) => [
      schemaKey(routine.schema),
      // A base type and its own functions need one another; the catalog says which comes first.
      ...splitTypes(routine.arguments)
        .flatMap((type) => typeKeys(type, metadata))
        .filter((key) => !key.startsWith("baseType ")),
      ...(routine.body === undefined ? objectsNamed(routine.definition, metadata) : []),
    ],
    isProgram: true,
    prefers: (routine, metadata) => bodyKeys(routine.body ?? routine.definition, metadata),
    attributes: {
      definition: { change: replacement },
      comment: "alter",
    },
    occupies: (routine) => [`routine ${routine.schema}.${routine.name}(${routine.arguments})`],
    create: (routine) => [createRoutineOp(routine)],
    drop: (routine) => [dropRoutineOp(routine)],
    alter: ({ database, target, attributes }) => [
      ...(attributes.includes("definition") ? [replaceRoutineOp(target, database)] : []),
      ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
    ],
    operations,
  });
}

/**
 * `CREATE OR REPLACE` keeps everything that uses the function, but takes no other result, no other names of input
 * parameters, and no fewer defaults (manual, CREATE FUNCTION). It must take the way back, too.
 */
function replacement(database: RoutineModel, target: RoutineModel): Change {
  if (database.kind === "aggregate") return "recreate";
  // A declared routine that was not settled: PostgreSQL will say whether it can be replaced.
  if (database.result === undefined && target.parameters === undefined) return "alter";
  const names = database.parameterNames ?? [];
  const same =
    database.result === target.result &&
    sameModes(database, target) &&
    names.join() === (target.parameterNames ?? []).join() &&
    database.defaultCount === target.defaultCount;
  return same && isWindow(database) === isWindow(target) ? "alter" : "recreate";
}

const isWindow = (routine: RoutineModel): boolean =>
  /^ (?:.* )?WINDOW\b/m.test(routine.definition.split("\nAS ")[0] ?? "");

function sameModes(database: RoutineModel, target: RoutineModel): boolean {
  const modes = (parameters: string | undefined): string =>
    splitTypes(parameters ?? "")
      .map((each) => /^(OUT|INOUT|VARIADIC) /.exec(each)?.[1] ?? "IN")
      .join(" ");
  return modes(database.parameters) === modes(target.parameters);
}

/** Splits at commas outside parentheses, quotes and brackets. */
function splitTypes(list: string): string[] {
  return list === ""
    ? []
    : (list.match(/(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\([^()]*\)|[^,])+/g) ?? []).map((type) => type.trim());
}

export const functionKind = routineKind("function", 6, { createFunction, replaceFunction, dropFunction });
export const procedureKind = routineKind("procedure", 6, { createProcedure, replaceProcedure, dropProcedure });
export const aggregateKind = routineKind("aggregate", 7, { createAggregate, replaceAggregate, dropAggregate });
