/** The statements that a session has prepared because they come again and again (manual, 55.2.3 Extended Query). */
import type { WireStatement } from "./wire-query.ts";

/** What ends prepared statements. */
const ending = /\b(?:discard|deallocate)\b/i;

export class KeptStatements {
  readonly #names = new Map<string, string>();
  #count = 0;

  /** The name under which the server has a statement, or else a new one: nobody knows how far a failure let it come. */
  nameOf(text: string): Required<Pick<WireStatement, "name" | "isPrepared">> {
    const name = this.#names.get(text);
    return name === undefined ? { name: `limbeck_${++this.#count}`, isPrepared: false } : { name, isPrepared: true };
  }

  /** Statements that were answered without an error. */
  add(statements: readonly WireStatement[]): void {
    for (const { text, name } of statements) if (name !== undefined) this.#names.set(text, name);
  }

  forgetAfter(message: string | readonly WireStatement[]): void {
    if (this.#names.size === 0) return;
    const texts = typeof message === "string" ? [message] : message.map(({ text }) => text);
    if (texts.some((text) => ending.test(text))) this.#names.clear();
  }
}
