import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { written, writtenTable } from "../../ddl/locate.ts";
import { sqlSource, trailingOptions } from "../../ddl/source-options.ts";
import type { PolicyModel, RowSecurityModel } from "./model.ts";

/** `` policy("own_rows", { on: "orders", to: "app", using: sql`owner = CURRENT_USER` }) `` */
export function policySource(model: PolicyModel, source: SourceWriter): string {
  const { name, command, roles, using, check, restrictive, comment } = model;
  const options = trailingOptions(
    { on: writtenTable(model), command, to: roles?.length === 1 ? roles[0] : roles, restrictive },
    {
      using: using === undefined ? undefined : sqlSource(using, source),
      check: check === undefined ? undefined : sqlSource(check, source),
      comment: comment === undefined ? undefined : literal(comment),
    },
  );
  return `${source.use("policy")}(${literal(name)}${options})`;
}

/** `rowSecurity("orders", { forced: true })` */
export function rowSecuritySource({ schema, name, enabled, forced }: RowSecurityModel, source: SourceWriter): string {
  const options = trailingOptions({ enabled: enabled === true ? undefined : false, forced });
  return `${source.use("rowSecurity")}(${literal(written(schema, name))}${options})`;
}
