/** Policies in the words of models, for revisions. */
import { compact } from "../../../../kinds/canonical.ts";
import { writtenTable } from "../../ddl/locate.ts";
import { oneOrAll, rawText } from "../../ddl/words.ts";
import type { PolicyDeclarationOptions } from "./declare.ts";
import type { PolicyModel } from "./model.ts";

export type PolicyWords = [name: string, options: PolicyDeclarationOptions];

/** `policy("own", { on: "orders", to: "app" })` */
export function policyWords(model: PolicyModel): PolicyWords {
  const { name, command, roles, using, check, restrictive, comment } = model;
  const options = compact<PolicyDeclarationOptions>({
    on: writtenTable(model),
    command,
    to: roles && oneOrAll(roles),
    using: rawText(using),
    check: rawText(check),
    restrictive,
    comment,
  });
  return [name, options];
}
