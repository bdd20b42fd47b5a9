import type { OwnerModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";

export interface SetOwnerOp extends Operation {
  readonly type: "setOwner";
  /** As SQL: `VIEW public.totals`. */
  readonly on: string;
  /** Null for whoever runs the statement. */
  readonly role: string | null;
  /** Undefined where it is not known. */
  readonly former?: string | null;
  /** True where the owner comes or goes because the object does. */
  readonly withObject?: true;
}

/** op.setOwner("VIEW public.totals", "reports"); with null it belongs to whoever runs the revision. */
export const setOwner = defineOperation({
  type: "setOwner",
  build: (on: string, role: string | null): SetOwnerOp => ({ type: "setOwner", on, role }),
  reverse: ({ implied = false, ...op }): readonly Operation[] => {
    const { former } = op;
    if (op.withObject === true) return [{ ...op, ...(implied ? {} : { implied: true }) } as Operation];
    if (former === undefined) throw new IrreversibleError(`setOwner ${op.on}`, "the former owner is not known");
    return [{ ...op, role: former, former: op.role } as Operation];
  },
  statements: ({ on, role }) => [
    { sql: `ALTER ${on} OWNER TO ${role === null ? "CURRENT_USER" : quoteIdentifier(role)}` },
  ],
  render: ({ on, role }) => call("op.setOwner", [literal(on), literal(role)]),
  describe: ({ on, role }) => `give ${on} to ${role ?? "the current user"}`,
});

export const ownerOp = (owner: OwnerModel | undefined, former: OwnerModel | undefined): SetOwnerOp => ({
  type: "setOwner",
  on: ((owner ?? former) as OwnerModel).on,
  role: owner?.name ?? null,
  former: former?.name ?? null,
});

/** An owner goes with the object, and has to be said when it comes back. */
export const ownerWithObject = ({ on, name }: OwnerModel, direction: "comes" | "goes"): SetOwnerOp => ({
  type: "setOwner",
  on,
  role: name,
  withObject: true,
  ...(direction === "goes" ? { implied: true } : {}),
});

/** What `op` has of it. */
export const ownerOperations = { setOwner };
