/**
 * Compares two sets of objects, attribute by attribute, as their kinds' tables say. Both sides are in the server's own
 * words here; nothing is guessed about SQL.
 */
import type { Altered, Difference } from "../metadata/difference.ts";
import { kindOf, type AttributeRule, type ChangeContext, type Kind } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { onlyIn } from "../metadata/only-in.ts";
import { attributesOf, type SchemaObject } from "../metadata/schema-object.ts";

type Kinds = Readonly<Record<string, Kind>>;

/** All differences, in the order of the target's objects and then of the database's. */
export function compareMetaData(
  database: MetaData,
  target: MetaData,
  kinds: Kinds,
  context: ChangeContext,
): Difference[] {
  const differences: Difference[] = [];
  for (const [key, object] of target.objects) {
    const before = database.objects.get(key);
    if (before === undefined) differences.push({ type: "create", key, target: object });
    // Equal as a whole, as most are, is sooner seen than equal in every attribute that the kind could have.
    else if (!equal(before, object)) {
      const altered = compareObjects(key, before, object, kinds, context);
      if (altered !== undefined) differences.push(altered);
    }
  }
  for (const [key, object] of onlyIn(database, target)) differences.push({ type: "drop", key, database: object });
  return differences;
}

const weight = { ignore: 0, alter: 1, alterAlone: 2, alterBare: 3, recreate: 4 } as const;

/** The attributes that differ and the heaviest change they take; undefined where the objects are equal. */
export function compareObjects(
  key: Key,
  database: SchemaObject,
  target: SchemaObject,
  kinds: Kinds,
  context: ChangeContext,
): Altered | undefined {
  const rules = kindOf(target, kinds).attributes as Readonly<Record<string, AttributeRule<SchemaObject> | string>>;
  const attributes: string[] = [];
  let heaviest: keyof typeof weight = "ignore";
  for (const name in rules) {
    const before = attributesOf(database)[name];
    const after = attributesOf(target)[name];
    if (before === after) continue;
    const rule = rules[name] as AttributeRule<SchemaObject> | keyof typeof weight;
    const isEqual =
      typeof rule === "string" || rule.equal === undefined
        ? equal(before, after)
        : rule.equal(database, target, context);
    if (isEqual) continue;
    const change = changeOf(rule, database, target, context);
    if (change === "ignore") continue;
    attributes.push(name);
    if (weight[change] > weight[heaviest]) heaviest = change;
  }
  return heaviest === "ignore" ? undefined : { type: "alter", key, database, target, attributes, change: heaviest };
}

function changeOf(
  rule: AttributeRule<SchemaObject> | keyof typeof weight,
  database: SchemaObject,
  target: SchemaObject,
  context: ChangeContext,
): keyof typeof weight {
  if (typeof rule === "string") return rule;
  return typeof rule.change === "function" ? rule.change(database, target, context) : rule.change;
}

/** Structural equality of plain data; an absent property equals `undefined`. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return equalLists(a, b);
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const name in left) if (!equal(left[name], right[name])) return false;
  for (const name in right) if (left[name] === undefined && right[name] !== undefined) return false;
  return true;
}

function equalLists(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((value, at) => equal(value, b[at]));
}
