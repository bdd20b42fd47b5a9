/** What verification finds, as plain data that `--json` prints and the cache folder keeps. */

/** A failure ends the command with 2; a warning depends on what the rows hold; a note is good to know. */
export type FindingLevel = "failure" | "warning" | "note";

/** What a finding is about. */
export type FindingCode =
  /** The upgrade does not run, on empty tables either. */
  | "upgrade-failed"
  /** The upgrade runs on empty tables only. */
  | "upgrade-refuses-rows"
  /** The upgrade runs on some rows and not on others. */
  | "upgrade-depends-on-rows"
  | "downgrade-failed"
  | "downgrade-refuses-rows"
  | "downgrade-depends-on-rows"
  /** The downgrade does not restore what was there before the upgrade. */
  | "downgrade-differs"
  /** After the downgrade the upgrade does not run any more, or leads elsewhere. */
  | "second-upgrade-failed"
  | "second-upgrade-differs"
  /** Rows are gone although neither direction drops their table. */
  | "rows-lost"
  /** Values are not what they were before, in columns that neither direction drops. */
  | "rows-changed"
  /** After up and down, values are gone, or others in columns that the revision changes, and it does not say so. */
  | "values-lost"
  /** A sequence or identity would give numbers that rows have already. */
  | "sequence-behind"
  /** A table takes no row, update or delete that it took before. */
  | "unusable"
  /** The upgrade drops what holds data. */
  | "upgrade-drops"
  /** The downgrade drops what holds data, as it does wherever the upgrade adds something. */
  | "downgrade-drops"
  | "irreversible";

/** One thing that `verify` found in a revision. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  /** One sentence. */
  readonly message: string;
  /** Lines below it: differences, the place, the statement. */
  readonly details: readonly string[];
  /** `migrations/x.ts:12`, where it is known. */
  readonly place?: string;
}

/** What became of a revision when it was verified. */
export type RevisionStatus =
  /** Up, down and up again, all as it should be. */
  | "verified"
  | "failed"
  /** Up only: its downgrade says that there is no way back. */
  | "irreversible"
  /** Not run, because something before it failed. */
  | "skipped";

/** What `verify` found of one revision. */
export interface VerifiedRevision {
  readonly revision: string;
  readonly message: string;
  /** Relative to the project. */
  readonly path: string;
  readonly status: RevisionStatus;
  readonly findings: readonly Finding[];
}

/** Whether the revisions lead to what the model says. */
export interface ModelVerdict {
  readonly status: "agrees" | "differs" | "skipped";
  readonly differences: readonly { readonly sign: "+" | "-" | "~"; readonly text: string; readonly key: string }[];
  /** Why it was not compared, or why it could not be. */
  readonly reason?: string;
}

/** A table that held no rows while revisions were verified, so that nothing is known of its rows. */
export interface EmptyTable {
  readonly table: string;
  /** Why no row could be made for it. */
  readonly reason: string;
}

/** What `verify` found of all revisions. */
export interface VerifyResult {
  /** No failure, and the model agrees or was not compared. */
  readonly ok: boolean;
  readonly range?: string;
  /** What it ran on; never a URL. */
  readonly scratch: string;
  readonly serverVersion: number;
  /** Oldest first. */
  readonly revisions: readonly VerifiedRevision[];
  readonly model: ModelVerdict;
  /** Tables that held rows while revisions ran. */
  readonly tablesWithRows: number;
  readonly emptyTables: readonly EmptyTable[];
  readonly notes: readonly string[];
}
