import type { Enabled, TriggerModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate } from "../../../../operations/source.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";
import { tableName } from "../../ddl/clauses.ts";
import { commentStatements } from "../../ddl/comment.ts";
import { locateTable, writtenTable } from "../../ddl/locate.ts";
import { objectOf, wordsSource } from "../../ddl/words.ts";
import { legacyTrigger, type LegacyTrigger } from "../../legacy/trigger.ts";
import { trigger } from "./declare.ts";
import { triggerWords, type TriggerWords } from "./words.ts";
import { cascadeClause, droppable, ifExists, type DropOptions } from "../../ddl/existence.ts";

export interface TriggerOp extends Operation, DropOptions {
  readonly type: "createTrigger" | "dropTrigger";
  readonly object: TriggerModel;
}

export interface AlterTriggerOp extends Operation {
  readonly type: "alterTrigger";
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly changes: { readonly enabled: Enabled | null };
  readonly former?: { readonly enabled: Enabled | null };
}

export const createTriggerOp = (object: TriggerModel): TriggerOp => ({ type: "createTrigger", object });
export const dropTriggerOp = (object: TriggerModel): TriggerOp => ({ type: "dropTrigger", object });

/** op.createTrigger("touch", { on: "orders", timing: "before", events: "update", execute: "set_updated_at()" }) */
export const createTrigger = defineOperation({
  type: "createTrigger",
  build: (...words: TriggerWords | LegacyTrigger): TriggerOp =>
    createTriggerOp(isLegacy(words) ? legacyTrigger(...words) : objectOf<TriggerModel>(trigger(...words))),
  reverse: (op): readonly Operation[] => [dropTriggerOp(op.object)],
  statements: ({ object }) => [
    {
      sql: `CREATE ${object.constraint === true ? "CONSTRAINT " : ""}TRIGGER ${quoteIdentifier(object.name)} ${object.events} ON ${tableName(object)} ${object.action}`,
    },
    ...(object.enabled === undefined ? [] : [{ sql: enableSql(object, object.enabled) }]),
    ...commentStatements(object),
  ],
  render: ({ object }, source) => {
    const words = triggerWords(object);
    if (words !== undefined) return call("op.createTrigger", wordsSource(words, source));
    source.use("sql");
    const { constraint, enabled, comment } = object;
    const options = Object.entries({ constraint, enabled, comment }).filter(([, value]) => value !== undefined);
    return call("op.createTrigger", [
      literal(object.name),
      literal(writtenTable(object)),
      literal(object.events),
      sqlTemplate(object.action),
      ...(options.length === 0
        ? []
        : [
            block(
              "{",
              options.map(([name, value]) => `${name}: ${literal(value)}`),
              "}",
            ),
          ]),
    ]);
  },
  describe: ({ object }) => `create trigger ${object.name} on ${writtenTable(object)}`,
});

/** op.dropTrigger("set_updated_at", "orders") */
export const dropTrigger = droppable(
  defineOperation({
    type: "dropTrigger",
    build: (name: string, table: string): TriggerOp =>
      dropTriggerOp({ kind: "trigger", ...locateTable(table), name, events: "", action: "" }),
    reverse: (op): readonly Operation[] => {
      if (op.object.action === "")
        throw new IrreversibleError(`dropTrigger ${op.object.name}`, "its definition is not known");
      return [createTriggerOp(op.object)];
    },
    statements: (op) => [
      {
        sql: `DROP TRIGGER${ifExists(op)} ${quoteIdentifier(op.object.name)} ON ${tableName(op.object)}${cascadeClause(op)}`,
      },
    ],
    render: ({ object }) => `op.dropTrigger(${literal(object.name)}, ${literal(writtenTable(object))})`,
    describe: ({ object }) => `drop trigger ${object.name} on ${writtenTable(object)}`,
  }),
);

/** op.alterTrigger("set_updated_at", "orders", { enabled: "disabled" }); null is the default, enabled in ordinary sessions. */
export const alterTrigger = defineOperation({
  type: "alterTrigger",
  build: (
    name: string,
    table: string,
    changes: AlterTriggerOp["changes"],
    former?: AlterTriggerOp["changes"],
  ): AlterTriggerOp => ({
    type: "alterTrigger",
    ...locateTable(table),
    name,
    changes,
    ...(former === undefined ? {} : { former }),
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`alterTrigger ${op.name}`, "the former state is not known");
    return [{ ...op, changes: op.former, former: op.changes } as Operation];
  },
  statements: (op) => [{ sql: enableSql(op, op.changes.enabled) }],
  render: (op) => `op.alterTrigger(${literal(op.name)}, ${literal(writtenTable(op))}, ${literal(op.changes)})`,
  describe: (op) => `alter trigger ${op.name} on ${writtenTable(op)}`,
});

/** Before they took the words of models, revisions named the table apart. */
const isLegacy = (words: TriggerWords | LegacyTrigger): words is LegacyTrigger => typeof words[1] === "string";

function enableSql(
  trigger: { readonly schema: string; readonly table: string; readonly name: string },
  enabled: Enabled | null,
): string {
  return `ALTER TABLE ${tableName(trigger)} ${enableClause(enabled)} TRIGGER ${quoteIdentifier(trigger.name)}`;
}

export function enableClause(enabled: Enabled | null): string {
  if (enabled === null) return "ENABLE";
  return enabled === "disabled" ? "DISABLE" : `ENABLE ${enabled.toUpperCase()}`;
}

/** What `op` has of it. */
export const triggerOperations = { alterTrigger, createTrigger, dropTrigger };
