/** Constraints as `CREATE TABLE` and `ADD CONSTRAINT` write them, after `CONSTRAINT name`. */
import type { CheckModel } from "../../../kinds/check/model.ts";
import type { ExclusionModel } from "../../../kinds/exclusion/model.ts";
import type { ForeignKeyModel } from "../../../kinds/foreign-key/model.ts";
import type { PrimaryKeyModel } from "../../../kinds/primary-key/model.ts";
import type { UniqueModel } from "../../../kinds/unique/model.ts";
import { quoteIdentifier, quoteList, quoteQualified } from "../../../sql/identifier.ts";
import { deferrableClause, elementClause, includeClause, tablespaceClause, withClause } from "./clauses.ts";

export type ConstraintModel = PrimaryKeyModel | UniqueModel | ForeignKeyModel | CheckModel | ExclusionModel;

/** `CONSTRAINT orders_pkey PRIMARY KEY (order_id)`. */
export function constraintDefinition(constraint: ConstraintModel): string {
  return `CONSTRAINT ${quoteIdentifier(constraint.name)} ${body(constraint)}`;
}

function body(constraint: ConstraintModel): string {
  switch (constraint.kind) {
    case "primaryKey":
      return `PRIMARY KEY ${keyBody(constraint)}`;
    case "unique":
      return `UNIQUE ${constraint.nullsNotDistinct === true ? "NULLS NOT DISTINCT " : ""}${keyBody(constraint)}`;
    case "foreignKey":
      return foreignKeyBody(constraint);
    case "check":
      return checkBody(constraint);
    case "exclusion":
      return exclusionBody(constraint);
  }
}

function keyBody(key: PrimaryKeyModel | UniqueModel): string {
  const columns = quoteList(key.columns) + (key.withoutOverlaps === true ? " WITHOUT OVERLAPS" : "");
  return `(${columns})${includeClause(key.include)}${indexClauses(key)}`;
}

function indexClauses(constraint: PrimaryKeyModel | UniqueModel | ExclusionModel): string {
  return (
    withClause(constraint.storageParameters) +
    tablespaceClause(constraint.tablespace, "USING INDEX TABLESPACE") +
    deferrableClause(constraint.deferrable)
  );
}

function foreignKeyBody(key: ForeignKeyModel): string {
  const columns = periodList(key.columns, key.period);
  const target = quoteQualified(key.referencedSchema, key.referencedTable);
  const onDeleteColumns = key.onDeleteColumns === undefined ? "" : ` (${quoteList(key.onDeleteColumns)})`;
  return [
    `FOREIGN KEY (${columns}) REFERENCES ${target} (${periodList(key.referencedColumns, key.period)})`,
    key.match === undefined ? "" : " MATCH FULL",
    key.onUpdate === undefined ? "" : ` ON UPDATE ${key.onUpdate.toUpperCase()}`,
    key.onDelete === undefined ? "" : ` ON DELETE ${key.onDelete.toUpperCase()}${onDeleteColumns}`,
    deferrableClause(key.deferrable),
    key.notEnforced === true ? " NOT ENFORCED" : "",
    key.notValid === true ? " NOT VALID" : "",
  ].join("");
}

/** The last column of a temporal foreign key is written `PERIOD name` (manual, CREATE TABLE, from 18 on). */
function periodList(columns: readonly string[], period: boolean | undefined): string {
  if (period !== true) return quoteList(columns);
  const last = columns.at(-1) as string;
  return [...columns.slice(0, -1).map(quoteIdentifier), `PERIOD ${quoteIdentifier(last)}`].join(", ");
}

function checkBody(check: CheckModel): string {
  return [
    `CHECK (${check.expression})`,
    check.noInherit === true ? " NO INHERIT" : "",
    check.notEnforced === true ? " NOT ENFORCED" : "",
    check.notValid === true ? " NOT VALID" : "",
  ].join("");
}

function exclusionBody(exclusion: ExclusionModel): string {
  const elements = exclusion.elements.map((element) => `${elementClause(element)} WITH ${element.operator}`).join(", ");
  const where = exclusion.where === undefined ? "" : ` WHERE (${exclusion.where})`;
  const clauses =
    withClause(exclusion.storageParameters) + tablespaceClause(exclusion.tablespace, "USING INDEX TABLESPACE");
  return `EXCLUDE USING ${quoteIdentifier(exclusion.method)} (${elements})${includeClause(exclusion.include)}${clauses}${where}${deferrableClause(exclusion.deferrable)}`;
}
