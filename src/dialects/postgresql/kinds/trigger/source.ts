import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { writtenTable } from "../../ddl/locate.ts";
import { sqlSource, trailingOptions } from "../../ddl/source-options.ts";
import type { TriggerModel } from "./model.ts";
import { readAction, readEvents, type ActionWords } from "./words.ts";

/** `trigger("touch", { on: "orders", timing: "before", events: "update", execute: "set_updated_at()" })` */
export function triggerSource(model: TriggerModel, source: SourceWriter): string {
  const { name, constraint, enabled, comment } = model;
  const { timing, events } = readEvents(model.events);
  const action = readAction(model.action) as ActionWords;
  const options = trailingOptions(
    {
      on: writtenTable(model),
      timing,
      events,
      forEach: action.forEach === "row" ? undefined : action.forEach,
    },
    {
      when: action.when === undefined ? undefined : sqlSource(action.when, source),
      referencing: action.referencing && literal(action.referencing),
      execute: literal(action.execute),
      constraint: constraint === true ? "true" : undefined,
      deferrable: action.deferrable && literal(action.deferrable),
      enabled: enabled && literal(enabled),
      comment: comment && literal(comment),
    },
  );
  return `${source.use("trigger")}(${literal(name)}${options})`;
}
