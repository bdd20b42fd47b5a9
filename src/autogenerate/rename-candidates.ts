/** What looks like a rename that nobody confirmed: a table or column that goes while a similar one comes. */
import type { Dialect } from "../dialects/dialect.ts";
import { keyOf } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { onlyIn } from "../metadata/only-in.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";
import type { RenameDecision, RenameRequest } from "./renames.ts";

interface Column extends SchemaObject {
  readonly table: string;
  readonly type: string;
}

/** Questions, tables first. What an answer has settled is not asked. */
export function findCandidates(database: MetaData, request: RenameRequest): RenameDecision[] {
  const { canonical, renames = [] } = request;
  const standard = `${formatQualifiedName(request.dialect.defaultSchema)}.`;
  const short = (from: string): string => (from.startsWith(standard) ? from.slice(standard.length) : from);
  const answered = new Set(renames.map(({ from }) => short(from)));
  const found = [
    ...tableCandidates(database, canonical, request.dialect),
    ...columnCandidates(database, canonical, request.dialect),
  ];
  return found.filter((decision) => !answered.has(decision.from));
}

function tableCandidates(database: MetaData, target: MetaData, { defaultSchema }: Dialect): RenameDecision[] {
  const written = (table: SchemaObject): string => shortName([table.schema, table.name], defaultSchema);
  const gone = missing(database, target, "table");
  const come = missing(target, database, "table");
  if (gone.length === 0 || come.length === 0) return [];
  const before = columnsByTable(database);
  const after = columnsByTable(target);
  return gone.flatMap((table) => {
    const own = before.get(path(table)) ?? [];
    const candidates = come.filter(
      (other) => other.schema === table.schema && isSimilar(own, after.get(path(other)) ?? []),
    );
    return candidates.length === 0
      ? []
      : [decision("table", written(table), candidates.map(written), [table.schema as string, table.name])];
  });
}

/** Half of the columns of either table, by name and type, are in the other. */
function isSimilar(a: readonly Column[], b: readonly Column[]): boolean {
  const types = new Map(a.map((column) => [column.name, column.type]));
  const shared = b.filter((column) => types.get(column.name) === column.type).length;
  return shared > 0 && shared * 2 >= Math.max(a.length, b.length);
}

function columnCandidates(database: MetaData, target: MetaData, dialect: Dialect): RenameDecision[] {
  const writtenColumn = ({ schema, table, name }: Column): string =>
    shortName([schema, table, name], dialect.defaultSchema);
  const resembles = dialect.kinds["column"]?.resembles ?? (() => false);
  const gone = missing(database, target, "column") as Column[];
  const come = missing(target, database, "column") as Column[];
  if (gone.length === 0 || come.length === 0) return [];
  return gone
    .filter((column) => !isGenerated(column))
    .flatMap((column) => {
      const candidates = come.filter(
        (other) =>
          other.schema === column.schema &&
          other.table === column.table &&
          resembles(column, other) &&
          !isGenerated(other),
      );
      if (candidates.length === 0 || !target.has(keyOf("table", column.schema as string, column.table))) return [];
      return [
        decision("column", writtenColumn(column), (candidates as Column[]).map(writtenColumn), [
          column.schema as string,
          column.table,
        ]),
      ];
    });
}

/** What a generated column holds is computed again, so nothing is lost with it. */
const isGenerated = (column: SchemaObject): boolean =>
  (column as unknown as { generated?: unknown }).generated !== undefined;

function decision(
  kind: string,
  from: string,
  candidates: readonly string[],
  table: readonly [schema: string, name: string],
): RenameDecision {
  const choice = candidates.length === 1 ? `${candidates[0]}` : `one of ${candidates.join(", ")}`;
  return {
    kind: "rename",
    from,
    table,
    candidates,
    text: `Was the ${kind} ${from} renamed to ${choice}, or dropped with its data?`,
    flags: [...candidates, from].map((to) => `--rename ${shellWord(`${from}=${to}`)}`),
  };
}

/** The question with the flag that says yes, where nobody is asked to answer. */
export const decisionNote = ({ text, flags }: RenameDecision): string => `${text} ${flags[0] as string}`;

/** As a shell reads it as one word. */
const shellWord = (text: string): string =>
  /^[\w.=\u0080-\uffff-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function missing(from: MetaData, other: MetaData, kind: string): SchemaObject[] {
  return onlyIn(from, other).flatMap(([, object]) => (object.kind === kind ? [object] : []));
}

function columnsByTable(metadata: MetaData): Map<string, Column[]> {
  const tables = new Map<string, Column[]>();
  for (const object of metadata.objects.values()) {
    if (object.kind !== "column") continue;
    const column = object as Column;
    const table = path({ schema: column.schema, name: column.table });
    const list = tables.get(table);
    if (list === undefined) tables.set(table, [column]);
    else list.push(column);
  }
  return tables;
}

const path = (object: { readonly schema?: string | undefined; readonly name: string }): string =>
  formatQualifiedName(object.schema ?? "", object.name).replace(/^\./, "");

/** As in an answer: the default schema goes without saying. */
const shortName = ([schema, ...names]: readonly (string | undefined)[], defaultSchema: string): string =>
  formatQualifiedName(...((schema === defaultSchema ? names : [schema, ...names]) as string[]));
