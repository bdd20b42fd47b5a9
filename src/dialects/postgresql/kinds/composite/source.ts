import { literal, propertyKey, type SourceWriter } from "../../../../operations/source.ts";
import { written } from "../../ddl/locate.ts";
import { trailingOptions } from "../../ddl/source-options.ts";
import { typeCall, unquoted } from "../column/source.ts";
import type { CompositeModel } from "./model.ts";

/** `compositeType("address", { street: text(), city: text() })` */
export function compositeSource({ schema, name, attributes, comment }: CompositeModel, source: SourceWriter): string {
  const entries = attributes.map((attribute) => {
    // JavaScript puts properties that are whole numbers before all others.
    const property = /^\d+$/.test(attribute.name) ? `attribute_${attribute.name}` : attribute.name;
    const settings = [
      attribute.collation === undefined ? "" : `.collate(${literal(unquoted(attribute.collation))})`,
      attribute.comment === undefined ? "" : `.comment(${literal(attribute.comment)})`,
      property === attribute.name ? "" : `.named(${literal(attribute.name)})`,
    ].join("");
    return `${propertyKey(property)}: ${typeCall(attribute.type, source)}${settings}`;
  });
  const list = entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  return `${source.use("compositeType")}(${literal(written(schema, name))}, ${list}${trailingOptions({ comment })})`;
}
