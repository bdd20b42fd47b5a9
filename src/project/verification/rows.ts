/** The rows that tables hold while revisions run: made where there are none or too few, counted before and after. */
import type { Dialect, TableName, Tally } from "../../dialects/dialect.ts";
import { equal } from "../../autogenerate/compare.ts";
import type { InheritanceModel } from "../../kinds/inheritance/model.ts";
import type { PartitionModel } from "../../kinds/partition/model.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { isA, type SchemaObject } from "../../metadata/schema-object.ts";
import { onConnection, type Scratch } from "../scratch.ts";
import type { EmptyTable, Finding } from "./findings.ts";

/** Seeds of rows lie so far apart that two rows of one table rarely want the same values. */
const seedStep = 10;

export class SampleRows {
  readonly #dialect: Dialect;
  readonly #empty = new Map<string, EmptyTable>();
  readonly #filled = new Set<string>();
  #seed = 1;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Tables that no row could be made for, and that never got one later. */
  get emptyTables(): readonly EmptyTable[] {
    return [...this.#empty].filter(([name]) => !this.#filled.has(name)).map(([, empty]) => empty);
  }

  get tablesWithRows(): number {
    return this.#filled.size;
  }

  /** Makes rows for tables that hold none, and for those that the step from `before` has changed. */
  async fill(scratch: Scratch, state: MetaData, before?: MetaData): Promise<void> {
    const tables = tablesOf(state);
    const changed = before === undefined ? new Set<string>() : changedTables(before, state);
    const parents = parentsOfPartitions(state);
    await onConnection(scratch, async (connection) => {
      const counted = this.#noted(await this.#dialect.tally(connection, tables));
      const wanted = counted.filter((table) => table.rows === 0 || changed.has(nameOf(table)));
      if (wanted.length === 0) return;
      const { unfilled } = await this.#dialect.fill(connection, { tables: wanted, seed: (this.#seed += seedStep) });
      const refused = new Map(unfilled.map((table) => [nameOf(table), table.reason]));
      for (const table of wanted) {
        const parent = parents.get(nameOf(table));
        const routed = parent === undefined ? undefined : `no row made for ${this.#written(parent)} belongs to it`;
        const reason = refused.get(nameOf(table)) ?? routed;
        if (reason === undefined) this.#filled.add(nameOf(table));
        else this.#empty.set(nameOf(table), { table: this.#written(table), reason });
      }
    });
  }

  async tally(scratch: Scratch, state: MetaData): Promise<readonly Tally[]> {
    return this.#noted(await onConnection(scratch, (connection) => this.#dialect.tally(connection, tablesOf(state))));
  }

  /** Tables that are called otherwise now are counted once they are seen under their new names. */
  forget(names: Iterable<string>): void {
    for (const name of names) {
      this.#filled.delete(name);
      this.#empty.delete(name);
    }
  }

  #noted(tallies: readonly Tally[]): readonly Tally[] {
    for (const table of tallies) if (table.rows > 0) this.#filled.add(nameOf(table));
    return tallies;
  }

  #written(table: TableName): string {
    return this.#dialect.describe({ kind: "table", ...table }).replace(/^table /, "");
  }
}

/** Tables whose rows a round trip has taken or altered although neither direction drops them. */
export function rowFindings(
  dialect: Dialect,
  states: { readonly below: MetaData; readonly at: MetaData },
  tallies: { readonly before: readonly Tally[]; readonly after: readonly Tally[] },
): readonly Finding[] {
  const after = new Map(tallies.after.map((tally) => [nameOf(tally), tally]));
  const kept = new Set(tablesOf(states.below).map(nameOf));
  const reshaped = changedTables(states.below, states.at);
  const describe = (table: TableName): string => dialect.describe({ kind: "table", ...table }).replace(/^table /, "");
  const dropped = new DroppedBelow(states.at, kept, tallies.before);
  const lost: string[] = [];
  const altered: string[] = [];
  for (const before of tallies.before.filter((tally) => kept.has(nameOf(tally)))) {
    const now = after.get(nameOf(before));
    if (now === undefined) continue;
    if (now.rows < before.rows - dropped.rowsBelow(before))
      lost.push(`${describe(before)}: ${before.rows} before, ${now.rows} after`);
    else if (now.digest !== before.digest && dropped.rowsBelow(before) === 0 && !reshaped.has(nameOf(before)))
      altered.push(describe(before));
  }
  return [
    ...(lost.length === 0
      ? []
      : [
          {
            code: "rows-lost" as const,
            level: "failure" as const,
            message: "rows are gone after down and up again, from tables that neither direction drops",
            details: lost,
          },
        ]),
    ...(altered.length === 0
      ? []
      : [
          {
            code: "rows-changed" as const,
            level: "note" as const,
            message: `values are others after down and up again: ${altered.join(", ")}`,
            details: [],
          },
        ]),
  ];
}

/** A table counts the rows of its partitions and children; those of one that a direction drops go with it. */
class DroppedBelow {
  readonly #kept: ReadonlySet<string>;
  readonly #rows: ReadonlyMap<string, number>;
  readonly #below = new Map<string, string[]>();

  constructor(state: MetaData, kept: ReadonlySet<string>, tallies: readonly Tally[]) {
    this.#kept = kept;
    this.#rows = new Map(tallies.map((tally) => [nameOf(tally), tally.rows]));
    for (const object of state.objects.values()) {
      if (object.kind !== "partition" && object.kind !== "inheritance") continue;
      const { schema, name, parentSchema, parent } = object as PartitionModel | InheritanceModel;
      const above = nameOf({ schema: parentSchema, name: parent });
      this.#below.set(above, [...(this.#below.get(above) ?? []), nameOf({ schema, name })]);
    }
  }

  rowsBelow(table: TableName): number {
    return this.#count(nameOf(table));
  }

  #count(table: string): number {
    const rows = (this.#below.get(table) ?? []).map((below) =>
      this.#kept.has(below) ? this.#count(below) : (this.#rows.get(below) ?? 0),
    );
    return rows.reduce((sum, each) => sum + each, 0);
  }
}

/** Tables of both states whose columns, constraints or other parts differ. */
function changedTables(before: MetaData, after: MetaData): ReadonlySet<string> {
  const changed = new Set<string>();
  const note = (object: SchemaObject): void => {
    const table = object.table;
    if (typeof table === "string") changed.add(nameOf({ schema: object.schema ?? "", name: table }));
  };
  for (const [key, object] of after.objects) if (!equalIn(before, key, object)) note(object);
  for (const [key, object] of before.objects) if (!after.has(key)) note(object);
  return changed;
}

const equalIn = (metadata: MetaData, key: Key, object: SchemaObject): boolean => {
  const other = metadata.get(key);
  return other !== undefined && (other === object || equal(other, object));
};

/** By the name of the partition. */
function parentsOfPartitions(state: MetaData): ReadonlyMap<string, TableName> {
  const parents = new Map<string, TableName>();
  for (const object of state.objects.values()) {
    if (!isA<PartitionModel>(object, "partition")) continue;
    const { schema, name, parentSchema, parent } = object;
    parents.set(nameOf({ schema, name }), { schema: parentSchema, name: parent });
  }
  return parents;
}

function tablesOf(state: MetaData): readonly TableName[] {
  return [...state.objects.values()].flatMap(({ kind, schema, name }) =>
    kind === "table" ? [{ schema: schema ?? "", name }] : [],
  );
}

const nameOf = ({ schema, name }: TableName): string => JSON.stringify([schema, name]);
