/** What a lint rule is, and what it is shown: one statement of a revision, or all of a revision's step. */
import type {
  CatalogFacts,
  Measurement,
  ObjectName,
  ParsedStatement,
  RelationFacts,
  SqlNode,
} from "../dialects/statement-facts.ts";

export const severities = ["error", "warning", "info"] as const;

export type Severity = (typeof severities)[number];

/** Something that a rule has to say. */
export interface Found {
  /** One sentence: what happens, and to what. */
  readonly message: string;
  /** The table that it concerns, whose size tells how bad it is. */
  readonly table?: ObjectName | undefined;
  /** Other than the rule's own. */
  readonly severity?: Severity;
  /** Of rules that look at a whole step: the statement that is to blame. */
  readonly at?: Subject;
}

export interface Rule {
  /** Stable: `L01`. */
  readonly id: string;
  /** Stable and readable: `index-blocks-writes`. */
  readonly name: string;
  readonly severity: Severity;
  /** What is found. */
  readonly title: string;
  /** What goes wrong, for whom. */
  readonly risk: string;
  /** What to do instead, step by step. */
  readonly safe: string;
  /** How long the lock lasts grows with the table; where it is small, the finding is for information only. */
  readonly growsWithTable?: true;
  /** The recipe that `lint --fix` writes. */
  readonly recipe?: string;
  readonly statement?: (subject: Subject) => Iterable<Found>;
  readonly step?: (step: StepSubject) => Iterable<Found>;
}

/** Gives a rule its type. */
export function defineRule(rule: Rule): Rule {
  return Object.freeze(rule);
}

/** A statement, what the catalog held before it, and what it did. */
export interface Subject {
  readonly kind: string;
  readonly node: SqlNode;
  readonly text: string;
  readonly statement: ParsedStatement | undefined;
  readonly facts: CatalogFacts;
  /** Undefined where it runs outside of a transaction, or failed. */
  readonly measured: Measurement | undefined;
  /** True where it runs outside of a transaction, as a step of its own. */
  readonly alone: boolean;
  /** True where it is the revision's own text, not an operation's. */
  readonly byHand: boolean;
  /** Earlier statements of the same transaction. */
  readonly earlier: readonly Subject[];
  readonly step: StepSubject;
  /** `55P04`, where the server refused it. */
  readonly refusedWith: string | undefined;
}

/** One revision in one direction. */
export interface StepSubject {
  readonly direction: "upgrade" | "downgrade";
  readonly statements: readonly Subject[];
  /** `server_version_num` of the server that is meant. */
  readonly serverVersion: number;
  readonly standbys: number;
  /** False where the revision has no way back, and says nothing of it. */
  readonly hasDowngrade: boolean;
  /** The code of the file, without comments, texts and spaces; empty of a SQL revision. */
  readonly source: string;
  /** How long a statement waits for a lock at most, in milliseconds; 0 waits for ever. */
  readonly lockTimeoutMs: number;
  /** True of a table that was there before, and may hold rows. */
  readonly isExisting: (relation: { readonly id: number }) => boolean;
  /** True where the upgrade of the same revision has made it. */
  readonly isOwn: (relation: { readonly id: number }) => boolean;
  readonly rowsOf: (table: ObjectName) => number | undefined;
}

/** `public.orders` as people write it: without the schema that names have anyway. */
export const named = ({ schema, name }: ObjectName): string =>
  schema === undefined || schema === "" || schema === "public" ? name : `${schema}.${name}`;

/** `orders and customers`; a table that refers to itself is said once. */
export const namedEach = (...tables: readonly ObjectName[]): string => [...new Set(tables.map(named))].join(" and ");

/** The table that was there before, where the name stands for one. */
export function existing(subject: Subject, name: ObjectName | undefined): RelationFacts | undefined {
  const relation = name === undefined ? undefined : subject.facts.relation(name);
  return relation !== undefined && subject.step.isExisting(relation) ? relation : undefined;
}
