/** `ALTER TABLE … ALTER COLUMN` for everything that can change of a column, in an order that works on filled tables. */
import type { Identity } from "../../../../kinds/column/model.ts";
import type { Statement } from "../../../../operations/operation.ts";
import { makeObjectName } from "../../../../metadata/automatic-names.ts";
import { quoteIdentifier, quoteQualified } from "../../../../sql/identifier.ts";
import { parameterList, sequenceClauses, startOf, splitParameter, tableName } from "../../ddl/clauses.ts";
import { identityClause } from "../../ddl/column.ts";
import {
  behindSql,
  bringWithinSql,
  highestOf,
  limitsToKeep,
  restartOf,
  turns,
  type SequenceTypes,
} from "../../ddl/sequence-range.ts";
import type { AlterColumnOp } from "./operations.ts";

/**
 * An old default goes before a change of type, since PostgreSQL would have to cast it (manual, ALTER TABLE); the new one
 * and NOT NULL come after it. Clauses that can stand together do.
 */
export function alterColumnStatements(op: AlterColumnOp): Statement[] {
  const { changes, former } = op;
  const name = quoteIdentifier(op.name);
  const sequence = sequenceStatements(op);
  const target = `ALTER TABLE ${op.only === true ? "ONLY " : ""}${tableName(op)}`;
  const before: string[] = [];
  const clauses: string[] = [];
  const after: string[] = [];
  const hasType = changes.type !== undefined || changes.collation !== undefined;
  if (changes.identity === null) before.push("DROP IDENTITY");
  if (changes.generated === null) before.push("DROP EXPRESSION");
  if (changes.serverDefault === null || (changes.serverDefault !== undefined && hasType)) before.push("DROP DEFAULT");
  if (hasType) clauses.push(typeClause(op));
  if (typeof changes.generated === "string") clauses.push(`SET EXPRESSION AS (${changes.generated})`);
  if (typeof changes.serverDefault === "string") clauses.push(`SET DEFAULT ${changes.serverDefault}`);
  if (changes.notNull !== undefined) clauses.push(`${changes.notNull ? "SET" : "DROP"} NOT NULL`);
  clauses.push(...settingClauses(op));
  const remarks = {
    ...(op.note === undefined ? {} : { note: op.note }),
    ...(op.decision === undefined ? {} : { decision: op.decision }),
  };
  const narrowing = narrowsIdentity(op);
  if (changes.identity && former?.identity && changes.type !== undefined) {
    // The options of the sequence hold within one type at a time: the wider one (manual, ALTER SEQUENCE, AS).
    const options = identityClauses(op, changes.identity, former.identity);
    (narrowing ? before : after).push(...options);
  } else if (changes.identity) clauses.push(...identityClauses(op, changes.identity, former?.identity));
  const altering = [before, clauses, after]
    .filter((list) => list.length > 0)
    .map((list, at, all) => ({
      sql: `${target} ${list.map((clause) => `ALTER COLUMN ${name} ${clause}`).join(", ")}`,
      ...(at === all.length - 1 ? remarks : {}),
    }));
  return [...withinLimits(op), ...altering, ...sequence];
}

/** The sequence of an identity must stand within its new limits before they hold. */
function withinLimits({ schema, table, name, changes, former }: AlterColumnOp): Statement[] {
  if (!changes.identity || !former?.identity) return [];
  const limits = limitsToKeep(former.identity, changes.identity, typesOf({ changes, former }));
  const sequence = former.identity.name ?? makeObjectName(table, name, "seq");
  return limits === undefined ? [] : [{ sql: bringWithinSql(schema, sequence, limits) }];
}

/** The sequence of an identity that changes gets its new name, and that of a new identity goes on after the rows. */
function sequenceStatements(op: AlterColumnOp): Statement[] {
  const { schema, table, name, changes, former } = op;
  const { identity } = changes;
  if (identity === null || identity === undefined) return [];
  const nameOf = (of: Identity): string => of.name ?? makeObjectName(table, name, "seq");
  const after = quoteQualified(schema, nameOf(identity));
  const renaming: Statement[] = [];
  if (former?.identity) {
    const before = quoteQualified(schema, nameOf(former.identity));
    const isRenamed = nameOf(former.identity) !== nameOf(identity);
    if (isRenamed) renaming.push({ sql: `ALTER SEQUENCE ${before} RENAME TO ${quoteIdentifier(nameOf(identity))}` });
    // One that starts again or turns around goes where it, or whoever counted before, has been already.
    const isRestarted = restartOf(former.identity, identity, typesOf(op)) !== undefined;
    if (!isRestarted && !turns(former.identity, identity)) return renaming;
  }
  const first = former?.identity ? `(SELECT last_value FROM ${after})` : startOf(identity);
  const rows = {
    ...(identity.increment?.startsWith("-") === true ? { descending: true } : {}),
    ...(identity.maxValue === undefined ? {} : { atMost: identity.maxValue }),
    ...(identity.minValue === undefined ? {} : { atLeast: identity.minValue }),
  };
  const target = quoteQualified(schema, table);
  const behind = behindSql({ sequence: after, table: target, column: name, rows, first });
  return [...renaming, { sql: behind }];
}

const typesOf = ({ changes, former }: Pick<AlterColumnOp, "changes" | "former">): SequenceTypes => ({
  before: former?.type ?? changes.type,
  after: changes.type,
});

const narrowsIdentity = ({ changes, former }: AlterColumnOp): boolean =>
  former?.type !== undefined && highestOf(changes.type) < highestOf(former.type);

function typeClause({ changes, former, using }: AlterColumnOp): string {
  const type = changes.type ?? former?.type ?? "";
  const collation =
    changes.collation === null || changes.collation === undefined ? "" : ` COLLATE ${changes.collation}`;
  return `TYPE ${type}${collation}${using === undefined ? "" : ` USING ${using}`}`;
}

/** A plain column becomes an identity column, or an identity column changes kind and options. */
function identityClauses(op: AlterColumnOp, identity: Identity, former: Identity | null | undefined): string[] {
  const { schema } = op;
  if (former === null || former === undefined) return [`ADD ${identityClause(identity, schema)}`];
  const { always, name: _name, ...options } = identity;
  const { always: wasAlways, name: _former, ...before } = former;
  const clauses = always === wasAlways ? [] : [`SET GENERATED ${always ? "ALWAYS" : "BY DEFAULT"}`];
  // The limits of a sequence that turns around stay what they were, unless the statement says them.
  const { minValue: _min, maxValue: _max, ...others } = before;
  const known = sequenceClauses(turns(before, options) ? others : before);
  const changed = sequenceClauses(options).filter((clause) => !known.includes(clause));
  const restart = restartOf(before, options, typesOf(op));
  clauses.push(...changed.map((clause) => `SET ${clause}`), ...resetClauses(before, options));
  if (restart !== undefined) clauses.push(`RESTART WITH ${restart}`);
  return clauses.length === 0 ? [] : [clauses.join(" ")];
}

/** Options that are no longer given go back to their defaults. */
function resetClauses(before: Omit<Identity, "always" | "name">, after: Omit<Identity, "always" | "name">): string[] {
  const gone = (option: keyof typeof before): boolean => before[option] !== undefined && after[option] === undefined;
  const isUnset = (limit: "minValue" | "maxValue"): boolean =>
    gone(limit) || (turns(before, after) && after[limit] === undefined);
  return [
    ...(gone("increment") ? ["SET INCREMENT BY 1"] : []),
    ...(isUnset("minValue") ? ["SET NO MINVALUE"] : []),
    ...(isUnset("maxValue") ? ["SET NO MAXVALUE"] : []),
    ...(after.start === undefined && startOf(before) !== startOf(after) ? [`SET START WITH ${startOf(after)}`] : []),
    ...(gone("cache") ? ["SET CACHE 1"] : []),
    ...(gone("cycle") ? ["SET NO CYCLE"] : []),
  ];
}

function settingClauses({ changes, former }: AlterColumnOp): string[] {
  const clauses: string[] = [];
  if (changes.storage !== undefined) clauses.push(`SET STORAGE ${(changes.storage ?? "default").toUpperCase()}`);
  if (changes.compression !== undefined) clauses.push(`SET COMPRESSION ${changes.compression ?? "default"}`);
  if (changes.statistics !== undefined) clauses.push(`SET STATISTICS ${changes.statistics ?? -1}`);
  if (changes.attributeOptions !== undefined) {
    const names = new Set(changes.attributeOptions.map((option) => splitParameter(option)[0]));
    const reset = (former?.attributeOptions ?? [])
      .map((option) => splitParameter(option)[0])
      .filter((option) => !names.has(option));
    if (changes.attributeOptions.length > 0) clauses.push(`SET (${parameterList(changes.attributeOptions)})`);
    if (reset.length > 0) clauses.push(`RESET (${parameterList(reset)})`);
  }
  return clauses;
}
