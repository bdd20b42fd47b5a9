/** Clauses that several statements share. Each function returns SQL that is whole and quoted. */
import type { IdentitySequence } from "../../../kinds/column/model.ts";
import type { IndexElement } from "../../../kinds/index/model.ts";
import type { Deferrable } from "../../../kinds/primary-key/model.ts";
import { quoteIdentifier, quoteList, quoteLiteral, quoteQualified } from "../../../sql/identifier.ts";

/** Options of a sequence, in the order of the manual; nothing for what is at its default. */
export function sequenceClauses(options: Omit<IdentitySequence, "name">): string[] {
  const clauses: string[] = [];
  if (options.increment !== undefined) clauses.push(`INCREMENT BY ${options.increment}`);
  if (options.minValue !== undefined) clauses.push(`MINVALUE ${options.minValue}`);
  if (options.maxValue !== undefined) clauses.push(`MAXVALUE ${options.maxValue}`);
  if (options.start !== undefined) clauses.push(`START WITH ${options.start}`);
  if (options.cache !== undefined) clauses.push(`CACHE ${options.cache}`);
  if (options.cycle === true) clauses.push("CYCLE");
  return clauses;
}

/** Where a sequence starts: at its lowest number, or at its highest where it descends (manual, CREATE SEQUENCE). */
export function startOf({ start, increment, minValue, maxValue }: Omit<IdentitySequence, "name">): string {
  if (start !== undefined) return start;
  return increment?.startsWith("-") === true ? (maxValue ?? "-1") : (minValue ?? "1");
}

export function deferrableClause(deferrable: Deferrable | undefined): string {
  if (deferrable === undefined) return "";
  return deferrable === "deferred" ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
}

export function includeClause(include: readonly string[] | undefined): string {
  return include === undefined ? "" : ` INCLUDE (${quoteList(include)})`;
}

/** `fillfactor=70` as `fillfactor = 70`; values that are not plain words are quoted. */
export function parameterList(parameters: readonly string[]): string {
  return parameters
    .map((parameter) => {
      const [name, value] = splitParameter(parameter);
      const written = name.split(".").map(quoteIdentifier).join(".");
      return value === undefined ? written : `${written} = ${parameterValue(value)}`;
    })
    .join(", ");
}

export function splitParameter(parameter: string): [name: string, value: string | undefined] {
  const at = parameter.indexOf("=");
  return at === -1 ? [parameter, undefined] : [parameter.slice(0, at), parameter.slice(at + 1)];
}

const parameterValue = (value: string): string =>
  /^-?[0-9]+(\.[0-9]+)?$/.test(value) || /^[a-z]+$/.test(value) ? value : quoteLiteral(value);

export function withClause(parameters: readonly string[] | undefined): string {
  return parameters === undefined || parameters.length === 0 ? "" : ` WITH (${parameterList(parameters)})`;
}

export function tablespaceClause(tablespace: string | undefined, keyword: string = "TABLESPACE"): string {
  return tablespace === undefined ? "" : ` ${keyword} ${quoteIdentifier(tablespace)}`;
}

/** One key of an index: `lower(email) COLLATE "C" text_pattern_ops DESC NULLS LAST`. */
export function elementClause(element: IndexElement): string {
  const base = element.column === undefined ? expressionKey(element.expression ?? "") : quoteIdentifier(element.column);
  const collation = element.collation === undefined ? "" : ` COLLATE ${element.collation}`;
  const operatorClass = operatorClassClause(element);
  const order = element.descending === true ? " DESC" : "";
  const nulls = element.nulls === undefined ? "" : ` NULLS ${element.nulls.toUpperCase()}`;
  return base + collation + operatorClass + order + nulls;
}

function operatorClassClause(element: IndexElement): string {
  const parameters = element.operatorClassParameters;
  const name = element.operatorClass === undefined ? "" : ` ${element.operatorClass}`;
  return parameters === undefined ? name : `${name} (${parameterList(parameters)})`;
}

/** An expression key stands in parentheses unless it is one function call (manual, CREATE INDEX); always is safe. */
const expressionKey = (expression: string): string => `(${expression})`;

/** `table` in another schema or with hostile letters is as safe as any other. */
export const tableName = (object: { readonly schema: string; readonly table: string }): string =>
  quoteQualified(object.schema, object.table);

export const objectName = (object: { readonly schema?: string; readonly name: string }): string =>
  object.schema === undefined ? quoteIdentifier(object.name) : quoteQualified(object.schema, object.name);

type Parameterised = { readonly storageParameters?: readonly string[] };

/** PostgreSQL keeps a truth value as it was written: `off` and `false` mean the same. */
const withoutSynonyms = (parameter: string): string =>
  parameter.replace(/=(?:on|yes)$/i, "=true").replace(/=(?:off|no)$/i, "=false");

/** The order of storage parameters means nothing. */
export function sameParameters(database: Parameterised, target: Parameterised): boolean {
  const before = (database.storageParameters ?? []).map(withoutSynonyms).sort();
  const after = (target.storageParameters ?? []).map(withoutSynonyms).sort();
  return before.length === after.length && before.every((parameter, at) => parameter === after[at]);
}
