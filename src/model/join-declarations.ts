/** Declarations of several modules as those of one data model, where no name may stand for two things. */
import { isDeclaredObject } from "../kinds/declared-object.ts";
import { isTable } from "../kinds/table/table.ts";
import type { Declarations } from "./build.ts";
import { tellModelPlace } from "./declared-place.ts";
import { modelSlot } from "./entity.ts";
import { ClashingNamesError } from "./errors.ts";
import { isModelClass } from "./model.ts";

/** What `dataModel()` was given, or all that the modules of a list export together. */
export type Joined<D> = D extends Declarations
  ? D
  : D extends readonly Declarations[]
    ? Together<D[number]> extends infer All extends Declarations
      ? All
      : never
    : never;

/** `{ a: A } | { b: B }` → `{ a: A } & { b: B }` */
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/**
 * All declarations of a list by name. What two modules export alike, since one hands on what the other declares, is one.
 *
 * @throws ClashingNamesError where spreading would keep only the last one
 */
export function joinDeclarations(modules: readonly Declarations[]): Declarations {
  const all = new Map<string, Declarations[string]>();
  for (const module of modules) {
    for (const [name, declaration] of Object.entries(module)) {
      const other = all.get(name);
      if (other !== undefined && other !== declaration) throw clash(name, other, declaration);
      all.set(name, declaration);
    }
  }
  return Object.fromEntries(all);
}

function clash(name: string, one: unknown, other: unknown): ClashingNamesError {
  const error = new ClashingNamesError(name, [describe(one), describe(other)]);
  tellModelPlace(error, { [name]: other });
  return error;
}

function describe(declaration: unknown): string {
  if (isDeclaredObject(declaration)) return `${declaration.word} ${declaration.name}`;
  const table = isModelClass(declaration) ? declaration[modelSlot] : isTable(declaration) ? declaration : undefined;
  return table === undefined ? "something else" : `table ${table.name}`;
}
