/** The statements of a revision in their order, and how many of them an earlier run committed. */
import { createHash } from "node:crypto";
import { PartlyAppliedChangedError } from "./errors.ts";
import type { Progress } from "./version-table.ts";

export interface TakenStatement {
  readonly index: number;
  /** True where an earlier run committed it. */
  readonly isDone: boolean;
  /** True where it is the first that no earlier run committed, in a revision that one began. */
  readonly isNext: boolean;
  /** Stands for the texts of all statements before it. */
  readonly before: string;
}

export class StatementChain {
  readonly #revision: string;
  readonly #progress: Progress | undefined;
  #count = 0;
  /** Stands for the texts of all statements so far, also of those that were skipped. */
  #hash = "";

  constructor(revision: string, progress: Progress | undefined) {
    this.#revision = revision;
    this.#progress = progress;
  }

  get #skip(): number {
    return this.#progress?.statements ?? 0;
  }

  get hash(): string {
    return this.#hash;
  }

  /** Counts a statement. @throws PartlyAppliedChangedError where an earlier run committed others than these */
  take(sql: string): TakenStatement {
    const index = this.#count++;
    const before = this.#hash;
    const isNext = this.#progress !== undefined && index === this.#skip;
    if (isNext && this.#progress?.statementsHash !== before) throw this.#changed();
    this.#hash = createHash("sha256").update(before).update(sql).digest("hex");
    return { index, isDone: index < this.#skip, isNext, before };
  }

  /** @throws PartlyAppliedChangedError where an earlier run committed more statements than there are, or others */
  end(): void {
    if (this.#count > this.#skip || this.#progress === undefined) return;
    if (this.#count < this.#skip || this.#progress.statementsHash !== this.#hash) throw this.#changed();
  }

  #changed(): PartlyAppliedChangedError {
    return new PartlyAppliedChangedError(this.#revision);
  }
}
