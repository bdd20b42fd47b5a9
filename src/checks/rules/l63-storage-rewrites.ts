import { alterations, rewrites } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const storageRewrites = defineRule({
  id: "L63",
  name: "storage-rewrites",
  severity: "error",
  title: "a table moves to another storage",
  risk: "SET LOGGED, UNLOGGED, TABLESPACE and ACCESS METHOD copy table and indexes under an ACCESS EXCLUSIVE lock. An unlogged table is empty after a crash or failover.",
  safe: "Take a maintenance window.",
  growsWithTable: true,
  statement: (subject) =>
    alterations(subject, "AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod").flatMap(
      ({ table, type }) =>
        rewrites(subject, table) || type === "AT_SetUnLogged"
          ? [
              {
                message: `${named(table)} is copied under a lock${type === "AT_SetUnLogged" ? ", and is empty after a crash from then on" : ""}.`,
                table,
              },
            ]
          : [],
    ),
});
