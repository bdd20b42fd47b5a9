/** From ordered steps to operations, with changes of one column put together. */
import type { Difference } from "../metadata/difference.ts";
import { kindOf } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import type { Operation } from "../operations/operation.ts";
import type { Change, Step } from "./steps.ts";

const origins = new WeakMap<Operation, readonly Key[]>();

/** Keys of the differences that an operation is for; undefined of an operation that somebody else made. */
export const originOf = (operation: Operation): readonly Key[] | undefined => origins.get(operation);

/** The operations of steps that are in order; those that make something anew say why. */
export function operationsOf(
  steps: readonly Step[],
  change: Change,
  reasons: ReadonlyMap<Difference, string>,
): Operation[] {
  const context = { ...change.context, remade: remadeKeys(steps) };
  return merged(
    steps.flatMap((step) => {
      const operations = operationsOfStep(step, { ...change, context });
      const because = step.cause === undefined ? undefined : reasons.get(step.cause);
      const told = because === undefined ? operations : operations.map((operation) => ({ ...operation, because }));
      for (const operation of told) origins.set(operation, [step.key, ...step.parts.keys()]);
      return told;
    }),
  );
}

function remadeKeys(steps: readonly Step[]): ReadonlySet<Key> {
  const keysOf = (action: Step["action"]): Key[] =>
    steps.filter((step) => step.action === action).flatMap(({ key, parts }) => [key, ...parts.keys()]);
  const created = new Set(keysOf("create"));
  return new Set(keysOf("drop").filter((key) => created.has(key)));
}

function operationsOfStep(step: Step, { kinds, context }: Change): readonly Operation[] {
  const object = (step.target ?? step.database) as SchemaObject;
  const kind = kindOf(object, kinds);
  const parts = [...step.parts.values()];
  switch (step.action) {
    case "create":
      return kind.create(step.target as SchemaObject, context, parts);
    case "drop":
      return kind.drop(step.database as SchemaObject, context, parts);
    case "rename":
      return kind.rename?.(step.database as SchemaObject, step.target as SchemaObject) ?? [];
    case "alter":
      return (
        kind.alter?.({
          database: step.database as SchemaObject,
          target: step.target as SchemaObject,
          attributes: step.attributes ?? [],
          context,
        }) ?? []
      );
  }
}

interface ColumnAlteration extends Operation {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly only?: boolean;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly former?: Readonly<Record<string, unknown>>;
}

/** What one alteration does and another undoes stays apart, since others may have to come between. */
function isApart({ changes: first }: ColumnAlteration, { changes: second }: ColumnAlteration): boolean {
  if (first["type"] !== undefined) return second["type"] !== undefined;
  return first["serverDefault"] === null && typeof second["serverDefault"] === "string";
}

/**
 * Neighbouring alterations of one column become one: a default that was taken away for a change of type and set again
 * is one statement's business.
 */
export function merged(operations: readonly Operation[]): Operation[] {
  const result: Operation[] = [];
  const open = new Map<string, number>();
  for (const operation of operations) {
    if (operation.type !== "alterColumn") {
      result.push(operation);
      open.clear();
      continue;
    }
    const alteration = operation as ColumnAlteration;
    const column = JSON.stringify([alteration.schema, alteration.table, alteration.name, alteration.only]);
    const at = open.get(column);
    if (at === undefined || isApart(result[at] as ColumnAlteration, alteration)) {
      open.set(column, result.length);
      result.push(operation);
    } else {
      const first = result[at] as ColumnAlteration;
      result[at] = {
        ...first,
        ...alteration,
        changes: { ...first.changes, ...alteration.changes },
        former: { ...alteration.former, ...first.former },
      } as Operation;
      origins.set(result[at], [...(origins.get(first) ?? []), ...(origins.get(alteration) ?? [])]);
    }
  }
  return result;
}
