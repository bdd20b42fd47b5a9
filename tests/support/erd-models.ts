/** Models made by a seed, for tests and benchmarks: the same seed gives the same tables on every machine. */
import { keyOf, type Key } from "../../src/metadata/key.ts";
import { MetaData } from "../../src/metadata/metadata.ts";
import type { SchemaObject } from "../../src/metadata/schema-object.ts";

export interface SampleOptions {
  readonly seed: number;
  readonly tables: number;
  readonly schemas?: number;
}

const words = [
  "order",
  "customer",
  "product",
  "invoice",
  "payment",
  "tag",
  "shipment",
  "address",
  "user",
  "event",
  "price",
  "audit",
];
const types = [
  "integer",
  "bigint",
  "text",
  "character varying(50)",
  "timestamp with time zone",
  "numeric(12,2)",
  "jsonb",
  "uuid",
  "boolean",
];

/** Tables with keys, references of every sort, circles, self-references, association tables, enums, long names. */
export function sampleMetaData({ seed, tables, schemas = 1 }: SampleOptions): MetaData {
  const random = generator(seed);
  const objects = new Map<Key, SchemaObject>();
  const add = (object: SchemaObject & Readonly<Record<string, unknown>>): void => {
    const { kind, schema = "", table, name } = object;
    objects.set(typeof table === "string" ? keyOf(kind, schema, table, name) : keyOf(kind, schema, name), object);
  };
  const names = Array.from({ length: tables }, (_, at) => ({
    schema: schemas === 1 ? "public" : `schema_${at % schemas}`,
    name: `${words[random(words.length)]!}_${at}${random(12) === 0 ? "_with_a_name_that_goes_on_and_on" : ""}`,
  }));
  for (const [at, { schema, name }] of names.entries()) {
    const isAssociation = at > 2 && random(6) === 0;
    add({ kind: "table", schema, name, ...(random(4) === 0 ? { comment: 'What <this> & "that" is for' } : {}) });
    const column = (column: string, notNull: boolean, type = types[random(types.length)]!): void =>
      add({ kind: "column", schema, table: name, name: column, type, notNull });
    const references = isAssociation ? 2 : random(4);
    if (!isAssociation) column("id", true, "integer");
    for (let extra = 0; extra < 1 + random(9); extra += 1)
      column(`${words[random(words.length)]!}_${extra}`, random(2) === 0);
    const keys: string[] = [];
    for (let number = 0; number < references; number += 1) {
      const target = names[random(12) === 0 ? at : random(tables)]!;
      const own = `${target.name}_ref_${number}`;
      column(own, isAssociation || random(2) === 0, "integer");
      keys.push(own);
      add({
        kind: "foreignKey",
        schema,
        table: name,
        name: `${name}_fk_${number}`,
        columns: [own],
        referencedSchema: target.schema,
        referencedTable: target.name,
        referencedColumns: ["id"],
      });
      if (random(5) === 0) add({ kind: "unique", schema, table: name, name: `${name}_key_${number}`, columns: [own] });
    }
    add({ kind: "primaryKey", schema, table: name, name: `${name}_pkey`, columns: isAssociation ? keys : ["id"] });
  }
  for (let at = 0; at < random(4); at += 1) {
    add({ kind: "enum", schema: names[0]!.schema, name: `state_${at}`, values: ["open", "closed", "<script>"] });
  }
  return new MetaData({ objects });
}

/** A linear congruential generator: good enough to vary pictures, the same everywhere. */
function generator(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
