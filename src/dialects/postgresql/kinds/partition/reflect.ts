/** Partitions, inheritance, and partitioned indexes: everything in `pg_inherits`. */
import { inheritanceKey, type InheritanceModel } from "../../../../kinds/inheritance/model.ts";
import {
  indexAttachmentKey,
  partitionKey,
  type IndexAttachmentModel,
  type PartitionModel,
} from "../../../../kinds/partition/model.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [child: number, parent: number, position: number, bound: string | null];

export const readInheritance = defineReader<Row>({
  sql: () => `
SELECT i.inhrelid::int8::float8, i.inhparent::int8::float8, i.inhseqno, pg_catalog.pg_get_expr(c.relpartbound, c.oid)
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
ORDER BY i.inhrelid, i.inhseqno`,
  read: (rows, catalog) => {
    for (const [childOid, parentOid, position, bound] of rows) {
      const child = catalog.relations.get(childOid);
      const parent = catalog.relations.get(parentOid);
      if (child === undefined || parent === undefined) continue;
      const { schema, name } = child;
      const above = { parentSchema: parent.schema, parent: parent.name };
      if (parent.relkind === "I") {
        const model: IndexAttachmentModel = { kind: "indexAttachment", schema, name, ...above };
        catalog.add(indexAttachmentKey(schema, name), model);
      } else if (bound !== null) {
        const model: PartitionModel = { kind: "partition", schema, name, ...above, bound };
        catalog.add(partitionKey(schema, name), model);
      } else {
        const model: InheritanceModel = { kind: "inheritance", schema, name, ...above, position };
        catalog.add(inheritanceKey(schema, name, parent.schema, parent.name), model);
      }
    }
  },
});
