/** What types are made of, down to the columns of the tables whose rows they hold. */
import type { ColumnModel } from "../../kinds/column/model.ts";
import type { CompositeModel } from "./kinds/composite/model.ts";
import { domainKey, type DomainCheckModel, type DomainModel } from "./kinds/domain/model.ts";
import type { RangeModel } from "../../kinds/range/model.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { columnsAbove, partsOfTable } from "./table-parts.ts";
import { typeKeys } from "./type-keys.ts";
import { schemaOf, isA } from "../../metadata/schema-object.ts";

/** Columns of a table, in their order. */
export const columnsOfTable = (metadata: MetaData, schema: string, table: string): readonly ColumnModel[] =>
  partsOfTable(metadata, schema, table)
    .map(([, part]) => part as ColumnModel)
    .filter(({ kind }) => kind === "column");

/** The texts of the types that a type is directly made of. */
export function partsOfType(type: Key, metadata: MetaData): readonly string[] {
  const object = metadata.get(type);
  switch (object?.kind) {
    case "domain":
      return [(object as DomainModel).type];
    case "range":
      return [(object as RangeModel).subtype];
    case "composite":
      return (object as CompositeModel).attributes.map((attribute) => attribute.type);
    case "table":
      return columnsOfTable(metadata, schemaOf(object), object.name).map((column) => column.type);
    default:
      return [];
  }
}

/** Of what a type is made of, the tables whose rows it holds, with the columns by which PostgreSQL alters them. */
export const rowsIn = (type: string, metadata: MetaData): Key[] =>
  madeOf(type, metadata).filter((key) => key.startsWith("table ") || key.startsWith("column "));

/** Keys of everything that a type is made of, itself and columns of tables included. */
export function madeOf(type: string, metadata: MetaData): Key[] {
  const found = new Set<Key>();
  const walk = (text: string): void => {
    for (const key of typeKeys(text, metadata)) {
      if (found.has(key)) continue;
      found.add(key);
      const object = metadata.get(key);
      if (object?.kind === "table") {
        for (const [part, column] of partsOfTable(metadata, schemaOf(object), object.name))
          if (column.kind === "column") for (const each of [part, ...columnsAbove([part], metadata)]) found.add(each);
      }
      if (object?.kind === "domain") for (const check of checksOf(metadata, key)) found.add(check);
      for (const part of partsOfType(key, metadata)) walk(part);
    }
  };
  walk(type);
  return [...found];
}

const checks = new WeakMap<MetaData, ReadonlyMap<Key, readonly Key[]>>();

/** The checks of a domain. */
function checksOf(metadata: MetaData, domain: Key): readonly Key[] {
  let found = checks.get(metadata);
  if (found === undefined) {
    const map = new Map<Key, Key[]>();
    for (const [key, object] of metadata.objects) {
      if (!isA<DomainCheckModel>(object, "domainCheck")) continue;
      const of = domainKey(schemaOf(object), object.domain);
      map.set(of, [...(map.get(of) ?? []), key]);
    }
    checks.set(metadata, (found = map));
  }
  return found.get(domain) ?? [];
}
