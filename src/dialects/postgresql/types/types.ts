/** All column types by the name of their builder: the one list that rendering and documentation go by. */
import * as catalogTypes from "./catalog-types.ts";
import type { TypeDefinition } from "./define-type.ts";
import * as geometry from "./geometry.ts";
import * as network from "./network.ts";
import * as numbers from "./numbers.ts";
import * as ranges from "./ranges.ts";
import * as text from "./text.ts";
import * as times from "./times.ts";

export const types = { ...numbers, ...text, ...times, ...network, ...geometry, ...ranges, ...catalogTypes };

/** Name of a column type's builder: `integer`, `varchar`. */
export type TypeName = keyof typeof types;

export const typeDefinitions: ReadonlyMap<string, TypeDefinition> = new Map(
  Object.entries(types).map(([name, builder]) => [name, builder.definition]),
);
