import type { SecurityLabelModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral } from "../../../../sql/identifier.ts";

export interface SetSecurityLabelOp extends Operation {
  readonly type: "setSecurityLabel";
  readonly provider: string;
  /** As SQL: `TABLE public.orders`. */
  readonly on: string;
  /** Null takes the label away. */
  readonly label: string | null;
  /** Undefined where it is not known. */
  readonly former?: string | null;
  /** True where the label comes or goes because its object does. */
  readonly withObject?: true;
}

/** op.setSecurityLabel("anon", "COLUMN public.patients.name", "MASKED WITH VALUE 'x'"); null takes it away. */
export const setSecurityLabel = defineOperation({
  type: "setSecurityLabel",
  build: (provider: string, on: string, label: string | null): SetSecurityLabelOp => ({
    type: "setSecurityLabel",
    provider,
    on,
    label,
  }),
  reverse: ({ implied = false, ...op }): readonly Operation[] => {
    const { former } = op;
    if (op.withObject === true) return [{ ...op, ...(implied ? {} : { implied: true }) } as Operation];
    if (former === undefined) throw new IrreversibleError(`setSecurityLabel ${op.on}`, "the former label is not known");
    return [{ ...op, label: former, former: op.label } as Operation];
  },
  statements: ({ provider, on, label }) => [
    {
      sql: `SECURITY LABEL FOR ${quoteIdentifier(provider)} ON ${on} IS ${label === null ? "NULL" : quoteLiteral(label)}`,
    },
  ],
  render: ({ provider, on, label }) => call("op.setSecurityLabel", [literal(provider), literal(on), literal(label)]),
  describe: ({ provider, on }) => `label ${on} for ${provider}`,
});

export const labelOp = (
  label: SecurityLabelModel | undefined,
  former: SecurityLabelModel | undefined,
): SetSecurityLabelOp => {
  const { name: provider, on } = (label ?? former) as SecurityLabelModel;
  return { type: "setSecurityLabel", provider, on, label: label?.label ?? null, former: former?.label ?? null };
};

/** A label goes with its object, and has to be said when that comes back. */
export const labelWithObject = (
  { name: provider, on, label }: SecurityLabelModel,
  direction: "comes" | "goes",
): SetSecurityLabelOp => ({
  type: "setSecurityLabel",
  provider,
  on,
  label,
  withObject: true,
  ...(direction === "goes" ? { implied: true } : {}),
});

/** What `op` has of it. */
export const securityLabelOperations = { setSecurityLabel };
