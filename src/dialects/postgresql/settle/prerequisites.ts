/** What a target's expressions may name that the database does not have yet: made before them, gone with the rollback. */
import type { CompositeModel } from "../kinds/composite/model.ts";
import type { DomainModel } from "../kinds/domain/model.ts";
import type { RangeModel } from "../../../kinds/range/model.ts";
import type { EnumModel } from "../kinds/enum/model.ts";
import type { Key } from "../../../metadata/key.ts";
import { kindOf } from "../../../metadata/kind.ts";
import type { MetaData } from "../../../metadata/metadata.ts";
import { schemaOf, isA, type SchemaObject } from "../../../metadata/schema-object.ts";
import type { AnyOperationDefinition, Operation } from "../../../operations/operation.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/identifier.ts";
import { wordsOf } from "../kind-words.ts";
import { kinds } from "../kinds.ts";
import { operations } from "../operations.ts";

/** A statement with the object that needs it; none for what sets former types aside. */
export interface Prerequisite {
  readonly sql: string;
  readonly key?: Key;
}

/** What is made, in order; types that changed are set aside under another name first. */
export function prerequisitesOf(database: MetaData, target: MetaData, serverVersion: number): Prerequisite[] {
  const missing: [Key, SchemaObject][] = [];
  const aside: string[] = [];
  for (const [key, object] of target.objects) {
    if (wordsOf[object.kind]?.beforeTexts !== true) continue;
    const before = database.get(key);
    if (before === undefined) missing.push([key, object]);
    else if (isChangedType(before, object)) {
      aside.push(
        `ALTER TYPE ${quoteQualified(schemaOf(object), object.name)} RENAME TO ${quoteIdentifier(`limbeck_former_${aside.length}`)}`,
      );
      missing.push([key, object]);
    }
  }
  const made = ordered(missing, target).flatMap((object): Prerequisite[] => {
    const key = kindOf(object, kinds).key(object);
    return creation(object, database, target, serverVersion).map((sql) => ({ sql, key }));
  });
  return [...aside.map((sql) => ({ sql })), ...made];
}

/** The same as statements alone. */
export const prerequisiteStatements = (database: MetaData, target: MetaData, serverVersion: number): string[] =>
  prerequisitesOf(database, target, serverVersion).map(({ sql }) => sql);

function isChangedType(before: SchemaObject, after: SchemaObject): boolean {
  if (isA<EnumModel>(after, "enum"))
    return JSON.stringify((before as EnumModel).values) !== JSON.stringify(after.values);
  if (isA<CompositeModel>(after, "composite")) {
    return JSON.stringify((before as CompositeModel).attributes) !== JSON.stringify(after.attributes);
  }
  if (after.kind === "domain" || after.kind === "range") return baseOf(before) !== baseOf(after);
  return false;
}

/** What a domain or range type is made over. */
const baseOf = (object: SchemaObject): string | undefined =>
  isA<DomainModel>(object, "domain") ? object.type : (object as RangeModel).subtype;

/** Needed ones first; a handful of rounds is enough for types of types. */
function ordered(missing: readonly (readonly [Key, SchemaObject])[], target: MetaData): SchemaObject[] {
  const left = new Map(missing);
  const order: SchemaObject[] = [];
  for (let before = -1; left.size > 0 && left.size !== before;) {
    before = left.size;
    for (const [key, object] of [...left].sort((a, b) => rank(a[1]) - rank(b[1]))) {
      const needs = kindOf(object, kinds).dependsOn(object, target);
      if (needs.some((needed) => needed !== key && left.has(needed))) continue;
      left.delete(key);
      order.push(object);
    }
  }
  return order;
}

/** Types name collations. */
const rank = (object: SchemaObject): number => (object.kind === "collation" ? 1 : kindOf(object, kinds).rank);

/** The sequence of an identity column may have the name that a sequence of its own will get. */
const tolerant = (statement: string): string =>
  statement.replace(/^CREATE (UNLOGGED )?SEQUENCE /, "CREATE $1SEQUENCE IF NOT EXISTS ");

function creation(object: SchemaObject, database: MetaData, target: MetaData, serverVersion: number): string[] {
  const context = { serverVersion, database, target };
  // A domain's default and checks are requests of their own; here only its name and type matter.
  const bare = isA<DomainModel>(object, "domain") ? { ...object, default: undefined, notNull: undefined } : object;
  const created = kindOf(object, kinds).create(bare, context, []);
  return created.flatMap((operation: Operation) => {
    const definition = (operations as Readonly<Record<string, AnyOperationDefinition>>)[
      operation.type
    ] as AnyOperationDefinition;
    return definition.statements(operation as never, { serverVersion }).map(({ sql }) => tolerant(sql));
  });
}
