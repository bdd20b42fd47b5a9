import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

export type RoutineKind = "function" | "procedure" | "aggregate";

/** A function, procedure or aggregate. Overloads are objects of their own: the types of the arguments belong to the key. */
export interface RoutineModel extends SchemaObject {
  readonly kind: RoutineKind;
  readonly schema: string;
  /** Types of the input arguments as PostgreSQL prints them: `integer, text`. */
  readonly arguments: string;
  /** The whole statement as PostgreSQL prints it, `CREATE FUNCTION …`; it says every attribute. */
  readonly definition: string;
  /** `sql`, `plpgsql`…; absent for aggregates. */
  readonly language?: string;
  /** Names, modes and types of all parameters, `OUT total integer`. */
  readonly parameters?: string;
  readonly result?: string;
  readonly parameterNames?: readonly string[];
  readonly defaultCount?: number;
  /** The text of the body where PostgreSQL keeps it as text: what it names is only known when it runs. */
  readonly body?: string;
}

export const routineKey = (kind: RoutineKind, schema: string, name: string, types: string): Key<RoutineModel> =>
  keyOf(kind, schema, `${name}(${types})`);

export const keyOfRoutine = (routine: RoutineModel): Key =>
  routineKey(routine.kind, routine.schema, routine.name, routine.arguments);
