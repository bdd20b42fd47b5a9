/** How boxes and lines are called: unique in a diagram, and the same from revision to revision. */
import { keyOf, nameOfKey } from "../metadata/key.ts";
import type { DiagramLink } from "./diagram.ts";

const plain = /^[^."\s]+$/;

/** `schema.name`, quoted where a dot in a name would make two of them equal. */
export function nameOf(schema: string | undefined, name: string): string {
  if (schema !== undefined && plain.test(schema) && plain.test(name)) return `${schema}.${name}`;
  return nameOfKey(keyOf("box", ...(schema === undefined ? [] : [schema]), name));
}

/** The schema as it stands in a key. */
export const schemaOfKey = (key: string): string => /^("(?:[^"]|"")*"|[^."]*)\./.exec(key)?.[1] ?? "";

const enumEnding = " (enum)";

export const enumKeyOf = (schema: string | undefined, name: string): string => `${nameOf(schema, name)}${enumEnding}`;

/** What people call it. */
export const boxName = (key: string): string => (key.endsWith(enumEnding) ? key.slice(0, -enumEnding.length) : key);

export type LinkEnds = Pick<DiagramLink, "kind" | "name" | "from" | "fromColumns" | "to" | "toColumns">;

export const linkKeyOf = ({ kind, name, from, fromColumns, to, toColumns }: LinkEnds): string =>
  kind === "foreignKey"
    ? `${from} (${fromColumns.join(", ")}) -> ${to} (${toColumns.join(", ")}) ${name}`
    : `${from} ${kind} ${to}`;
