/**
 * The revision graph as the rest of limbeck sees it: revisions by identifier, their relatives, heads and bases. It is
 * complete and valid from the start and never changes; building one costs linear time.
 */
import { propagateLabels } from "./branch-labels.ts";
import { buildGraph } from "./build-graph.ts";
import { UnknownRevisionError } from "./errors.ts";
import { marked, reach } from "./graph.ts";
import type { Edges, Graph } from "./graph.ts";
import type { Revision } from "./revision.ts";
import { closestNames } from "./suggest.ts";

export interface WalkOptions {
  /** Counts dependencies as parents. */
  readonly withDependencies?: boolean;
}

/**
 * Revisions and how they follow one another.
 *
 * @throws DuplicateRevisionError, BranchLabelClashError, MissingRevisionError, RevisionLoopError, RevisionCycleError
 * @example
 * ```ts
 * const map = new RevisionMap([defineRevision({ id: "a" }), defineRevision({ id: "b", downRevision: "a" })]);
 * map.heads; // ["b"]
 * ```
 */
export class RevisionMap {
  /** In load order, which settles every tie. */
  readonly revisions: readonly Revision[];
  readonly graph: Graph;
  /** Each branch label and the identifier of the revision that carries it. */
  readonly labels: ReadonlyMap<string, string>;
  /** Revisions without a child. */
  readonly heads: readonly string[];
  /** Heads that no revision depends on either. */
  readonly realHeads: readonly string[];
  readonly bases: readonly string[];
  readonly realBases: readonly string[];
  readonly branchPoints: readonly string[];
  readonly mergePoints: readonly string[];
  /** Identifiers that a squashed revision stands for, and that revision. */
  readonly replacements: ReadonlyMap<string, string>;
  readonly #labelsByPosition: readonly (readonly string[])[];

  constructor(revisions: Iterable<Revision>) {
    this.revisions = Object.freeze([...revisions]);
    const { graph, carriers } = buildGraph(this.revisions);
    this.graph = graph;
    this.labels = new Map([...carriers].map(([label, at]) => [label, graph.ids[at]!]));
    this.heads = this.#where((at) => graph.children[at]!.length === 0);
    this.realHeads = this.#where((at) => graph.allChildren[at]!.length === 0);
    this.bases = this.#where((at) => graph.parents[at]!.length === 0);
    this.realBases = this.#where((at) => graph.allParents[at]!.length === 0);
    this.branchPoints = this.#where((at) => graph.children[at]!.length > 1);
    this.mergePoints = this.#where((at) => graph.parents[at]!.length > 1);
    this.replacements = new Map(
      this.revisions.flatMap((revision) =>
        (revision.replaces ?? []).map((old): [string, string] => [old, revision.id]),
      ),
    );
    this.#labelsByPosition = propagateLabels(graph, carriers);
  }

  get size(): number {
    return this.revisions.length;
  }

  has(id: string): boolean {
    return this.graph.index.has(id);
  }

  /** The revision with this whole identifier, or undefined. */
  find(id: string): Revision | undefined {
    const at = this.graph.index.get(id);
    return at === undefined ? undefined : this.revisions[at];
  }

  /** @throws UnknownRevisionError when no revision has this whole identifier. */
  get(id: string): Revision {
    return this.revisions[this.position(id)]!;
  }

  /** Position in load order. @throws UnknownRevisionError */
  position(id: string): number {
    const at = this.graph.index.get(id);
    if (at === undefined) throw new UnknownRevisionError(id, closestNames(id, this.graph.index.keys()));
    return at;
  }

  ids(positions: Iterable<number>): string[] {
    return Array.from(positions, (at) => this.graph.ids[at]!);
  }

  parents(id: string): string[] {
    return this.#related(this.graph.parents, id);
  }

  children(id: string): string[] {
    return this.#related(this.graph.children, id);
  }

  /** `dependsOn` with labels resolved to the revisions that carry them. */
  dependencies(id: string): string[] {
    return this.#related(this.graph.dependencies, id);
  }

  /** Dependencies without those that an ancestor has declared already. */
  normalizedDependencies(id: string): string[] {
    const at = this.position(id);
    const parents = this.graph.parents[at]!;
    return this.ids(this.graph.allParents[at]!.filter((other) => !parents.includes(other)));
  }

  dependents(id: string): string[] {
    return this.#related(this.graph.dependents, id);
  }

  /** The branch labels that hold for a revision: its own and those that reach it. */
  labelsOf(id: string): readonly string[] {
    return this.#labelsByPosition[this.position(id)]!;
  }

  /** These revisions and all below them, in load order. @throws UnknownRevisionError */
  ancestors(ids: Iterable<string>, options: WalkOptions = {}): Set<string> {
    return this.#reached(options.withDependencies === true ? this.graph.allParents : this.graph.parents, ids);
  }

  /** These revisions and all above them, in load order. @throws UnknownRevisionError */
  descendants(ids: Iterable<string>, options: WalkOptions = {}): Set<string> {
    return this.#reached(options.withDependencies === true ? this.graph.allChildren : this.graph.children, ids);
  }

  #reached(edges: Edges, ids: Iterable<string>): Set<string> {
    return new Set(
      this.ids(
        marked(
          reach(
            edges,
            Array.from(ids, (id) => this.position(id)),
          ),
        ),
      ),
    );
  }

  #related(edges: Edges, id: string): string[] {
    return this.ids(edges[this.position(id)]!);
  }

  #where(test: (at: number) => boolean): readonly string[] {
    return Object.freeze(this.graph.ids.filter((_, at) => test(at)));
  }
}
