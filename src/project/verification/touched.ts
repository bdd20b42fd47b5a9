/** Which tables a step from one state to another touches: all of a small database where it reaches beyond tables. */
import { equal } from "../../autogenerate/compare.ts";
import type { TableName } from "../../dialects/dialect.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** Beyond these, a step that changes what any table may use is looked at only where it changes the table. */
const fewTables = 100;

/** Tables that a step may have made unusable. */
export function touched(from: MetaData, to: MetaData): readonly TableName[] {
  const names = new Set<string>();
  let reachesFar = false;
  const note = (object: SchemaObject): void => {
    const { table } = object;
    if (typeof table === "string") names.add(nameOf({ schema: object.schema ?? "", name: table }));
    else if (object.kind === "table" || object.kind === "partition" || object.kind === "inheritance")
      names.add(nameOf({ schema: object.schema ?? "", name: object.name }));
    else reachesFar = true;
  };
  for (const [key, object] of to.objects) if (!equal(from.get(key), object)) note(object);
  for (const [key, object] of from.objects) if (!to.has(key)) note(object);
  const tables = tablesOf(to);
  return reachesFar && tables.length <= fewTables ? tables : tables.filter((table) => names.has(nameOf(table)));
}

export const tablesOf = (state: MetaData): readonly TableName[] =>
  [...state.objects.values()].flatMap(({ kind, schema, name }) =>
    kind === "table" ? [{ schema: schema ?? "", name }] : [],
  );

const nameOf = ({ schema, name }: TableName): string => JSON.stringify([schema, name]);
