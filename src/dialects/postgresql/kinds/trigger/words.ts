/** Triggers in the words of models, for revisions. */
import { compact } from "../../../../kinds/canonical.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { defaultSchema, writtenTable } from "../../ddl/locate.ts";
import { exactly, objectOf, oneOrAll, rawText } from "../../ddl/words.ts";
import { closing, isWord, nameOf, readName, tokensOf, type Token } from "../../sql-statement.ts";
import { trigger, type TriggerDeclarationOptions, type TriggerEvent } from "./declare.ts";
import type { TriggerModel } from "./model.ts";

export type TriggerWords = [name: string, options: TriggerDeclarationOptions];

/**
 * `trigger("touch", { on: "orders", timing: "before", events: "update", execute: "set_updated_at()" })`; undefined for one whose
 * clauses have no words.
 */
export function triggerWords(model: TriggerModel): TriggerWords | undefined {
  const { name, constraint, enabled, comment } = model;
  const action = readAction(model.action);
  if (action === undefined) return undefined;
  const { forEach, when, referencing, execute, deferrable } = action;
  const options = compact<TriggerDeclarationOptions>({
    on: writtenTable(model),
    ...readEvents(model.events),
    forEach: forEach === "statement" ? forEach : undefined,
    when: rawText(when),
    referencing,
    execute,
    constraint,
    deferrable,
    enabled,
    comment,
  });
  return exactly<TriggerWords>([name, options], model, (words) => objectOf(trigger(...words)));
}

/** `BEFORE INSERT OR UPDATE OF price, "VAT"` */
export function readEvents(text: string): Pick<TriggerDeclarationOptions, "timing" | "events"> {
  const tokens = tokensOf(text);
  const isInstead = isWord(tokens[0], "instead");
  const events: TriggerEvent[] = [];
  for (let at = isInstead ? 2 : 1; at < tokens.length; at += 1) {
    if (isWord(tokens[at], "or")) continue;
    if (!isWord(tokens[at + 1], "of")) {
      events.push((tokens[at] as Token).text.toLowerCase() as TriggerEvent);
      continue;
    }
    const updateOf: string[] = [];
    for (at += 2; tokens[at] !== undefined; at += 2) {
      updateOf.push(nameOf(tokens[at] as Token));
      if (tokens[at + 1]?.text !== ",") break;
    }
    events.push({ updateOf });
  }
  const timing = isInstead ? "instead of" : isWord(tokens[0], "before") ? "before" : "after";
  return { timing, events: oneOrAll(events) };
}

export type ActionWords = Pick<TriggerDeclarationOptions, "execute" | "referencing" | "deferrable"> & {
  readonly forEach: string;
  readonly when?: string | undefined;
};

/** `DEFERRABLE INITIALLY DEFERRED REFERENCING … FOR EACH ROW WHEN (…) EXECUTE FUNCTION shop.note('x')` */
export function readAction(text: string): ActionWords | undefined {
  const tokens = tokensOf(text);
  const each = tokens.findIndex((token, at) => isWord(token, "for") && isWord(tokens[at + 1], "each"));
  const hasWhen = isWord(tokens[each + 3], "when");
  const end = hasWhen ? closing(tokens, each + 4) : each + 3;
  const { names, end: open } = readName(tokens, end + 2);
  const forEach = tokens[each + 2]?.text.toLowerCase();
  if (each === -1 || forEach === undefined || names.length === 0 || tokens[open] === undefined) return undefined;
  // PostgreSQL's own functions are printed without their schema.
  const qualified = names.length === 1 ? ["pg_catalog", ...names] : names;
  const shown = qualified[0] === defaultSchema() ? qualified.slice(1) : qualified;
  return {
    forEach,
    execute: `${formatQualifiedName(...shown)}${text.slice(tokens[open].at)}`,
    when: hasWhen ? text.slice((tokens[each + 4] as Token).at + 1, (tokens[end - 1] as Token).at) : undefined,
    ...readSettings(tokens.slice(0, each)),
  };
}

/** What stands before `FOR EACH`. */
function readSettings(tokens: readonly Token[]): Pick<ActionWords, "referencing" | "deferrable"> {
  const referencing: Record<string, string> = {};
  let deferrable: ActionWords["deferrable"];
  tokens.forEach((token, at) => {
    if (isWord(token, "initially")) deferrable = isWord(tokens[at + 1], "deferred") ? "deferred" : "immediate";
    if (!isWord(token, "table") || !isWord(tokens[at - 1], "old", "new")) return;
    const named = tokens[isWord(tokens[at + 1], "as") ? at + 2 : at + 1] as Token;
    referencing[(tokens[at - 1] as Token).text.toLowerCase()] = nameOf(named);
  });
  return { deferrable, referencing: Object.keys(referencing).length === 0 ? undefined : referencing };
}
