import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { closing, isWord, nameOf, readName, tokensOf, type Token } from "../../sql-statement.ts";
import { defaultSchema, writtenTable } from "../../ddl/locate.ts";
import { sqlSource, trailingOptions } from "../../ddl/source-options.ts";
import type { TriggerModel } from "./model.ts";

/** `trigger("touch", { on: "orders", timing: "before", events: "update", execute: "set_updated_at()" })` */
export function triggerSource(model: TriggerModel, source: SourceWriter): string {
  const { name, constraint, enabled, comment } = model;
  const { timing, events } = readEvents(model.events);
  const action = readAction(model.action);
  const options = trailingOptions(
    {
      on: writtenTable(model),
      timing,
      events: events.length === 1 ? events[0] : events,
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

type Event = string | { readonly updateOf: readonly string[] };

/** `BEFORE INSERT OR UPDATE OF price, "VAT"` */
function readEvents(text: string): { readonly timing: string; readonly events: readonly Event[] } {
  const tokens = tokensOf(text);
  const isInstead = isWord(tokens[0], "instead");
  const events: Event[] = [];
  for (let at = isInstead ? 2 : 1; at < tokens.length; at += 1) {
    if (isWord(tokens[at], "or")) continue;
    if (!isWord(tokens[at + 1], "of")) {
      events.push((tokens[at] as Token).text.toLowerCase());
      continue;
    }
    const columns: string[] = [];
    for (at += 2; tokens[at] !== undefined; at += 2) {
      columns.push(nameOf(tokens[at] as Token));
      if (tokens[at + 1]?.text !== ",") break;
    }
    events.push({ updateOf: columns });
  }
  return { timing: isInstead ? "instead of" : (tokens[0] as Token).text.toLowerCase(), events };
}

interface TriggerAction {
  readonly forEach: string;
  readonly execute: string;
  when?: string;
  deferrable?: "immediate" | "deferred";
  referencing?: Record<string, string>;
}

/** `DEFERRABLE INITIALLY DEFERRED REFERENCING … FOR EACH ROW WHEN (…) EXECUTE FUNCTION shop.note('x')` */
function readAction(text: string): TriggerAction {
  const tokens = tokensOf(text);
  const each = tokens.findIndex((token, at) => isWord(token, "for") && isWord(tokens[at + 1], "each"));
  const hasWhen = isWord(tokens[each + 3], "when");
  const end = hasWhen ? closing(tokens, each + 4) : each + 3;
  const { names, end: open } = readName(tokens, end + 2);
  // PostgreSQL's own functions are printed without their schema.
  const qualified = names.length === 1 ? ["pg_catalog", ...names] : names;
  const shown = qualified[0] === defaultSchema() ? qualified.slice(1) : qualified;
  const action: TriggerAction = {
    forEach: (tokens[each + 2] as Token).text.toLowerCase(),
    execute: `${formatQualifiedName(...shown)}${text.slice((tokens[open] as Token).at)}`,
  };
  if (hasWhen) action.when = text.slice((tokens[each + 4] as Token).at + 1, (tokens[end - 1] as Token).at);
  tokens.slice(0, each).forEach((token, at) => {
    if (isWord(token, "initially")) action.deferrable = isWord(tokens[at + 1], "deferred") ? "deferred" : "immediate";
    if (!isWord(token, "table") || !isWord(tokens[at - 1], "old", "new")) return;
    const named = tokens[isWord(tokens[at + 1], "as") ? at + 2 : at + 1] as Token;
    action.referencing = { ...action.referencing, [(tokens[at - 1] as Token).text.toLowerCase()]: nameOf(named) };
  });
  return action;
}
