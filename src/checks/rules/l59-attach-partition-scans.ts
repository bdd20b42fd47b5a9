import { attached } from "../partitions.ts";
import { defineRule, named } from "../rule.ts";

export const attachPartitionScans = defineRule({
  id: "L59",
  name: "attach-partition-scans",
  severity: "error",
  title: "a partition is attached without proof",
  risk: "PostgreSQL reads the new partition, and the default partition, under ACCESS EXCLUSIVE locks to see that every row fits.",
  safe: "Add a CHECK with the bounds NOT VALID, validate it, attach, and drop the check; the opposite check on the default partition.",
  growsWithTable: true,
  statement: (subject) =>
    attached(subject).flatMap(({ parent, partition }) => {
      const scanned = (subject.measured?.scanned ?? []).filter((relation) => subject.step.isExisting(relation));
      return scanned.length === 0
        ? []
        : [
            {
              message: `${scanned.map(named).join(", ")} is read under a lock to become, or stay beside, a partition of ${named(parent)}.`,
              table: partition,
            },
          ];
    }),
});
