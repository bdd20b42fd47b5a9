import {
  noOrigins,
  type Declared,
  type DeclareContext,
  type DeclaredObject,
} from "../../../../kinds/declared-object.ts";
import { targetText } from "../../named-target.ts";
import { ownerKey, type OwnerModel } from "./model.ts";

/** A table by its name, or another object: `{ view: "totals" }`, `{ function: "total(integer)" }`, `{ schema: "shop" }`. */
export type OwnedTarget =
  | string
  | { readonly view: string }
  | { readonly materializedView: string }
  | { readonly sequence: string }
  | { readonly foreignTable: string }
  | { readonly type: string }
  | { readonly domain: string }
  | { readonly function: string }
  | { readonly procedure: string }
  | { readonly aggregate: string }
  | { readonly schema: string };

/**
 * Whom objects belong to: `owner("reports", { on: [{ view: "totals" }, { function: "total(integer)" }] })`. Owners count only
 * where a model declares one or the config says `manage: ["owner"]`; otherwise objects belong to whoever runs the revisions.
 */
export function owner(role: string, options: { readonly on: OwnedTarget | readonly OwnedTarget[] }): DeclaredObject {
  const targets = (Array.isArray(options.on) ? options.on : [options.on]) as readonly OwnedTarget[];
  return Object.freeze({
    memberKind: "object" as const,
    word: "owner",
    name: role,
    declare: ({ schema }: DeclareContext): Declared => ({
      objects: targets.map((target) => {
        const model: OwnerModel = Object.freeze({ kind: "owner", name: role, on: targetText(target, schema) });
        return [ownerKey(model), model] as const;
      }),
      renamedFrom: [],
      origins: noOrigins,
    }),
  });
}
