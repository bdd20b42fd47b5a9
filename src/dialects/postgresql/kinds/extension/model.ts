import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** An installed extension; what it brings along is never reflected. `into` is the schema of its objects. */
export interface ExtensionModel extends SchemaObject {
  readonly kind: "extension";
  readonly schema?: undefined;
  readonly into?: string;
  /** Compared only where the model names one. */
  readonly version?: string;
}

export const extensionKey = (name: string): Key<ExtensionModel> => keyOf("extension", name);
