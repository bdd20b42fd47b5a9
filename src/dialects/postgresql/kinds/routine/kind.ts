import { keyOfRoutine, type RoutineKind, type RoutineModel } from "./model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import type { Change } from "../../../../metadata/kind.ts";
import { definePostgresqlKind, type PostgresqlKind } from "../../define-kind.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { bodyKeys } from "../../body-keys.ts";
import { splitTypes } from "../../ddl/routine-reference.ts";
import { objectsNamed } from "../../expression-keys.ts";
import { typeKeys } from "../../type-keys.ts";
import { commentOp } from "../comment/operations.ts";
import { renameRoutineOps } from "../rename/operations.ts";
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

function routineKind(
  name: RoutineKind,
  rank: number,
  operations: PostgresqlKind["operations"],
): PostgresqlKind<RoutineModel> {
  return definePostgresqlKind<RoutineModel>({
    name,
    rank,
    readers: ["readRoutines"],
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
    isBound: ({ body, definition }) => body === undefined && /\n *(?:BEGIN ATOMIC|RETURN )/.test(definition),
    prefers: (routine, metadata) => bodyKeys(routine.body ?? routine.definition, metadata),
    texts: { sql: ["definition"], types: ["parameters", "result"] },
    attributes: {
      definition: { change: replacement },
      comment: "alter",
    },
    occupies: (routine) => [`routine ${routine.schema}.${routine.name}(${routine.arguments})`],
    // Calls find a routine by its name: which overload is meant depends on those that are there.
    foundBy: ({ schema, name: called }) => [`routine ${schema}.${called}`],
    create: (routine, { database, target }) => [
      { ...createRoutineOp(routine), ...(goesWithType(routine, target, database) ? { dropsWithType: true } : {}) },
    ],
    drop: (routine, { database, target, remade }) => [
      { ...dropRoutineOp(routine), ...(goesWithType(routine, database, target, remade) ? { implied: true } : {}) },
    ],
    alter: ({ database, target, attributes }) => [
      ...(attributes.includes("definition") ? [replaceRoutineOp(target, database)] : []),
      ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
    ],
    renaming: { word: name, moves: true },
    rename: renameRoutineOps,
    operations,
  });
}

/** True for a function that takes or gives a base type for the type itself: each needs the other, so they go together. */
function goesWithType(routine: RoutineModel, metadata: MetaData, other: MetaData, remade?: ReadonlySet<Key>): boolean {
  const types = [...splitTypes(routine.arguments), routine.result ?? ""].flatMap((type) => typeKeys(type, metadata));
  return types.some(
    (key) =>
      key.startsWith("baseType ") &&
      metadata.dependencies.get(key)?.includes(keyOfRoutine(routine)) === true &&
      (!other.has(key) || remade?.has(key) === true),
  );
}

/**
 * `CREATE OR REPLACE` keeps everything that uses the function, but takes no other result or type of an `OUT` parameter, no
 * other names of parameters, and no fewer defaults (manual, CREATE FUNCTION). It must take the way back, too.
 */
function replacement(database: RoutineModel, target: RoutineModel): Change {
  if (database.kind === "aggregate") return "recreate";
  // A declared routine that was not settled: PostgreSQL will say whether it can be replaced.
  if (database.result === undefined && target.parameters === undefined) return "alter";
  const names = database.parameterNames ?? [];
  const same =
    database.result === target.result &&
    outputs(database).join() === outputs(target).join() &&
    sameModes(database, target) &&
    names.join() === (target.parameterNames ?? []).join() &&
    database.defaultCount === target.defaultCount;
  return same && isWindow(database) === isWindow(target) ? "alter" : "recreate";
}

const isWindow = (routine: RoutineModel): boolean =>
  /^ (?:.* )?WINDOW\b/m.test(routine.definition.split("\nAS ")[0] ?? "");

/** Names and types of the parameters that only give something: PostgreSQL makes them a part of the result. */
const outputs = ({ parameters }: RoutineModel): string[] =>
  splitTypes(parameters ?? "").filter((each) => each.startsWith("OUT "));

function sameModes(database: RoutineModel, target: RoutineModel): boolean {
  const modes = (parameters: string | undefined): string =>
    splitTypes(parameters ?? "")
      .map((each) => /^(OUT|INOUT|VARIADIC) /.exec(each)?.[1] ?? "IN")
      .join(" ");
  return modes(database.parameters) === modes(target.parameters);
}

export const functionKind = routineKind("function", 6, { createFunction, replaceFunction, dropFunction });
export const procedureKind = routineKind("procedure", 6, { createProcedure, replaceProcedure, dropProcedure });
export const aggregateKind = routineKind("aggregate", 7, { createAggregate, replaceAggregate, dropAggregate });
