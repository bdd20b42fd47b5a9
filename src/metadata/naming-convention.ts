/**
 * Names of constraints and indexes that were declared without one. By default PostgreSQL's own; a naming convention with
 * SQLAlchemy's tokens replaces them per kind. A name is a function of the declaration alone: same input, same name.
 */
import { createHash } from "node:crypto";
import { byteLength, chooseFreeName, clipBytes, distinctColumnNames, joinColumnNames } from "./automatic-names.ts";
import { ConstraintNameMissingError, UnknownTokenError, UnknownConventionKeyError } from "./errors.ts";
import type { SchemaNames } from "./schema-names.ts";

/** A template such as `fk_%(table_name)s_%(column_0_name)s`, or a function that makes the name. */
export type NameTemplate = string | ((named: NamedThing) => string);

/** Templates by kind, as in SQLAlchemy: index, unique, check, foreign key, primary key, exclusion. */
export interface NamingConvention {
  readonly ix?: NameTemplate;
  readonly uq?: NameTemplate;
  readonly ck?: NameTemplate;
  readonly fk?: NameTemplate;
  readonly pk?: NameTemplate;
  readonly ex?: NameTemplate;
  /** Tokens of your own: `{ tokens: { guid: (named) => … } }`, written `%(guid)s`. */
  readonly tokens?: Readonly<Record<string, (named: NamedThing) => string>>;
}

/** What a name is made from. */
export interface NamedThing {
  readonly kind: "primaryKey" | "unique" | "exclusion" | "check" | "foreignKey" | "index";
  readonly schema: string;
  readonly table: string;
  /** Columns in order; for an expression what PostgreSQL calls it (`lower`, `expr`). */
  readonly columns: readonly string[];
  /** Property names of the columns, where they differ. */
  readonly properties?: readonly string[];
  /** Columns of `INCLUDE`, which PostgreSQL counts in the names of indexes. */
  readonly include?: readonly string[];
  readonly referredTable?: string;
  readonly referredColumns?: readonly string[];
  /** The name given in the declaration. */
  readonly name?: string | undefined;
}

const keys = { index: "ix", unique: "uq", check: "ck", foreignKey: "fk", primaryKey: "pk", exclusion: "ex" } as const;
const labels = {
  index: "idx",
  unique: "key",
  check: "check",
  foreignKey: "fkey",
  primaryKey: "pkey",
  exclusion: "excl",
} as const;

/** A long word for a key is answered with the key. @throws UnknownConventionKeyError */
export function checkConvention(convention: NamingConvention): void {
  const known = [...Object.values(keys), "tokens"];
  for (const key of Object.keys(convention)) {
    if (known.includes(key)) continue;
    throw new UnknownConventionKeyError(
      key,
      known,
      Object.hasOwn(keys, key) ? keys[key as keyof typeof keys] : undefined,
    );
  }
}

/**
 * The name of a constraint or index: the declared one, else the convention's, else PostgreSQL's.
 *
 * @throws UnknownTokenError, ConstraintNameMissingError for a convention that can't be followed.
 */
export function nameFor(named: NamedThing, convention: NamingConvention | undefined, names: SchemaNames): string {
  const template = convention?.[keys[named.kind]];
  if (template === undefined) return named.name ?? automaticName(named, names);
  if (typeof template === "function") return shorten(named.name ?? template(named));
  if (named.name !== undefined && !template.includes("%(constraint_name)s")) return named.name;
  return shorten(fillTemplate(template, named, convention?.tokens ?? {}));
}

/** The name PostgreSQL itself would choose. */
export function automaticName(named: NamedThing, names: SchemaNames): string {
  const pieces = { first: named.table, second: columnsPart(named), label: labels[named.kind] };
  const { schema } = named;
  if (named.kind === "check" || named.kind === "foreignKey") {
    return chooseFreeName(pieces, (name) => names.hasConstraint(schema, name));
  }
  // An index that serves a constraint must not take the name of another constraint either.
  const serves = named.kind !== "index";
  return chooseFreeName(
    pieces,
    (name) => names.hasRelation(schema, name) || (serves && names.hasConstraint(schema, name)),
  );
}

function columnsPart(named: NamedThing): string | undefined {
  if (named.kind === "primaryKey") return undefined;
  // A check is named after its column only if it has exactly one.
  if (named.kind === "check") return named.columns.length === 1 ? named.columns[0] : undefined;
  if (named.kind === "foreignKey") return joinColumnNames(named.columns);
  return joinColumnNames(distinctColumnNames([...named.columns, ...(named.include ?? [])]));
}

/** At most 63 bytes: a longer name keeps its beginning and ends with a hash of the whole. */
export function shorten(name: string): string {
  if (byteLength(name) <= 63) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${clipBytes(name, 63 - 1 - hash.length)}_${hash}`;
}

function fillTemplate(template: string, named: NamedThing, tokens: NonNullable<NamingConvention["tokens"]>): string {
  return template.replaceAll(/%\(([^)]*)\)s|%%/g, (match, token: string | undefined) => {
    if (token === undefined) return "%";
    const own = tokens[token];
    return own === undefined ? tokenValue(token, named, template) : own(named);
  });
}

function tokenValue(token: string, named: NamedThing, template: string): string {
  if (token === "table_name") return named.table;
  if (token === "referred_table_name" && named.referredTable !== undefined) return named.referredTable;
  if (token === "constraint_name") {
    if (named.name === undefined) throw new ConstraintNameMissingError(named.table, named.kind, template);
    return named.name;
  }
  const column = /^(referred_)?column_(\d+)(_?N)?_(name|key|label)$/.exec(token);
  const values = column && columnValues(named, column[1] !== undefined, column[4] as "name" | "key" | "label");
  if (!column || !values) throw new UnknownTokenError(token, template);
  const from = Number(column[2]);
  if (column[3] !== undefined) return values.slice(from).join(column[3] === "N" ? "" : "_");
  const value = values[from];
  if (value === undefined) throw new UnknownTokenError(token, template);
  return value;
}

function columnValues(named: NamedThing, referred: boolean, form: "name" | "key" | "label"): readonly string[] {
  const columns = referred ? (named.referredColumns ?? []) : named.columns;
  if (form === "name") return columns;
  if (form === "key") return referred ? columns : (named.properties ?? columns);
  const table = referred ? (named.referredTable ?? "") : named.table;
  return columns.map((column) => `${table}_${column}`);
}
