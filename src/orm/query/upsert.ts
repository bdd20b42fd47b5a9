/** Rows that are inserted, or changed where they are there already: one statement for many, and objects for all of them. */
import type { InstanceState } from "../../model/state.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import type { ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { RowCountError, UndefinedValueError, UnknownPropertyError } from "../errors.ts";
import { followChanges } from "../follow.ts";
import { columnsNamed } from "../load/left-out.ts";
import { materialize } from "../load/materialize.ts";
import { nextVersions, tellWrote } from "./bulk.ts";
import { UpsertTargetError } from "./errors.ts";
import type { QueryHost } from "./host.ts";

/** Options of an upsert: `INSERT … ON CONFLICT … DO UPDATE`. */
export interface UpsertOptions<Columns> {
  /** What tells that a row is there: properties that are unique together, or the name of their constraint. */
  readonly on: (keyof Columns & string) | readonly (keyof Columns & string)[] | { readonly constraint: string };
  /** The condition of a partial unique index. */
  readonly where?: SqlFragment;
  /**
   * What is changed in a row that is there: all that was given unless told; some of it; values or expressions, in which `t`
   * is the row and `excluded` what was given; or nothing.
   */
  readonly update?:
    | "nothing"
    | readonly (keyof Columns & string)[]
    | { readonly [Name in keyof Columns]?: Columns[Name] | SqlFragment };
  readonly signal?: AbortSignal;
}

type AnyOptions = UpsertOptions<Record<string, unknown>>;

/** Rows whose statement is the same: what they give, and which of it are expressions. */
interface Group {
  readonly columns: readonly ColumnRuntime[];
  readonly rows: { readonly values: readonly unknown[]; readonly at: number }[];
}

/** @throws UpsertTargetError, UnknownPropertyError, UndefinedValueError */
export async function upsertRows(
  host: QueryHost,
  entity: EntityRuntime,
  given: readonly object[],
  options: AnyOptions,
): Promise<InstanceState[]> {
  if (entity.parts.length > 1) throw new UpsertTargetError(entity.name, "its rows are in several tables");
  const on = conflictColumns(entity, options);
  await host.autoflush(options.signal);
  const found: InstanceState[] = [];
  for (const group of groupsOf(entity, given)) {
    const states = await upsertGroup(host, entity, { group, on, options });
    group.rows.forEach(({ at }, index) => (found[at] = states[index]!));
  }
  return found;
}

function conflictColumns(entity: EntityRuntime, { on }: AnyOptions): ColumnRuntime[] {
  if (typeof on === "string") return columnsNamed(entity, [on]);
  if (!("constraint" in on)) return columnsNamed(entity, on);
  const { primaryKey, uniqueSets } = entity.mapping;
  const set = [...uniqueSets].find(([, { name }]) => name === on.constraint)?.[0].split("\u0000");
  const names = set ?? [];
  const columns = entity.columns.filter(({ mapping }) => names.includes(mapping.name));
  if (columns.length > 0) return columns;
  const known = [...uniqueSets.values()].map(({ name }) => name).join(", ");
  const key = primaryKey.map(({ property }) => property).join(", ");
  throw new UpsertTargetError(
    entity.name,
    `"${on.constraint}" is no unique constraint of its table (known: ${known || "none"}; key: ${key})`,
  );
}

function groupsOf(entity: EntityRuntime, given: readonly object[]): Group[] {
  const groups = new Map<string, Group>();
  given.forEach((row, at) => {
    const values = valuesOf(entity, row);
    const columns = entity.columns.filter(({ position, computed }) => !computed && values[position] !== undefined);
    const shape = columns.map(({ position }) => {
      const value = values[position];
      return isSqlFragment(value) ? `${position}=${fragmentText(value)}` : String(position);
    });
    const key = shape.join(";");
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { columns, rows: [] }));
    group.rows.push({ values, at });
  });
  return [...groups.values()];
}

/** What a row gives, with the client's defaults, the first version and the class. */
function valuesOf(entity: EntityRuntime, row: object): unknown[] {
  const values: unknown[] = entity.layout.blank.slice();
  for (const [property, value] of Object.entries(row)) {
    const column = entity.all.find((each) => each.property === property);
    if (column === undefined) {
      const known = entity.all.map((each) => each.property);
      throw new UnknownPropertyError(entity.name, property, known);
    }
    values[column.position] = value;
  }
  for (const { position, clientDefault, nextVersion } of entity.columns) {
    if (values[position] !== undefined) continue;
    if (typeof clientDefault === "function") values[position] = (clientDefault as () => unknown)();
    else if (clientDefault !== undefined) values[position] = clientDefault;
    else if (nextVersion !== undefined) values[position] = nextVersion(undefined);
  }
  return values;
}

interface GroupRequest {
  readonly group: Group;
  readonly on: readonly ColumnRuntime[];
  readonly options: AnyOptions;
}

async function upsertGroup(host: QueryHost, entity: EntityRuntime, request: GroupRequest): Promise<InstanceState[]> {
  const { group, on, options } = request;
  const { unit } = host;
  for (const { property, position } of on) {
    const isGiven = group.rows.every(({ values }) => values[position] !== undefined);
    if (!isGiven) throw new UndefinedValueError(entity.name, property, "key");
  }
  const { list, from, parameters } = sourceOf(group);
  const change = changeOf(entity, request, parameters);
  const target = on.map(({ sql }) => sql).join(", ");
  const where = options.where === undefined ? "" : ` WHERE ${fragmentText(options.where)}`;
  const names = group.columns.map(({ sql }) => sql).join(", ");
  const insert = `INSERT INTO ${entity.sql} AS t (${names}) SELECT ${list} FROM ${from} ON CONFLICT (${target})${where} DO`;
  tellWrote(unit, entity);
  const before = new Set(unit.identities.of(entity).values());
  const rows =
    change === undefined
      ? await insertOrFind(host, entity, { ...request, insert: `${insert} NOTHING` }, parameters)
      : await host.run(
          `${insert} UPDATE SET ${change} RETURNING ${entity.selectList("t")}`,
          parameters,
          options.signal,
        );
  if (rows.length !== group.rows.length) throw new RowCountError(entity.name, rows.length === 0 ? "none" : "several");
  const states = materialize(unit, entity, rows, { overwrite: true, filters: unit.filters }) as InstanceState[];
  const fresh = states.filter((state) => !before.has(state));
  followChanges(
    unit,
    fresh.map((state) => ({ entity: unit.entityOf(state), state, after: state.values })),
  );
  host.loaded(entity, states);
  return states;
}

/** The rows as `unnest` opens them, in their order. */
function sourceOf({ columns, rows }: Group) {
  const [first] = rows;
  const parameters: unknown[] = [];
  const aliases: string[] = [];
  const places: string[] = [];
  const list = columns.map((column) => {
    const { position, elementType, cast, encode } = column;
    const sample = first!.values[position];
    if (isSqlFragment(sample)) return fragmentText(sample);
    parameters.push(
      rows.map(({ values }) => {
        const value = values[position];
        return encode === undefined || value === null ? value : encode(value);
      }),
    );
    const name = `c${parameters.length}`;
    aliases.push(name);
    places.push(`$${parameters.length}::${elementType}[]`);
    return cast === undefined ? `v.${name}` : `v.${name}::${cast}`;
  });
  return { list: list.join(", "), from: `unnest(${places.join(", ")}) AS v(${aliases.join(", ")})`, parameters };
}

/** What is set in rows that are there; undefined where nothing is. */
function changeOf(
  entity: EntityRuntime,
  { group, on, options: { update } }: GroupRequest,
  parameters: unknown[],
): string | undefined {
  if (update === "nothing") return undefined;
  const sets: string[] = [];
  const given =
    update === undefined
      ? group.columns.filter((column) => !on.includes(column) && !column.primaryKey && column.nextVersion === undefined)
      : Array.isArray(update)
        ? columnsNamed(entity, update as readonly string[])
        : [];
  const isSet = (column: ColumnRuntime) => column !== entity.discriminator;
  for (const column of given.filter(isSet)) sets.push(`${column.sql} = excluded.${column.sql}`);
  if (update !== undefined && !Array.isArray(update)) {
    for (const [property, value] of Object.entries(update)) {
      const [column] = columnsNamed(entity, [property]);
      if (value === undefined) throw new UndefinedValueError(entity.name, property, "update");
      if (isSqlFragment(value)) sets.push(`${column!.sql} = ${fragmentText(value)}`);
      else {
        parameters.push(value === null || column!.encode === undefined ? value : column!.encode(value));
        sets.push(`${column!.sql} = $${parameters.length}`);
      }
    }
  }
  const { version } = entity;
  const next = version === undefined ? undefined : nextVersions(version);
  if (next !== undefined && sets.length > 0) sets.push(nextText(next, `t.${version!.sql}`, parameters));
  // A row that is there is given back only where something is set.
  const [column] = on;
  return sets.length > 0 ? sets.join(", ") : `${column!.sql} = t.${column!.sql}`;
}

function nextText(next: NonNullable<ReturnType<typeof nextVersions>>, own: string, parameters: unknown[]): string {
  const { column, value, expression } = next;
  if (expression !== undefined) return `${column.sql} = ${own} + 1`;
  parameters.push(value);
  return `${column.sql} = $${parameters.length}`;
}

/** Rows that are there stay as they are, and are looked up: a statement doesn't see what another transaction wrote. */
async function insertOrFind(
  host: QueryHost,
  entity: EntityRuntime,
  { group, on, options, insert }: GroupRequest & { readonly insert: string },
  parameters: readonly unknown[],
): Promise<unknown[][]> {
  await host.run(insert, parameters, options.signal);
  const places = on.map(({ elementType }, index) => `$${index + 1}::${elementType}[]`);
  const names = on.map((_, index) => `k${index}`);
  const keys = on.map(({ position, encode }) =>
    group.rows.map(({ values }) => {
      const value = values[position];
      return encode === undefined || value === null ? value : encode(value);
    }),
  );
  const found = on.map(({ sql, cast }, index) => {
    return `t.${sql} = ${cast === undefined ? `v.k${index}` : `v.k${index}::${cast}`}`;
  });
  const sql = [
    `SELECT ${entity.selectList("t")} FROM unnest(${places.join(", ")}) WITH ORDINALITY AS v(${names.join(", ")}, n)`,
    `JOIN ${entity.fromAll("t")} ON ${found.join(" AND ")} ORDER BY v.n`,
  ].join(" ");
  return host.run(sql, keys, options.signal);
}
