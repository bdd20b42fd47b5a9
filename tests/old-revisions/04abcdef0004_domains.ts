/** Old words: domains */
import { type Op, sql } from "limbeck/migration";

export const revision = "04abcdef0004";
export const downRevision = "03abcdef0003";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-04T10:00:00Z";

export function upgrade(op: Op) {
  op.createDomain("email", "text", {
    checks: {
      email_format: sql`VALUE ~ '@'`,
      "at most": { condition: sql`length(VALUE) < 99`, notValid: true, comment: "old ones" },
    },
  });
  op.createDomain("cents", "numeric(12, 2)", { notNull: true, serverDefault: sql`0`, comment: "money" });
  op.createDomain("label", "varchar(20)[]", { collation: 'pg_catalog."C"' });
  op.alterDomain("cents", { notNull: false, serverDefault: "1" }, { notNull: true, serverDefault: "0" });
  op.addDomainCheck("cents", "positive", sql`VALUE >= 0`, { notValid: true });
}

export function downgrade(op: Op) {
  op.dropDomainCheck("cents", "positive");
  op.dropDomain("label");
  op.dropDomain("cents", { cascade: true });
  op.dropDomain("email");
}
