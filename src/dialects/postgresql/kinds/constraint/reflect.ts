/** `pg_constraint` in one query; each row goes to the kind of its type. */
import { checkKey, type CheckModel } from "../../../../kinds/check/model.ts";
import { domainCheckKey, type DomainCheckModel } from "../../../../kinds/domain/model.ts";
import { foreignKeyKey, type ForeignKeyModel, type ReferentialAction } from "../../../../kinds/foreign-key/model.ts";
import { compact, unless, type Catalog } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";

type Row = [
  oid: number,
  name: string,
  type: string,
  relation: number,
  domain: number,
  columns: number[] | null,
  referenced: number,
  referencedColumns: number[] | null,
  onDelete: string,
  onUpdate: string,
  match: string,
  isDeferrable: boolean,
  isDeferred: boolean,
  isValid: boolean,
  noInherit: boolean,
  isLocal: boolean,
  parent: number,
  expression: string | null,
  onDeleteColumns: number[] | null,
  isEnforced: boolean,
  isPeriod: boolean,
];

/** Constraints that an index serves; the index reader turns them into objects, since it knows the index. */
export interface IndexConstraint {
  readonly oid: number;
  readonly name: string;
  readonly type: "p" | "u" | "x";
  readonly relation: number;
  readonly deferrable?: "immediate" | "deferred";
  readonly period: boolean;
}

export const readConstraints = defineReader<Row>({
  sql: (version, scope) => `
SELECT k.oid::int8::float8, k.conname::text, k.contype::text, k.conrelid::int8::float8, k.contypid::int8::float8,
       k.conkey, k.confrelid::int8::float8, k.confkey, k.confdeltype::text, k.confupdtype::text, k.confmatchtype::text,
       k.condeferrable, k.condeferred, k.convalidated, k.connoinherit, k.conislocal, k.conparentid::int8::float8,
       CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END,
       ${version >= 150000 ? "k.confdelsetcols" : "NULL::int2[]"},
       ${version >= 180000 ? "k.conenforced" : "true"}, ${version >= 180000 ? "k.conperiod" : "false"}
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
WHERE ${scope("n")} AND k.contype IN ('p', 'u', 'x', 'f', 'c')
ORDER BY k.conrelid, k.conname`,
  read: (rows, catalog) => {
    for (const row of rows) {
      if (row[4] !== 0) readDomainCheck(row, catalog);
      else if (row[2] === "f") readForeignKey(row, catalog);
      else if (row[2] === "c") readCheck(row, catalog);
    }
  },
});

export const deferrable = (isDeferrable: boolean, isDeferred: boolean): "immediate" | "deferred" | undefined =>
  isDeferrable ? (isDeferred ? "deferred" : "immediate") : undefined;

function readForeignKey(row: Row, catalog: Catalog): void {
  const [oid, name, , relationOid, , columns, referencedOid, referencedColumns, onDelete, onUpdate, match] = row;
  const relation = catalog.relations.get(relationOid);
  const referenced = catalog.relations.get(referencedOid);
  if (relation === undefined || referenced === undefined || row[16] !== 0) return;
  const foreignKey: ForeignKeyModel = compact({
    kind: "foreignKey",
    schema: relation.schema,
    table: relation.name,
    name,
    columns: catalog.columnNames(relationOid, columns ?? []),
    referencedSchema: referenced.schema,
    referencedTable: referenced.name,
    referencedColumns: catalog.columnNames(referencedOid, referencedColumns ?? []),
    onDelete: actions[onDelete],
    onUpdate: actions[onUpdate],
    onDeleteColumns: row[18] === null || row[18].length === 0 ? undefined : catalog.columnNames(relationOid, row[18]),
    match: match === "f" ? "full" : undefined,
    deferrable: deferrable(row[11], row[12]),
    notValid: unless(!row[13] && row[19], false),
    notEnforced: unless(!row[19], false),
    period: unless(row[20], false),
    comment: catalog.comment("pg_constraint", oid),
  });
  catalog.add(foreignKeyKey(relation.schema, relation.name, name), foreignKey, "pg_constraint", oid);
}

const actions: Readonly<Record<string, Exclude<ReferentialAction, "no action"> | undefined>> = {
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

function readCheck(row: Row, catalog: Catalog): void {
  const [oid, name, , relationOid] = row;
  const relation = catalog.relations.get(relationOid);
  if (relation === undefined || (relation.relkind !== "r" && relation.relkind !== "p")) return;
  const check: CheckModel = compact({
    kind: "check",
    schema: relation.schema,
    table: relation.name,
    name,
    expression: stripParentheses(row[17] ?? ""),
    noInherit: unless(row[14], false),
    notValid: unless(!row[13] && row[19], false),
    notEnforced: unless(!row[19], false),
    inherited: row[15] || relation.isPartition ? undefined : true,
    comment: catalog.comment("pg_constraint", oid),
  });
  catalog.add(checkKey(relation.schema, relation.name, name), check, "pg_constraint", oid);
}

function readDomainCheck(row: Row, catalog: Catalog): void {
  const domain = catalog.domains.get(row[4]);
  if (domain === undefined || row[2] !== "c") return;
  const check: DomainCheckModel = compact({
    kind: "domainCheck",
    schema: domain.schema,
    domain: domain.name,
    name: row[1],
    expression: stripParentheses(row[17] ?? ""),
    notValid: unless(!row[13], false),
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
