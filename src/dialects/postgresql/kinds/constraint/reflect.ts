/** `pg_constraint` in one query; each row goes to the kind of its type. */
import { checkKey, type CheckModel } from "../../../../kinds/check/model.ts";
import { domainCheckKey, type DomainCheckModel } from "../domain/model.ts";
import { foreignKeyKey, type ForeignKeyModel, type ReferentialAction } from "../../../../kinds/foreign-key/model.ts";
import { columnNames, compact, type Catalog } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

/** What most constraints are (immediate, valid, enforced, declared here) is null. */
type Row = [
  oid: number,
  name: string,
  type: string,
  relation: number,
  domain: number | null,
  columns: number[] | null,
  referenced: number | null,
  referencedColumns: number[] | null,
  onDelete: string | null,
  onUpdate: string | null,
  match: string | null,
  isDeferrable: true | null,
  isDeferred: true | null,
  isNotValid: true | null,
  noInherit: true | null,
  isInherited: true | null,
  isOfPartition: true | null,
  expression: string | null,
  onDeleteColumns: number[] | null,
  isNotEnforced: true | null,
  isPeriod: true | null,
];

// The constraints that an index serves come with the index.
export const readConstraints = defineReader<Row>({
  sql: (version, scope) => `
SELECT k.oid, k.conname::text, k.contype::text, k.conrelid, nullif(k.contypid, 0),
       CASE WHEN k.contype = 'f' THEN k.conkey END, nullif(k.confrelid, 0), k.confkey,
       nullif(k.confdeltype, 'a')::text, nullif(k.confupdtype, 'a')::text, nullif(k.confmatchtype, 's')::text,
       nullif(k.condeferrable, false), nullif(k.condeferred, false), nullif(NOT k.convalidated, false),
       nullif(k.connoinherit, false), nullif(NOT k.conislocal, false), nullif(k.conparentid <> 0, false),
       CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END,
       ${version >= 150000 ? "k.confdelsetcols" : "NULL::int2[]"},
       ${version >= 180000 ? "nullif(NOT k.conenforced, false), nullif(k.conperiod, false)" : "NULL::bool, NULL::bool"}
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
WHERE ${scope("n")} AND k.contype IN ('f', 'c')
ORDER BY k.conrelid, k.conname`,
  read: (rows, catalog) => {
    for (const row of rows) {
      if (row[4] !== null) readDomainCheck(row, catalog);
      else if (row[2] === "f") readForeignKey(row, catalog);
      else readCheck(row, catalog);
    }
  },
});

export const deferrable = (isDeferrable: boolean, isDeferred: boolean): "immediate" | "deferred" | undefined =>
  isDeferrable ? (isDeferred ? "deferred" : "immediate") : undefined;

function readForeignKey(row: Row, catalog: Catalog): void {
  const oid = row[0];
  const name = row[1];
  const onDelete = row[8];
  const onUpdate = row[9];
  const relation = catalog.relations.get(row[3]);
  const referenced = catalog.relations.get(row[6] ?? 0);
  if (relation === undefined || referenced === undefined || row[16] !== null) return;
  const foreignKey: ForeignKeyModel = compact({
    kind: "foreignKey",
    schema: relation.schema,
    table: relation.name,
    name,
    columns: columnNames(relation, row[5] ?? []),
    referencedSchema: referenced.schema,
    referencedTable: referenced.name,
    referencedColumns: columnNames(referenced, row[7] ?? []),
    onDelete: onDelete === null ? undefined : actions[onDelete],
    onUpdate: onUpdate === null ? undefined : actions[onUpdate],
    onDeleteColumns: row[18] === null || row[18].length === 0 ? undefined : columnNames(relation, row[18]),
    match: row[10] === "f" ? "full" : undefined,
    deferrable: deferrable(row[11] === true, row[12] === true),
    notValid: isNotValid(row),
    notEnforced: row[19] ?? undefined,
    period: row[20] ?? undefined,
    comment: catalog.comment("pg_constraint", oid),
  });
  catalog.add(foreignKeyKey(relation.schema, relation.name, name), foreignKey, "pg_constraint", oid);
}

/** What is not enforced was never validated; saying so once is enough. */
const isNotValid = (row: Row): true | undefined => (row[13] === true && row[19] === null ? true : undefined);

const actions: Readonly<Record<string, Exclude<ReferentialAction, "no action"> | undefined>> = {
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

function readCheck(row: Row, catalog: Catalog): void {
  const oid = row[0];
  const name = row[1];
  const relation = catalog.relations.get(row[3]);
  if (relation === undefined || (relation.relkind !== "r" && relation.relkind !== "p")) return;
  const check: CheckModel = compact({
    kind: "check",
    schema: relation.schema,
    table: relation.name,
    name,
    expression: catalog.shared(stripParentheses(row[17] ?? "")),
    noInherit: row[14] ?? undefined,
    notValid: isNotValid(row),
    notEnforced: row[19] ?? undefined,
    inherited: row[15] === null || relation.isPartition ? undefined : true,
    comment: catalog.comment("pg_constraint", oid),
  });
  catalog.add(checkKey(relation.schema, relation.name, name), check, "pg_constraint", oid);
}

function readDomainCheck(row: Row, catalog: Catalog): void {
  const domain = catalog.domains.get(row[4] as number);
  if (domain === undefined || row[2] !== "c") return;
  const check: DomainCheckModel = compact({
    kind: "domainCheck",
    schema: domain.schema,
    domain: domain.name,
    name: row[1],
    expression: stripParentheses(row[17] ?? ""),
    notValid: row[13] ?? undefined,
    comment: catalog.comment("pg_constraint", row[0]),
  });
  catalog.add(domainCheckKey(domain.schema, domain.name, row[1]), check, "pg_constraint", row[0]);
}

/** Takes away the parentheses that wrap a whole printed expression, which `CHECK (…)` and `WHERE (…)` add again. */
export function stripParentheses(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'" || character === '"') at = text.indexOf(character, at + 1);
    else if (character === "(") depth += 1;
    else if (character === ")" && (depth -= 1) === 0 && at < text.length - 1) return text;
    if (at === -1) return text;
  }
  return text.slice(1, -1);
}
