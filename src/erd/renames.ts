/**
 * What two states hold under different names, told by what happened between them: a renamed table is one box, never one
 * that goes and one that comes. Found by walking the steps with the names of the first state.
 */
import type { NameStep } from "../dialects/dialect.ts";
import { enumKeyOf, nameOf } from "./box-key.ts";
import type { Diagram, DiagramTable } from "./diagram.ts";

type Names = Readonly<Record<string, string>>;

/** Plain data, which studio keeps with each revision. Only what has another name is in it. */
export interface Renames {
  /** Key of a box before → after. */
  readonly tables: Names;
  /** By the key of the box before: columns, or values of an enum. */
  readonly columns: Readonly<Record<string, Names>>;
  /** By the key of the box before: constraints, indexes, triggers and policies, `unique orders_mail_key` → name. */
  readonly parts: Readonly<Record<string, Names>>;
  /** Names of everything else that texts may hold, such as sequences. */
  readonly words: Names;
}

export interface RenameRequest {
  readonly before: Diagram;
  readonly after: Diagram;
  /** In the order in which they happened. */
  readonly steps: readonly NameStep[];
  readonly defaultSchema: string;
}

/**
 * The renames between two states; undefined where everything kept its name.
 *
 *     resolveRenames({ before, after, steps, defaultSchema: "public" })?.tables; // { "public.orders": "public.purchases" }
 */
export function resolveRenames({ before, after, steps, defaultSchema }: RenameRequest): Renames | undefined {
  if (!steps.some(({ does }) => does === "rename")) return undefined;
  const walk = new Walk(before);
  for (const step of steps) walk.take({ ...step, schema: step.schema === "" ? defaultSchema : step.schema });
  return walk.result(after);
}

/** The steps that lead back, the last one first. */
export function reversedSteps(steps: readonly NameStep[]): NameStep[] {
  return [...steps].reverse().map((step): NameStep => {
    if (step.does === "make") return { ...step, does: "drop" };
    if (step.does === "drop") return { ...step, does: "make" };
    const { schema, name, part, to = {} } = step;
    return {
      ...step,
      ...to,
      to: {
        ...(to.schema === undefined ? {} : { schema }),
        ...(to.name === undefined ? {} : { name }),
        ...(to.part === undefined || part === undefined ? {} : { part }),
      },
    };
  });
}

/** Something of the first state and what it is called by now. */
interface Holder {
  readonly table: DiagramTable;
  schema: string;
  name: string;
  /** Name before → now; what was dropped is gone. */
  readonly columns: Map<string, string>;
  readonly parts: Map<string, string>;
}

const keyOfHolder = ({ table, schema, name }: Holder): string =>
  table.kind === "enum" ? enumKeyOf(schema, name) : nameOf(schema, name);

class Walk {
  readonly #at = new Map<string, Holder>();
  readonly #heirs = new Map<string, DiagramTable[]>();
  readonly #words = new Map<string, string>();

  constructor(before: Diagram) {
    for (const table of before.tables) {
      const { schema, name } = table;
      const columns = new Map(table.columns.map((column) => [column.name, column.name]));
      const parts = new Map(table.parts.map((part) => [`${part.kind} ${part.name}`, part.name]));
      this.#at.set(table.key, { table, schema, name, columns, parts });
    }
    for (const link of before.links) {
      if (link.kind === "foreignKey") this.#at.get(link.from)?.parts.set(`foreignKey ${link.name}`, link.name);
      if (link.kind !== "inherits") continue;
      const child = this.#at.get(link.from)?.table;
      if (child !== undefined) this.#heirs.set(link.to, [...(this.#heirs.get(link.to) ?? []), child]);
    }
  }

  take(step: NameStep): void {
    if (step.on === "schema") return this.#schema(step);
    if (step.on === "relation" || step.on === "type") return this.#object(step);
    if (step.on === "index") return this.#index(step);
    const holder = this.#holder(step, step.on === "value");
    if (holder === undefined || step.part === undefined) return;
    if (step.on === "column" || step.on === "value") this.#column(holder, step, step.part);
    else if (step.does === "rename" && step.to?.part !== undefined)
      renamePart(holder, step.on, step.part, step.to.part);
  }

  #holder({ schema, name }: NameStep, isType: boolean): Holder | undefined {
    return this.#at.get(isType ? enumKeyOf(schema, name) : nameOf(schema, name));
  }

  #schema({ does, schema, to }: NameStep): void {
    for (const [key, holder] of this.#at) {
      if (holder.schema !== schema) continue;
      this.#at.delete(key);
      if (does !== "rename") continue;
      holder.schema = to?.schema ?? schema;
      this.#at.set(keyOfHolder(holder), holder);
    }
    if (does === "rename" && to?.schema !== undefined) this.#word(schema, to.schema);
  }

  #object(step: NameStep): void {
    const holder = this.#holder(step, step.on === "type");
    if (step.does === "make") return;
    if (step.does === "rename") this.#word(step.name, step.to?.name ?? step.name);
    // ALTER TABLE takes indexes and sequences as well.
    if (holder === undefined) return step.does === "rename" ? this.#index(step) : undefined;
    this.#at.delete(keyOfHolder(holder));
    if (step.does === "drop") return;
    holder.schema = step.to?.schema ?? holder.schema;
    holder.name = step.to?.name ?? holder.name;
    this.#at.set(keyOfHolder(holder), holder);
  }

  #index({ schema, name, does, to }: NameStep): void {
    if (does !== "rename" || to?.name === undefined) return;
    for (const holder of this.#at.values()) if (holder.schema === schema) renamePart(holder, "index", name, to.name);
  }

  #column(holder: Holder, { does, to }: NameStep, part: string): void {
    const known = [...holder.columns].find(([, now]) => now === part)?.[0];
    if (known !== undefined && does === "drop") holder.columns.delete(known);
    if (known !== undefined && does === "rename" && to?.part !== undefined) holder.columns.set(known, to.part);
    if (does !== "rename") return;
    // A column of a parent is its heirs' as well.
    for (const heir of this.#heirs.get(holder.table.key) ?? []) {
      const below = [...this.#at.values()].find((one) => one.table === heir);
      if (below !== undefined) this.#column(below, { does, to } as NameStep, part);
    }
  }

  #word(from: string, to: string): void {
    if (from === to) return;
    const known = [...this.#words].find(([, now]) => now === from)?.[0];
    this.#words.set(known ?? from, to);
  }

  result(after: Diagram): Renames | undefined {
    const now = new Map(after.tables.map((table) => [table.key, table]));
    const tables: Record<string, string> = {};
    const columns: Record<string, Names> = {};
    const parts: Record<string, Names> = {};
    for (const [key, holder] of this.#at) {
      const table = now.get(key);
      if (table === undefined) continue;
      const before = holder.table;
      if (before.key !== key) tables[before.key] = key;
      const there = new Set(table.columns.map((column) => column.name));
      const named = [...holder.columns].filter(([name, called]) => name !== called && there.has(called));
      const called = [...holder.parts].filter(([part, name]) => part.slice(part.indexOf(" ") + 1) !== name);
      if (named.length > 0) columns[before.key] = Object.fromEntries(named);
      if (called.length > 0) parts[before.key] = Object.fromEntries(called);
    }
    const words = Object.fromEntries([...this.#words].filter(([from, to]) => from !== to));
    const found = [tables, columns, parts, words].some((names) => Object.keys(names).length > 0);
    return found ? { tables, columns, parts, words } : undefined;
  }
}

const indexed: ReadonlySet<string> = new Set(["index", "primaryKey", "unique", "exclusion"]);
const constrained: ReadonlySet<string> = new Set(["primaryKey", "unique", "exclusion", "check", "foreignKey"]);

/** A constraint and the index behind it have one name. */
function renamePart({ parts }: Holder, on: NameStep["on"], from: string, to: string): void {
  for (const [key, name] of parts) {
    const kind = key.slice(0, key.indexOf(" "));
    const isIt = on === "index" ? indexed.has(kind) : on === "constraint" ? constrained.has(kind) : kind === on;
    if (isIt && name === from) parts.set(key, to);
  }
}
