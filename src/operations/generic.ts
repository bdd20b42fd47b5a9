/** The operations that belong to no kind. */
import { bulkInsert } from "./bulk-insert.ts";
import { execute } from "./execute.ts";

export const genericOperations = { execute, bulkInsert };
