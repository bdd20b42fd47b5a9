import { defineRule, named, type Subject } from "../rule.ts";

export const severalTablesLocked = defineRule({
  id: "L71",
  name: "several-tables-locked",
  severity: "warning",
  title: "one transaction locks several tables that are in use",
  risk: "Locks are taken one by one and kept: the first table stays locked while the second is waited for, and programs that take them in another order deadlock.",
  safe: "One such table a revision.",
  step: ({ statements, isExisting }) => {
    const locked = new Map<number, { readonly subject: Subject; readonly name: string }>();
    for (const subject of statements)
      for (const lock of subject.measured?.acquired ?? [])
        if (
          lock.mode === "AccessExclusive" &&
          ["r", "p"].includes(lock.kind) &&
          isExisting(lock) &&
          !locked.has(lock.id)
        )
          locked.set(lock.id, { subject, name: named(lock) });
    const all = [...locked.values()];
    const at = all[1]?.subject;
    return at === undefined
      ? []
      : [{ message: `${all.map(({ name }) => name).join(", ")} are locked against everybody in one transaction.`, at }];
  },
});
