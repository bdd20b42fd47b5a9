/** The storage that columns of a type have by themselves, for declared types too. */
import type { DomainModel } from "../kinds/domain/model.ts";
import { ownStorage } from "../../../kinds/column/own-storage.ts";
import type { MetaData } from "../../../metadata/metadata.ts";
import { typeKeys } from "../type-keys.ts";
import { isA } from "../../../metadata/schema-object.ts";

// Composite and range types are stored as `text` is (manual, CREATE TYPE); domains as what they are based on.
const byKind: Readonly<Record<string, string>> = {
  enum: "plain",
  composite: "extended",
  range: "extended",
  table: "extended",
  view: "extended",
  materializedView: "extended",
  foreignTable: "extended",
};

/** `extended` for a composite type; undefined for types that only the server knows, such as those of extensions. */
export function storageOfType(type: string, metadata: MetaData): string | undefined {
  if (type.endsWith("[]")) return "extended";
  const [key] = typeKeys(type, metadata);
  if (key === undefined) return ownStorage(type);
  const object = metadata.get(key)!;
  return isA<DomainModel>(object, "domain") ? storageOfType(object.type, metadata) : byKind[object.kind];
}
