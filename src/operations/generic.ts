/** The operations that belong to no kind. */
import { backfill } from "./backfill.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { execute } from "./execute.ts";

export const genericOperations = { execute, bulkInsert, backfill };
