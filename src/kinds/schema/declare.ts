import { checkName } from "../../sql/qualified-name.ts";
import { compact } from "../canonical.ts";
import { noOrigins, type Declared, type DeclaredObject } from "../declared-object.ts";
import { schemaKey, type SchemaModel } from "./model.ts";

/** Options of `schema()`. */
export interface SchemaOptions {
  readonly comment?: string;
  readonly renamedFrom?: string;
}

/** A namespace: `schema("shop", { comment: "everything on sale" })`. */
export function schema(name: string, options: SchemaOptions = {}): DeclaredObject {
  const declare = (): Declared => {
    const model = compact<SchemaModel>({ kind: "schema", name: checkName(name), comment: options.comment });
    const { renamedFrom } = options;
    return {
      objects: [[schemaKey(name), model]],
      renamedFrom: renamedFrom === undefined ? [] : [[schemaKey(name), schemaKey(renamedFrom)]],
      origins: noOrigins,
    };
  };
  return Object.freeze({ memberKind: "object" as const, word: "schema", name, declare });
}
