/** What lint says of a revision, and how large the tables are that it speaks of. */
import type { ObjectName, Statistics, TableStatistics } from "../dialects/statement-facts.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import type { Severity } from "./rule.ts";

/** A rule that was told to keep silent here. */
export interface Suppression {
  readonly reason: string;
  /** `2027-01-31`, the last day that it holds. */
  readonly until?: string;
}

/** One thing that `lint` found in a statement. */
export interface LintFinding {
  /** `L01`; `fails` where the server refused the statement. */
  readonly rule: string;
  /** `index-blocks-writes` */
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do instead. */
  readonly safe: string;
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade";
  /** Relative to the project. */
  readonly path: string;
  readonly line?: number;
  /** The beginning of the statement. */
  readonly statement?: string;
  /** Locks of tables that were there before: `AccessExclusive orders`. */
  readonly locks: readonly string[];
  /** `orders`, with its size where it is known. */
  readonly table?: string;
  readonly rows?: number;
  readonly bytes?: number;
  /** Set where somebody has said that it may be so. */
  readonly suppressed?: Suppression;
  /** The recipe that writes it in another way. */
  readonly recipe?: string;
}

/** What grows with the table counts for little where it has no more rows than this. */
export const smallTable = 10_000;

export function sizeOf(statistics: Statistics | undefined, table: ObjectName): TableStatistics | undefined {
  const schema = table.schema === undefined || table.schema === "" ? defaultSchema() : table.schema;
  return statistics?.tables[`${schema}.${table.name}`];
}

/** `12,000,000 rows, 1.4 GB, very roughly 14 s` */
export function sizeText({ rows, bytes }: TableStatistics): string {
  const seconds = Math.round(bytes / bytesPerSecond);
  return `${rows.toLocaleString("en")} rows, ${bytesText(bytes)}${seconds < 1 ? "" : `, very roughly ${seconds} s`}`;
}

/** What a server writes on ordinary storage; only to tell seconds from hours. */
const bytesPerSecond = 100_000_000;

function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** at;
  return `${value >= 100 || at === 0 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}
