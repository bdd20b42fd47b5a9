import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import { quoteIdentifier, quoteList, quoteQualified } from "../../../../sql/identifier.ts";
import { parseQualifiedName } from "../../../../sql/qualified-name.ts";
import { compact } from "../../../../kinds/canonical.ts";
import {
  noOrigins,
  type Declared,
  type DeclareContext,
  type DeclaredObject,
} from "../../../../kinds/declared-object.ts";
import { qualify } from "../../../../kinds/qualify.ts";
import { triggerKey, type Enabled, type TriggerModel } from "./model.ts";

/** What fires a trigger. */
export type TriggerEvent = "insert" | "update" | "delete" | "truncate" | { readonly updateOf: readonly string[] };

/** Options of `trigger()`. */
export interface TriggerDeclarationOptions {
  /** The table or view. */
  readonly on: string;
  readonly timing: "before" | "after" | "instead of";
  readonly events: TriggerEvent | readonly TriggerEvent[];
  /** `row` where absent. */
  readonly forEach?: "row" | "statement";
  readonly when?: SqlFragment;
  /** Names of transition tables. */
  readonly referencing?: { readonly old?: string; readonly new?: string };
  /** The function with its arguments: `set_updated_at()`, `shop.log('orders')`. */
  readonly execute: string;
  readonly constraint?: boolean;
  readonly deferrable?: "immediate" | "deferred";
  readonly enabled?: Enabled;
  readonly comment?: string;
}

/** A trigger: `trigger("touch", { on: "orders", timing: "before", events: "update", execute: "set_updated_at()" })`. */
export function trigger(name: string, options: TriggerDeclarationOptions): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word: "trigger",
    name: `${options.on}.${name}`,
    declare: (context: DeclareContext): Declared => {
      const { schema, name: table } = qualify(options.on, context.schema);
      const { constraint, enabled, comment } = options;
      const texts = { events: eventsText(options), action: actionText(options, context.schema) };
      const model = compact<TriggerModel>({
        kind: "trigger",
        schema,
        table,
        name,
        ...texts,
        constraint,
        enabled,
        comment,
      });
      return { objects: [[triggerKey(schema, table, name), model]], renamedFrom: [], origins: noOrigins };
    },
  });
}

function eventsText({ timing, events }: TriggerDeclarationOptions): string {
  const list = Array.isArray(events) ? (events as readonly TriggerEvent[]) : [events as TriggerEvent];
  const words = list.map((event) =>
    typeof event === "string" ? event.toUpperCase() : `UPDATE OF ${quoteList(event.updateOf)}`,
  );
  return `${timing.toUpperCase()} ${words.join(" OR ")}`;
}

function actionText(options: TriggerDeclarationOptions, schema: string): string {
  const { referencing, when, execute, deferrable } = options;
  const open = execute.indexOf("(");
  const names = parseQualifiedName(open === -1 ? execute : execute.slice(0, open));
  const called = quoteQualified(...(names.length === 1 ? [schema, ...names] : names));
  return [
    deferrable === undefined ? "" : `DEFERRABLE INITIALLY ${deferrable.toUpperCase()} `,
    referencing === undefined ? "" : `REFERENCING ${transitions(referencing)} `,
    `FOR EACH ${(options.forEach ?? "row").toUpperCase()} `,
    when === undefined ? "" : `WHEN (${fragmentText(when)}) `,
    `EXECUTE FUNCTION ${called}${open === -1 ? "()" : execute.slice(open)}`,
  ].join("");
}

function transitions({ old, new: fresh }: NonNullable<TriggerDeclarationOptions["referencing"]>): string {
  const parts = [
    ...(old === undefined ? [] : [`OLD TABLE AS ${quoteIdentifier(old)}`]),
    ...(fresh === undefined ? [] : [`NEW TABLE AS ${quoteIdentifier(fresh)}`]),
  ];
  return parts.join(" ");
}
