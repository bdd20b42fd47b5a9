// Why steps are not exact, for docs/fidelity.md; what is not named here is shown with its first difference.
export const reasons = {
  "hatchet 0164":
    "backward: taking a value off an enum moves its columns to a new type, and PostgreSQL then forgets `DEFAULT NULL`, which partitions have there as an entry of its own; it means no default, and no `ALTER TABLE` makes such an entry.",
  "pairs/pg-schema-diff partitioned_table--can-handle-scenario-where-partition-is-not-attached":
    "a table that becomes a partition has two equal indexes, and `ATTACH PARTITION` adopts the older one, which the target leaves alone; the statement fails, nothing is changed.",
  "schemas postgres-regress":
    "backward: two procedures of one name differ in the mode of an argument only (`IN` or `OUT`), and `DROP PROCEDURE` is written without modes.",
};
