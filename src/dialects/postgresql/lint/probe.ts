/**
 * Measures what statements do to tables, in a transaction of a scratch database: the locks that it holds, files that are
 * new, scans that began. Counters and file numbers are the same in every language of the server, unlike its messages.
 */
import type { Queryable } from "../../dialect.ts";
import {
  lockModes,
  type LockMode,
  type MeasuredLock,
  type MeasuredRelation,
  type Measurement,
  type StatementProbe,
} from "../../statement-facts.ts";

interface Row extends MeasuredRelation {
  readonly file: number;
  readonly scans: number;
}

interface Seen {
  readonly relations: readonly Row[] | null;
  readonly locks: readonly (readonly [id: number, mode: string])[] | null;
}

/** Tables, materialized views and their indexes. Catalogs and TOAST are nobody's concern here. */
const seenSql = `SELECT json_build_object(
  'relations', (SELECT json_agg(json_build_object('id', c.oid::int8, 'schema', n.nspname::text, 'name', c.relname::text,
      'kind', c.relkind::text, 'table', coalesce(i.indrelid, c.oid)::int8, 'file', c.relfilenode::int8,
      'scans', CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_stat_get_xact_numscans(c.oid) ELSE 0 END))
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'),
  'locks', (SELECT json_agg(json_build_array(l.relation::int8, l.mode)) FROM pg_catalog.pg_locks l
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))) AS seen`;

export async function probeOn(connection: Queryable): Promise<StatementProbe> {
  const probe = new Probe(connection);
  await probe.measure();
  return probe;
}

class Probe implements StatementProbe {
  readonly #connection: Queryable;
  #relations: ReadonlyMap<number, Row> = new Map();
  #locks: ReadonlySet<string> = new Set();

  constructor(connection: Queryable) {
    this.#connection = connection;
  }

  get relations(): ReadonlyMap<number, MeasuredRelation> {
    return this.#relations;
  }

  async measure(): Promise<Measurement> {
    const { rows } = await this.#connection.query<{ seen: Seen }>(seenSql);
    const { seen } = rows[0] as { readonly seen: Seen };
    const before = this.#relations;
    const lockedBefore = this.#locks;
    const all = seen.relations ?? [];
    this.#relations = new Map(all.map((row) => [row.id, row]));
    this.#locks = new Set((seen.locks ?? []).map((lock) => lock.join()));
    // What is gone is still locked; its name is what it was.
    const held = (seen.locks ?? []).flatMap(([id, mode]): MeasuredLock[] => {
      const relation = this.#relations.get(id) ?? before.get(id);
      return relation === undefined ? [] : [{ ...plain(relation), mode: modeOf(mode) }];
    });
    return {
      held,
      acquired: held.filter(({ id, mode }) => !lockedBefore.has(`${id},${mode}Lock`)),
      rewritten: rewrittenIn(before, all),
      scanned: all.filter(({ id, scans }) => before.has(id) && scans > (before.get(id) as Row).scans).map(plain),
      built: all.filter(({ id, kind }) => kind === "i" && !before.has(id)).map(plain),
    };
  }
}

/** A type change makes an index anew under another identifier, so indexes are told by their names. */
function rewrittenIn(before: ReadonlyMap<number, Row>, now: readonly Row[]): readonly MeasuredRelation[] {
  const files = new Map([...before.values()].map((row) => [`${row.kind}.${row.schema}.${row.name}`, row.file]));
  return now
    .filter((row) => {
      const known =
        before.get(row.id)?.file ?? (row.kind === "i" ? files.get(`i.${row.schema}.${row.name}`) : undefined);
      return known !== undefined && known !== row.file;
    })
    .map(plain);
}

const plain = ({ id, schema, name, kind, table }: Row): MeasuredRelation => ({ id, schema, name, kind, table });

function modeOf(text: string): LockMode {
  const mode = text.replace(/Lock$/, "");
  return lockModes.find((each) => each === mode) ?? "AccessShare";
}
