/** Updates and deletes by criteria: one statement, and the session's objects follow. */
import { fragmentText, isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import { keyCondition } from "../load/key-condition.ts";
import { storedKey } from "../load/refresh.ts";
import { joinedKey, selected, type ColumnRuntime, type EntityRuntime } from "../runtime.ts";
import type { Unit } from "../unit.ts";
import { UnknownPropertyError } from "../errors.ts";
import { followRows } from "../flush/delete.ts";
import type { Criteria } from "./criteria.ts";
import type { QueryHost } from "./host.ts";

/** Values by property; an `sql` fragment is an expression on the columns. */
export type BulkValues<Columns> = { readonly [Name in keyof Columns]?: Columns[Name] | SqlFragment };

export async function bulkUpdate(host: QueryHost, criteria: Criteria, values: object): Promise<number> {
  await host.autoflush();
  const { entity } = criteria;
  const set = setsOf(criteria, values);
  const where = criteria.compile(set.parameters.length + 1);
  const returned = [...entity.key, ...set.columns, ...entity.computed];
  const sql = [
    `UPDATE ${entity.sql} AS t SET ${set.sql}${where.sql === "" ? "" : ` WHERE ${where.sql}`}`,
    `RETURNING ${returned.map((column) => selected(column, "t")).join(", ")}`,
  ].join(" ");
  host.unit.level.wrote = true;
  const rows = await host.run(sql, [...set.parameters, ...where.parameters]);
  followUpdates(host, criteria, returned, rows);
  return rows.length;
}

function setsOf({ entity }: Criteria, values: object) {
  const parameters: unknown[] = [];
  const columns: ColumnRuntime[] = [];
  const texts: string[] = [];
  for (const [property, value] of Object.entries(values)) {
    const column = entity.columns.find((candidate) => candidate.property === property);
    if (column === undefined)
      throw new UnknownPropertyError(
        entity.name,
        property,
        entity.columns.map((c) => c.property),
      );
    columns.push(column);
    if (isSqlFragment(value)) texts.push(`${column.sql} = ${fragmentText(value)}`);
    else {
      parameters.push(value === null || column.encode === undefined ? value : column.encode(value));
      texts.push(`${column.sql} = $${parameters.length}`);
    }
  }
  const { version } = entity;
  if (
    version !== undefined &&
    !columns.includes(version) &&
    /^(smallint|integer|bigint)$/.test(version.mapping.model.type)
  ) {
    columns.push(version);
    texts.push(`${version.sql} = ${version.sql} + 1`);
  }
  return { sql: texts.join(", "), parameters, columns };
}

function followUpdates(
  { unit }: QueryHost,
  { entity }: Criteria,
  returned: readonly ColumnRuntime[],
  rows: readonly (readonly unknown[])[],
): void {
  const map = unit.identities.of(entity);
  if (map.size === 0) return;
  for (const row of rows) {
    const values = returned.map(({ decode }, index) => {
      const raw = row[index];
      return decode === undefined || raw === null ? raw : decode(raw);
    });
    const state = map.get(joinedKey(values.slice(0, entity.key.length)));
    if (state === undefined) continue;
    unit.level.keep(state, state.originals ?? state.values.slice());
    returned.forEach(({ position }, index) => {
      const changed = state.originals !== undefined && state.originals[position] !== state.values[position];
      if (!changed) state.values[position] = values[index];
      if (state.originals !== undefined) state.originals[position] = values[index];
    });
  }
}

export async function bulkDelete(host: QueryHost, criteria: Criteria): Promise<number> {
  await host.autoflush();
  const { entity } = criteria;
  const where = criteria.compile(1);
  const condition = where.sql === "" ? "" : ` WHERE ${where.sql}`;
  const list = entity.selectList("t");
  host.unit.level.wrote = true;
  const rows = await host.run(`DELETE FROM ${entity.sql} AS t${condition} RETURNING ${list}`, where.parameters);
  followRows(host.unit, entity, rows);
  await followFarCascades(host, entity);
  return rows.length;
}

/** Rows that the database deleted two steps below or more, through rows that the session doesn't know. */
async function followFarCascades(host: QueryHost, entity: EntityRuntime): Promise<void> {
  const { unit } = host;
  const near = cascadingTo(unit, [entity]);
  for (const far of cascadingTo(unit, near, true)) {
    const states = [...unit.identities.of(far).values()];
    if (states.length === 0) continue;
    const condition = keyCondition(
      "t",
      far.key,
      states.map((state) => storedKey(far, state)),
      1,
    );
    const list = far.key.map((column) => selected(column, "t")).join(", ");
    const rows = await host.run(`SELECT ${list} FROM ${far.sql} AS t WHERE ${condition.sql}`, condition.parameters);
    const present = new Set(rows.map((row) => joinedKey(decodeKey(far, row))));
    for (const state of states) if (!present.has(joinedKey(storedKey(far, state)))) unit.becomeDeleted(state, far);
  }
}

function decodeKey(entity: EntityRuntime, row: readonly unknown[]): unknown[] {
  return entity.key.map(({ decode }, index) => (decode === undefined ? row[index] : decode(row[index])));
}

/** Classes whose rows go with rows of the given ones; `all` follows to the end. */
function cascadingTo(unit: Unit, from: readonly EntityRuntime[], all = false): EntityRuntime[] {
  const found = new Set<EntityRuntime>();
  const targets = new Set(from);
  // The set grows while it is walked.
  for (const target of targets) {
    for (const entity of unit.runtime.entities) {
      const cascades = entity.mapping.foreignKeys.some(
        (key) => key.target === target.mapping && key.onDelete === "cascade",
      );
      if (!cascades) continue;
      found.add(entity);
      if (all) targets.add(entity);
    }
  }
  return [...found];
}
