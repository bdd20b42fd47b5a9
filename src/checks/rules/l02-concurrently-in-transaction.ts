import { isOutside } from "../outside.ts";
import { defineRule } from "../rule.ts";

export const concurrentlyInTransaction = defineRule({
  id: "L02",
  name: "concurrently-in-transaction",
  severity: "error",
  title: "a statement that refuses transactions runs in one",
  risk: "PostgreSQL refuses CONCURRENTLY, VACUUM and their kin inside of a transaction block (25001): the revision fails.",
  safe: "Make it a step of its own: { concurrently: true } of op.createIndex and op.dropIndex, or op.execute(…, { transactional: false }).",
  statement: (subject) => {
    if (subject.alone || !isOutside(subject.kind, subject.node)) return [];
    return [{ message: "PostgreSQL refuses this statement in a transaction, and the revision runs it in one." }];
  },
});
