/**
 * How a data model grew: the revision graph and the diagram at each revision, packed. A table that stays as it is takes
 * no room in the next revision, so that hundreds of tables over a thousand revisions stay a matter of megabytes.
 */
import { compareDiagrams } from "./difference.ts";
import type { Diagram, DiagramLink, DiagramTable } from "./diagram.ts";
import { Identities, isSameSchema } from "./identities.ts";
import type { Renames } from "./renames.ts";

export interface RevisionNode {
  readonly id: string;
  readonly message: string;
  /** The whole comment of the file. */
  readonly doc: string;
  readonly parents: readonly string[];
  readonly dependsOn: readonly string[];
  readonly labels: readonly string[];
  readonly head: boolean;
  readonly createdAt?: string;
  /** Relative to the project. */
  readonly path: string;
}

/** Where an environment stands, or why that can't be told. */
export interface EnvironmentState {
  readonly name: string;
  readonly rows: readonly string[];
  readonly problem?: string;
}

export interface Authorship {
  readonly author: string;
  readonly date: string;
  readonly commit: string;
}

/** Something about a revision that a reader should know. */
export interface RevisionFinding {
  readonly level: "failure" | "warning" | "note";
  readonly text: string;
  readonly details?: readonly string[];
}

/** What `limbeck verify` found when it last ran the revision as it is now. */
export interface RevisionVerification {
  /** `verified`, `failed`, `irreversible`. */
  readonly status: string;
  readonly verifiedAt: string;
  readonly findings: readonly RevisionFinding[];
}

export interface RevisionDetails {
  readonly operations: readonly string[];
  /** What its operations say of themselves: data that goes, statements outside a transaction, what can't be undone. */
  readonly findings?: readonly RevisionFinding[];
  readonly verification?: RevisionVerification;
  readonly up?: string;
  readonly down?: string;
  /** Why SQL or operations can't be shown, such as code that asks the database. */
  readonly problem?: string;
  readonly source: string;
  readonly authorship?: Authorship;
}

/** A revision's diagram as changes to its first parent's: positions in the lists of tables and links. */
export interface PackedRevision {
  readonly from: string | null;
  readonly add: readonly number[];
  readonly drop: readonly number[];
  readonly addLinks: readonly number[];
  readonly dropLinks: readonly number[];
  /** Parents apart from the first. */
  readonly others?: readonly string[];
  /** What it calls otherwise than its first parent. */
  readonly renames?: Renames;
  /** Why it could not be replayed. */
  readonly problem?: string;
}

export interface PackedHistory {
  readonly tables: readonly DiagramTable[];
  readonly links: readonly DiagramLink[];
  readonly revisions: Readonly<Record<string, PackedRevision>>;
}

/** Collects diagrams; each table and link is kept once however often it occurs. */
export class HistoryPacker {
  readonly #tables: DiagramTable[] = [];
  readonly #links: DiagramLink[] = [];
  readonly #tableAt = new Map<string, number>();
  readonly #linkAt = new Map<string, number>();
  readonly #revisions: Record<string, PackedRevision> = {};
  readonly #members = new Map<string, { readonly tables: ReadonlySet<number>; readonly links: ReadonlySet<number> }>();

  add(id: string, parents: readonly string[], diagram: Diagram, renames?: Renames): void {
    const [firstParent, ...others] = parents;
    const tables = new Set(diagram.tables.map((table) => position(table, this.#tables, this.#tableAt)));
    const links = new Set(diagram.links.map((link) => position(link, this.#links, this.#linkAt)));
    const from = firstParent !== undefined && this.#members.has(firstParent) ? firstParent : null;
    const before = from === null ? { tables: new Set<number>(), links: new Set<number>() } : this.#members.get(from)!;
    this.#members.set(id, { tables, links });
    this.#revisions[id] = {
      from,
      add: minus(tables, before.tables),
      drop: minus(before.tables, tables),
      addLinks: minus(links, before.links),
      dropLinks: minus(before.links, links),
      ...(others.length === 0 ? {} : { others }),
      ...(renames === undefined ? {} : { renames }),
    };
  }

  /** A revision that can't be replayed shows what its parent shows. */
  fail(id: string, [firstParent]: readonly string[], problem: string): void {
    const from = firstParent !== undefined && this.#members.has(firstParent) ? firstParent : null;
    this.#members.set(id, from === null ? { tables: new Set(), links: new Set() } : this.#members.get(from)!);
    this.#revisions[id] = { from, add: [], drop: [], addLinks: [], dropLinks: [], problem };
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  pack(): PackedHistory {
    return { tables: this.#tables, links: this.#links, revisions: this.#revisions };
  }
}

function position<T>(one: T, list: T[], known: Map<string, number>): number {
  const text = JSON.stringify(one);
  const at = known.get(text);
  if (at !== undefined) return at;
  known.set(text, list.length);
  return list.push(one) - 1;
}

const minus = (a: ReadonlySet<number>, b: ReadonlySet<number>): number[] => [...a].filter((at) => !b.has(at));

/** Reads a packed history. Diagrams of one history share their tables, so equal tables are the same object. */
export class HistoryReader {
  readonly #packed: PackedHistory;
  readonly #members = new Map<string, { readonly tables: ReadonlySet<number>; readonly links: ReadonlySet<number> }>();
  readonly #diagrams = new Map<string, Diagram>();
  #places: Identities | undefined;
  #things: Identities | undefined;

  constructor(packed: PackedHistory) {
    this.#packed = packed;
  }

  get ids(): string[] {
    return Object.keys(this.#packed.revisions);
  }

  problem(id: string): string | undefined {
    return this.#packed.revisions[id]?.problem;
  }

  /** What a revision calls otherwise than its first parent. */
  renames(id: string): Renames | undefined {
    return this.#packed.revisions[id]?.renames;
  }

  /** The diagram of a revision with what it changed. */
  marked(id: string): Diagram {
    const { from, renames } = this.#packed.revisions[id]!;
    const before = from === null ? { tables: [], links: [], compared: false } : this.diagram(from);
    return compareDiagrams(before, this.diagram(id), renames);
  }

  /** The name of a box's place at a revision, which it keeps under other names in the same schema. */
  placeOf(id: string): (key: string) => string {
    return (this.#places ??= this.#identities(isSameSchema)).at(id);
  }

  diagram(id: string): Diagram {
    const known = this.#diagrams.get(id);
    if (known !== undefined) return known;
    const { tables, links } = this.#membersOf(id);
    const diagram: Diagram = {
      tables: [...tables].map((at) => this.#packed.tables[at]!).sort((a, b) => (a.key < b.key ? -1 : 1)),
      links: [...links].map((at) => this.#packed.links[at]!).sort((a, b) => (a.key < b.key ? -1 : 1)),
      compared: false,
    };
    this.#diagrams.set(id, diagram);
    return diagram;
  }

  /**
   * The table that has this key at a revision through the history, by whatever name: asks for its form, undefined where it
   * isn't there.
   */
  table(key: string, at: string): (id: string) => DiagramTable | undefined {
    const things = (this.#things ??= this.#identities());
    const identity = things.at(at)(key);
    const forms = new Map<string, (id: string) => DiagramTable | undefined>();
    return (id) => {
      const name = things.keyAt(id, identity);
      if (name === undefined) return undefined;
      if (!forms.has(name)) forms.set(name, this.#formsOf(name));
      return forms.get(name)!(id);
    };
  }

  #formsOf(key: string): (id: string) => DiagramTable | undefined {
    const { tables, revisions } = this.#packed;
    const isIt = (at: number): boolean => tables[at]!.key === key;
    const forms = new Map<string, DiagramTable | undefined>();
    return (id) => {
      const path: string[] = [];
      let at: string | null = id;
      while (at !== null && !forms.has(at)) {
        path.push(at);
        at = revisions[at]?.from ?? null;
      }
      let form = at === null ? undefined : forms.get(at);
      for (const step of path.reverse()) {
        const added = revisions[step]?.add.find(isIt);
        if (added !== undefined) form = tables[added];
        else if (revisions[step]?.drop.some(isIt) === true) form = undefined;
        forms.set(step, form);
      }
      return form;
    };
  }

  /** Everything that was ever there, oldest first, so that the newest form of each counts in a union, and its places. */
  everything(): { readonly diagrams: readonly Diagram[]; readonly places: readonly ((key: string) => string)[] } {
    const diagrams = this.ids.map((id): Diagram => {
      const { add, addLinks, renames } = this.#packed.revisions[id]!;
      // Two names at once need more room than each.
      const named = renames === undefined ? [] : this.marked(id).tables.filter(hasFormerNames);
      return {
        tables: [...named, ...add.map((at) => this.#packed.tables[at]!)],
        links: addLinks.map((at) => this.#packed.links[at]!),
        compared: false,
      };
    });
    return { diagrams, places: this.ids.map((id) => this.placeOf(id)) };
  }

  #identities(goesOn?: (from: string, to: string) => boolean): Identities {
    const found = new Identities(goesOn);
    const isUsed = Object.values(this.#packed.revisions).some(({ renames }) => renames !== undefined);
    if (!isUsed) return found;
    for (const [id, { from, others = [], renames }] of Object.entries(this.#packed.revisions)) {
      let keys: ReadonlySet<string> | undefined;
      const has = (key: string): boolean =>
        (keys ??= new Set([...this.#membersOf(id).tables].map((at) => this.#packed.tables[at]!.key))).has(key);
      found.add({ id, parents: from === null ? [] : [from, ...others], renames, has });
    }
    return found;
  }

  #membersOf(id: string): { readonly tables: ReadonlySet<number>; readonly links: ReadonlySet<number> } {
    const path: string[] = [];
    let at: string | null = id;
    while (at !== null && !this.#members.has(at)) {
      path.push(at);
      at = this.#packed.revisions[at]?.from ?? null;
    }
    let members = at === null ? { tables: new Set<number>(), links: new Set<number>() } : this.#members.get(at)!;
    for (const step of path.reverse()) {
      const packed = this.#packed.revisions[step];
      members = {
        tables: applied(members.tables, packed?.drop ?? [], packed?.add ?? []),
        links: applied(members.links, packed?.dropLinks ?? [], packed?.addLinks ?? []),
      };
      this.#members.set(step, members);
    }
    return members;
  }
}

const hasFormerNames = ({ former, columns }: DiagramTable): boolean =>
  former !== undefined || columns.some((column) => column.former !== undefined);

function applied(before: ReadonlySet<number>, drop: readonly number[], add: readonly number[]): ReadonlySet<number> {
  if (drop.length === 0 && add.length === 0) return before;
  const after = new Set(before);
  for (const at of drop) after.delete(at);
  for (const at of add) after.add(at);
  return after;
}

export interface ModelDiagram {
  readonly diagram: Diagram;
  /** What it does not show although it is there, and why. */
  readonly note?: string;
}

/** What studio shows, however it was come by. */
export interface StudioSource {
  readonly title: string;
  /** Oldest first. */
  readonly nodes: readonly RevisionNode[];
  /** The diagram of the models as they are now, or of the newest state where a project has none. */
  readonly model: () => Promise<ModelDiagram | undefined>;
  /** The diagram at every revision. Reports how many are done. */
  readonly history: (onProgress?: (done: number) => void) => Promise<PackedHistory>;
  readonly environments: () => Promise<readonly EnvironmentState[]>;
  readonly details: (id: string) => Promise<RevisionDetails>;
}
