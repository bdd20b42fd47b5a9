/** Operations take the words of models, and what revisions said before. */
import { sql, text, type Op } from "../../src/public/migration.ts";

export function upgrade(op: Op) {
  op.createPolicy("own", { on: "orders", to: "app", using: sql`true` });
  op.createPolicy("own", "orders", { roles: ["app"], using: sql`true` });
  // @ts-expect-error a policy is on a table
  op.createPolicy("own", { to: "app" });
  // @ts-expect-error roles are the older word
  op.createPolicy("own", { on: "orders", roles: ["app"] });
  op.alterPolicy("own", { on: "orders", to: ["app"] });
  op.alterPolicy("own", "orders", { roles: ["app"] });

  op.createTrigger("touch", { on: "orders", timing: "before", events: "update", execute: "touch()" });
  op.createTrigger("touch", "orders", "BEFORE UPDATE", sql`FOR EACH ROW EXECUTE FUNCTION touch()`);
  // @ts-expect-error a trigger fires before, after or instead of
  op.createTrigger("touch", { on: "orders", timing: "while", events: "update", execute: "touch()" });

  op.createDomain("email", text(), { check: sql`VALUE ~ '@'`, default: "" });
  op.createDomain("email", "text", { checks: { format: sql`VALUE ~ '@'` } });

  op.grant("select", { on: { function: "total(integer)" }, to: ["app", "public"] });
  op.grant("select", { on: "tables", forRole: "owner", to: "app" });
  op.grant(["SELECT"], "TABLE public.orders", "app");
  op.revoke("select", { on: "orders", from: "app" });
  // @ts-expect-error a privilege is taken from somebody
  op.revoke("select", { on: "orders", to: "app" });
}
