/**
 * Names that PostgreSQL keeps once in a schema: of relations (tables, views, sequences, indexes, composite types), and of types,
 * which tables and views make, too (manual, CREATE TABLE). An array's `_name` is none of them: PostgreSQL moves it aside.
 */
import type { ColumnModel } from "../kinds/column/model.ts";
import type { RangeModel } from "../kinds/range/model.ts";
import { makeObjectName } from "../metadata/automatic-names.ts";
import type { Key } from "../metadata/key.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import { ClaimedNameError } from "./name-errors.ts";

interface Declaration {
  readonly name: string;
  readonly declared: {
    readonly objects: readonly (readonly [Key, SchemaObject])[];
    readonly origins: ReadonlyMap<Key, string>;
  };
}

const both: readonly string[] = ["table", "view", "materializedView", "foreignTable", "composite"];
const relations: ReadonlySet<string> = new Set([...both, "sequence", "index", "primaryKey", "unique", "exclusion"]);
const types: ReadonlySet<string> = new Set([...both, "enum", "domain", "range"]);

interface Claim {
  readonly what: string;
  readonly origin: string;
}

/** @throws ClaimedNameError where two declarations take one name among relations or types of a schema */
export function checkClaimedNames(named: readonly Declaration[]): void {
  const claimed = { relation: new Map<string, Claim>(), type: new Map<string, Claim>() };
  for (const { name: declaration, declared } of named) {
    for (const [key, object] of declared.objects) {
      for (const [space, schema, name] of claimsOf(object)) {
        const path = `${schema}\0${name}`;
        const other = claimed[space].get(path);
        const claim: Claim = { what: wordOf(object), origin: declared.origins.get(key) ?? declaration };
        if (other !== undefined) throw new ClaimedNameError(space, formatQualifiedName(schema, name), [other, claim]);
        claimed[space].set(path, claim);
      }
    }
  }
}

type PlacedName = readonly [space: "relation" | "type", schema: string, name: string];

function claimsOf(object: SchemaObject): PlacedName[] {
  const { kind, schema, name } = object;
  if (schema === undefined) return [];
  if (kind === "column") return identitySequence(object as ColumnModel);
  const claims: PlacedName[] = [];
  if (relations.has(kind)) claims.push(["relation", schema, name]);
  if (types.has(kind)) claims.push(["type", schema, name]);
  const { multirangeTypeName, multirangeSchema = schema } = object as RangeModel;
  if (kind === "range" && multirangeTypeName !== undefined) claims.push(["type", multirangeSchema, multirangeTypeName]);
  return claims;
}

/** Identities make sequences, which take the name that nobody else may have. */
function identitySequence({ schema, table, name, identity, inherited }: ColumnModel): PlacedName[] {
  if (identity === undefined || inherited === true) return [];
  return [["relation", schema, identity.name ?? makeObjectName(table, name, "seq")]];
}

const words: Readonly<Record<string, string>> = {
  materializedView: "materialized view",
  foreignTable: "foreign table",
  composite: "composite type",
  primaryKey: "index of a primary key",
  unique: "index of a unique constraint",
  exclusion: "index of an exclusion constraint",
  column: "sequence of an identity",
  range: "range type",
};

const wordOf = ({ kind }: SchemaObject): string => words[kind] ?? kind;
