import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { quoteIdentifier, quoteLiteral } from "../../../../sql/identifier.ts";
import { commentStatements } from "../../ddl/comment.ts";
import type { SubscriptionModel } from "./model.ts";

export interface SubscriptionOptions {
  readonly publications: readonly string[];
  /** The replication slot that is there already on the other server. */
  readonly slotName?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly comment?: string;
}

type SubscriptionChanges = Partial<Pick<SubscriptionModel, "publications" | "slotName" | "parameters">>;

export interface SubscriptionOp<Type extends string> extends Operation {
  readonly type: Type;
  readonly object: SubscriptionModel;
}

export interface AlterSubscriptionOp extends Operation {
  readonly type: "alterSubscription";
  readonly name: string;
  readonly changes: SubscriptionChanges;
  readonly former?: SubscriptionChanges;
}

export const createSubscriptionOp = (object: SubscriptionModel): SubscriptionOp<"createSubscription"> => ({
  type: "createSubscription",
  object,
});
export const dropSubscriptionOp = (object: SubscriptionModel): SubscriptionOp<"dropSubscription"> => ({
  type: "dropSubscription",
  object,
});

const named = (names: readonly string[]): string => names.map(quoteIdentifier).join(", ");
const settings = (parameters: Readonly<Record<string, string>>): string[] =>
  Object.entries(parameters).map(([name, value]) => `${name} = ${quoteLiteral(value)}`);
const slot = (name: string | undefined): string => `slot_name = ${name === undefined ? "NONE" : quoteLiteral(name)}`;

const slotNote =
  "The server connects to the publication's and changes the slot there: the subscription must have one and be disabled.";

const unconnected =
  "The subscription is made without its connection string, which limbeck never reads or writes, and rests until " +
  "ALTER SUBSCRIPTION … CONNECTION, ENABLE and REFRESH PUBLICATION.";

/**
 * `op.createSubscription("orders_feed", { publications: ["orders"], slotName: "orders_feed" })`: disabled, and with no
 * connection string.
 */
export const createSubscription = defineOperation({
  type: "createSubscription",
  build: (name: string, options: SubscriptionOptions): SubscriptionOp<"createSubscription"> =>
    createSubscriptionOp({ kind: "subscription", name, ...options }),
  reverse: (op): readonly Operation[] => [dropSubscriptionOp(op.object)],
  statements: ({ object }): readonly Statement[] => {
    const given = ["connect = false", slot(object.slotName), ...settings(object.parameters ?? {})].join(", ");
    return [
      {
        sql: `CREATE SUBSCRIPTION ${quoteIdentifier(object.name)} CONNECTION '' PUBLICATION ${named(object.publications)} WITH (${given})`,
        note: unconnected,
      },
      ...commentStatements(object),
    ];
  },
  render: ({ object }) => {
    const { name, publications, slotName, parameters, comment } = object;
    const options = { publications, slotName, parameters, comment };
    return call("op.createSubscription", [literal(name), literal(options)]);
  },
  describe: (op) => `create subscription ${op.object.name}`,
});

/** `op.dropSubscription("orders_feed")`: the slot on the other server stays, for nothing here connects to it. */
export const dropSubscription = defineOperation({
  type: "dropSubscription",
  build: (name: string): SubscriptionOp<"dropSubscription"> =>
    dropSubscriptionOp({ kind: "subscription", name, publications: [] }),
  reverse: (op): readonly Operation[] => {
    if (op.object.publications.length === 0)
      throw new IrreversibleError(`dropSubscription ${op.object.name}`, "what it subscribed to is not known");
    return [createSubscriptionOp(op.object)];
  },
  statements: ({ object }) => {
    const target = quoteIdentifier(object.name);
    // With a slot, DROP would connect to the other server, and could not run in a transaction.
    return [
      { sql: `ALTER SUBSCRIPTION ${target} DISABLE` },
      { sql: `ALTER SUBSCRIPTION ${target} SET (slot_name = NONE)` },
      {
        sql: `DROP SUBSCRIPTION ${target}`,
        ...(object.slotName === undefined
          ? {}
          : {
              note: `The slot ${object.slotName} stays on the other server and keeps its log until it is dropped there.`,
            }),
      },
    ];
  },
  render: (op) => `op.dropSubscription(${literal(op.object.name)})`,
  describe: (op) => `drop subscription ${op.object.name}`,
});

/** `op.alterSubscription("orders_feed", { publications: ["orders", "customers"] })` */
export const alterSubscription = defineOperation({
  type: "alterSubscription",
  build: (name: string, changes: SubscriptionChanges, former?: SubscriptionChanges): AlterSubscriptionOp => ({
    type: "alterSubscription",
    name,
    changes,
    ...(former === undefined ? {} : { former }),
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterSubscription ${op.name}`, "what it was before is not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: ({ name, changes }) => {
    const target = `ALTER SUBSCRIPTION ${quoteIdentifier(name)}`;
    const { two_phase, failover, ...own } = changes.parameters ?? {};
    const ofSlot = Object.entries({ two_phase, failover }).flatMap(([option, value]) =>
      value === undefined ? [] : [`${option} = ${quoteLiteral(value)}`],
    );
    const set = [...("slotName" in changes ? [slot(changes.slotName)] : []), ...settings(own)];
    return [
      ...(changes.publications === undefined
        ? []
        : [{ sql: `${target} SET PUBLICATION ${named(changes.publications)} WITH (refresh = false)` }]),
      ...(set.length === 0 ? [] : [{ sql: `${target} SET (${set.join(", ")})` }]),
      ...ofSlot.map((option) => ({ sql: `${target} SET (${option})`, transactional: false as const, note: slotNote })),
    ];
  },
  render: ({ name, changes, former }) =>
    call("op.alterSubscription", [literal(name), literal(changes), ...(former === undefined ? [] : [literal(former)])]),
  describe: (op) => `alter subscription ${op.name}`,
});

/** What `op` has of it. */
export const subscriptionOperations = { createSubscription, dropSubscription, alterSubscription };
