/** What goes and comes back although nobody changed it, and why, in words. */
import type { Dialect } from "../dialects/dialect.ts";
import type { Difference } from "../metadata/difference.ts";
import type { Key } from "../metadata/key.ts";
import { kindOf } from "../metadata/kind.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { holders, type Change, type Step } from "./steps.ts";

/** An object that is dropped and created again around a change of another one. */
export interface Remade {
  readonly key: Key;
  /** `view shop.totals` */
  readonly text: string;
  /** `column shop.orders.amount changes its type` */
  readonly because: string;
}

type Describe = Pick<Dialect, "describe" | "kinds">;

/** The objects that go and come back, as they are told of. */
export function remadeObjects(remade: readonly RemadeStep[], dialect: Describe): readonly Remade[] {
  return remade.map(({ step, cause }) => ({
    key: step.key,
    text: dialect.describe(step.database as SchemaObject),
    because: causeText(cause, dialect),
  }));
}

/** For each difference around which something is made anew, the sentence that says so. */
export function remadeReasons(remade: readonly RemadeStep[], dialect: Describe): ReadonlyMap<Difference, string> {
  const texts = new Map<Difference, string[]>();
  for (const { step, cause } of remade) {
    const text = dialect.describe(step.database as SchemaObject);
    const list = texts.get(cause);
    if (list === undefined) texts.set(cause, [text]);
    else list.push(text);
  }
  return new Map([...texts].map(([cause, names]) => [cause, sentence(names, causeText(cause, dialect))]));
}

/** More notes than these would hide what else is told. */
const mostNotes = 8;

/** One note for each reason; of many, the first. */
export function remadeNotes(remade: readonly Remade[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { text, because } of remade) groups.set(because, [...(groups.get(because) ?? []), text]);
  const notes = [...groups].map(([because, names]) => sentence(names, because));
  if (notes.length <= mostNotes) return notes;
  const shown = notes.slice(0, mostNotes - 1);
  return [...shown, `more is made anew around ${notes.length - shown.length} other changes; --json names all of it`];
}

/** A step that drops what another one creates again. */
export interface RemadeStep {
  readonly step: Step;
  /** What it goes out of the way of. */
  readonly cause: Difference;
}

/** The steps that make objects anew around others, without the parts that go and come with one of them. */
export function remadeSteps(steps: readonly Step[], { kinds }: Describe, change: Change): RemadeStep[] {
  const created = new Set(steps.filter(({ action }) => action === "create").map(({ key }) => key));
  const found = steps.flatMap((step) => {
    const { action, cause, key } = step;
    return action === "drop" && cause !== undefined && created.has(key) ? [{ step, cause }] : [];
  });
  const remade = new Set(
    steps.filter(({ action, key }) => action === "drop" && created.has(key)).map(({ key }) => key),
  );
  const relations = new Set(
    steps.flatMap(({ key, database }) =>
      database !== undefined && remade.has(key) ? (kinds[database.kind]?.occupies?.(database) ?? []) : [],
    ),
  );
  const comesAlong = (object: SchemaObject, cause: Difference): boolean => {
    // A part of a view names it as a part of a table would.
    const { table } = object;
    if (table !== undefined && relations.has(`relation ${object.schema}.${table}`)) return true;
    const { goesWith, isCompared, dependsOn } = kindOf(object, kinds);
    // Privileges and the like say something of an object, and belong to it.
    const about = isCompared === undefined ? [] : dependsOn(object, change.database);
    const holding = [...holders(object, change), ...(goesWith?.(object, change.database) ?? []), ...about];
    return holding.some((key) => key === cause.key || remade.has(key));
  };
  return found
    .filter(({ step, cause }) => !comesAlong(step.database as SchemaObject, cause))
    .sort((a, b) => (a.step.key < b.step.key ? -1 : 1));
}

const mostNames = 6;

function sentence(names: readonly string[], because: string): string {
  const shown = names.length > mostNames ? names.slice(0, mostNames - 1) : names;
  const left = names.length - shown.length;
  const list = left > 0 ? [...shown, `${left} more`] : shown;
  const subject = list.length === 1 ? list[0] : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
  // It becomes a comment of one line, whatever a name holds.
  return `${subject} ${names.length === 1 ? "is" : "are"} made anew: ${because}`.replaceAll(
    /[\p{Cc}\u2028\u2029]+/gu,
    " ",
  );
}

const words: Readonly<Record<string, string>> = { notNull: "nullability" };

function causeText(cause: Difference, { describe }: Describe): string {
  if (cause.type === "drop") return `${describe(cause.database)} is dropped`;
  const what = describe(cause.target);
  if (cause.type !== "alter" || cause.change === "recreate") return `${what} is made anew itself`;
  if (cause.attributes.length === 0) return `${what} is altered along the way`;
  const attributes = cause.attributes.map(
    (name) => words[name] ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  );
  return `${what} changes its ${attributes.join(", ")}`;
}
