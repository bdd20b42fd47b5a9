/** Triggers as revisions wrote them before they took the words of models: their clauses as SQL. */
import { fragmentText, type SqlFragment } from "../../../sql/sql.ts";
import { locateTable } from "../ddl/locate.ts";
import type { Enabled, TriggerModel } from "../kinds/trigger/model.ts";

export interface LegacyTriggerOptions {
  readonly constraint?: boolean;
  readonly enabled?: Enabled;
  readonly comment?: string;
}

export type LegacyTrigger = [
  name: string,
  table: string,
  events: string,
  action: SqlFragment,
  options?: LegacyTriggerOptions,
];

/** `` op.createTrigger("touch", "orders", "BEFORE UPDATE", sql`FOR EACH ROW EXECUTE FUNCTION touch()`) `` */
export function legacyTrigger(...[name, table, events, action, options = {}]: LegacyTrigger): TriggerModel {
  return { kind: "trigger", ...locateTable(table), name, events, action: fragmentText(action), ...options };
}
