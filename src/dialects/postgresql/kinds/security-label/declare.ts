import {
  noOrigins,
  type Declared,
  type DeclareContext,
  type DeclaredObject,
} from "../../../../kinds/declared-object.ts";
import { targetText } from "../../named-target.ts";
import type { OwnedTarget } from "../owner/declare.ts";
import { securityLabelKey, type SecurityLabelModel } from "./model.ts";

/** Also a column, `{ column: "orders.note" }`, and what lies in no schema. */
export type LabelTarget =
  | OwnedTarget
  | { readonly column: string }
  | { readonly eventTrigger: string }
  | { readonly language: string }
  | { readonly publication: string }
  | { readonly subscription: string };

/**
 * A security label: `securityLabel("classified", { on: { column: "patients.name" }, provider: "anon" })`. Labels of providers
 * that the model names are under version control; those of others are left alone. The server must have the provider loaded.
 */
export function securityLabel(
  label: string,
  options: { readonly on: LabelTarget; readonly provider: string },
): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word: "security label",
    name: options.provider,
    declare: ({ schema }: DeclareContext): Declared => {
      const model: SecurityLabelModel = Object.freeze({
        kind: "securityLabel",
        name: options.provider,
        on: targetText(options.on, schema),
        label,
      });
      return { objects: [[securityLabelKey(model), model]], renamedFrom: [], origins: noOrigins };
    },
  });
}
