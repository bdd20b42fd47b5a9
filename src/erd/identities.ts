/**
 * What stays the same thing through a history under whatever name: a table's past goes on through its renames, and its box
 * keeps its place. A thing goes by the name that it had first.
 */
import { schemaOfKey } from "./box-key.ts";
import type { Renames } from "./renames.ts";
import { keptKey } from "./translate.ts";

export interface Step {
  readonly id: string;
  readonly parents: readonly string[];
  /** Since the first parent. */
  readonly renames: Renames | undefined;
  readonly has: (key: string) => boolean;
}

type Known = ReadonlyMap<string, string>;

const none: Known = new Map();

/** Pictures group by schemas: what moves to another one gets a place there. */
export const isSameSchema = (from: string, to: string): boolean => schemaOfKey(from) === schemaOfKey(to);

export class Identities {
  readonly #goesOn: (from: string, to: string) => boolean;
  /** Only what differs from the key. */
  readonly #of = new Map<string, Known>();
  readonly #first = new Map<string, string>();

  /** @param goesOn false where a box begins anew under its new key */
  constructor(goesOn: (from: string, to: string) => boolean = () => true) {
    this.#goesOn = goesOn;
  }

  /** Parents before children. */
  add(step: Step): void {
    const [first, ...others] = step.parents;
    const before = this.#known(first);
    if (first !== undefined) this.#first.set(step.id, first);
    const found = new Map<string, string>();
    for (const [key, identity] of before) if (step.renames?.tables[key] === undefined) found.set(key, identity);
    for (const [key, now] of Object.entries(step.renames?.tables ?? {})) {
      if (this.#goesOn(key, now)) found.set(now, before.get(key) ?? key);
      else found.delete(now);
    }
    for (const other of others)
      for (const [key, identity] of this.#known(other)) if (!found.has(key)) found.set(key, identity);
    for (const [key, identity] of found) if (!step.has(key) || key === identity) found.delete(key);
    apart(found, step.has);
    this.#of.set(step.id, found.size === 0 ? none : found);
  }

  /** The identity of a box at a revision, or of one that it removed. */
  at(id: string): (key: string) => string {
    const [own, before] = [this.#known(id), this.#known(this.#first.get(id))];
    return (key) => {
      const kept = keptKey(key);
      if (kept !== key) return before.get(kept) ?? kept;
      return own.get(key) ?? before.get(key) ?? key;
    };
  }

  /** What an identity is called at a revision, where it is there. */
  keyAt(id: string, identity: string): string | undefined {
    const known = this.#known(id);
    for (const [key, other] of known) if (other === identity) return key;
    return known.has(identity) ? undefined : identity;
  }

  #known(id: string | undefined): Known {
    return (id === undefined ? undefined : this.#of.get(id)) ?? none;
  }
}

/** A new thing under the first name of another one needs a name of its own. */
function apart(found: Map<string, string>, has: (key: string) => boolean): void {
  const firsts = new Set(found.values());
  const taken = new Set(firsts);
  for (const identity of firsts) {
    if (!has(identity) || found.has(identity)) continue;
    let number = 2;
    while (taken.has(`${identity} ${number}`)) number += 1;
    taken.add(`${identity} ${number}`);
    found.set(identity, `${identity} ${number}`);
  }
}
