import { createDefinition, dropDefinition } from "../definition/operations.ts";

const rule = { kind: "rule", word: "RULE" } as const;

/** op.createRule("no_delete ON public.orders", sql`CREATE RULE no_delete AS ON DELETE TO public.orders DO INSTEAD NOTHING`) */
export const createRule = createDefinition("createRule", rule);
/** op.dropRule("no_delete ON public.orders") */
export const dropRule = dropDefinition("dropRule", rule);

/** What `op` has of it. */
export const ruleOperations = { createRule, dropRule };
