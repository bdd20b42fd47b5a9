/** Statements that PostgreSQL refuses in a transaction block. */
import type { SqlNode } from "../dialects/statement-facts.ts";
import { child, flag, list, text } from "./read.ts";

/** As far as the statement itself tells. */
export function isOutside(kind: string, node: SqlNode): boolean {
  if (kind === "IndexStmt" || kind === "DropStmt") return flag(node, "concurrent");
  if (kind === "ReindexStmt")
    return list(node, "params").some((one) => text(child(one, "DefElem"), "defname") === "concurrently");
  if (kind === "VacuumStmt") return flag(node, "is_vacuumcmd");
  if (kind === "AlterTableStmt")
    return list(node, "cmds").some((each) =>
      flag(child(child(child(each, "AlterTableCmd"), "def"), "PartitionCmd"), "concurrent"),
    );
  return ["CreatedbStmt", "DropdbStmt", "AlterSystemStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt"].includes(kind);
}
