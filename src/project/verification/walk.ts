/**
 * Walks revisions upward on a scratch database whose tables hold rows, each one up, down and up again. Where a step fails,
 * the database is built anew, so that the next revision is judged by itself.
 */
import { relative } from "node:path";
import type { Project } from "../../config/config.ts";
import type { Dialect, HeldRows } from "../../dialects/dialect.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import type { RevisionCode } from "../../migration/revision-code.ts";
import type { RevisionMap } from "../../script/revision-map.ts";
import { replayTo, type ReplayOptions } from "../replay.ts";
import { onConnection, type Scratch } from "../scratch.ts";
import { StateReader } from "../state-reader.ts";
import { attempt, findingOf, type Failure } from "./run-step.ts";
import type { Finding, VerifiedRevision } from "./findings.ts";
import { heldValues, lossyMark, Usability, valueFindings } from "./proofs.ts";
import { formerTableNames, readIdentities, renamedNames } from "./renames.ts";
import { rowFindings, SampleRows } from "./rows.ts";
import { droppedData, stateDifferences } from "./state-differences.ts";

export interface WalkOptions extends ReplayOptions {
  readonly codes: ReadonlyMap<string, RevisionCode>;
  /** Looks at the database after each second upgrade too. */
  readonly isThorough: boolean;
}

export class Walk {
  readonly rows: SampleRows;
  readonly #project: Project;
  readonly #dialect: Dialect;
  readonly #map: RevisionMap;
  readonly #options: WalkOptions;
  readonly #applied: Set<string>;
  readonly #notes = new Set<string>();
  readonly #reader: StateReader;
  readonly #usability: Usability;
  #scratch: Scratch;
  #state: MetaData;

  private constructor(project: Project, dialect: Dialect, map: RevisionMap, options: WalkOptions, start: Start) {
    this.rows = new SampleRows(dialect);
    this.#project = project;
    this.#dialect = dialect;
    this.#map = map;
    this.#options = options;
    this.#applied = new Set(start.applied);
    this.#reader = start.reader;
    this.#usability = new Usability(dialect);
    this.#scratch = start.scratch;
    this.#state = start.state;
  }

  /** Opens a scratch database where these revisions have run, on empty tables. @throws all that `replayTo` throws */
  static async begin(
    project: Project,
    dialect: Dialect,
    map: RevisionMap,
    options: WalkOptions & { readonly from: readonly string[] },
  ): Promise<Walk> {
    const { scratch, applied } = await replayTo(project, map, options.from, options);
    try {
      const reader = new StateReader(project, dialect);
      const state = await reader.read(scratch);
      return new Walk(project, dialect, map, options, { scratch, applied, state, reader });
    } catch (error) {
      await scratch.close();
      throw error;
    }
  }

  get scratch(): Scratch {
    return this.#scratch;
  }

  get notes(): readonly string[] {
    for (const note of this.#scratch.notes) this.#notes.add(note);
    return [...this.#notes];
  }

  close(): Promise<void> {
    return this.#scratch.close();
  }

  /** Applies a revision that is not to be judged. */
  async pass(id: string): Promise<Failure | undefined> {
    const failure = await this.#step(id, "up");
    if (failure === undefined) await this.#arrived(id);
    return failure;
  }

  /** Up, down and up again. What is applied afterwards includes the revision, unless its upgrade fails altogether. */
  async verify(id: string): Promise<VerifiedRevision> {
    const findings: Finding[] = [];
    const below = this.#state;
    await this.rows.fill(this.#scratch, below);
    await this.#usability.begin(this.#scratch, below);
    const held = await heldValues(this.#dialect, this.#scratch, below);
    const [scratch, identities] = [this.#scratch, await readIdentities(this.#scratch)];
    const up = await this.#upgrade(id, findings);
    if (up !== "failed") {
      // A database built anew numbers its tables as it likes.
      const now = scratch === this.#scratch ? await readIdentities(scratch) : identities;
      const renamed = renamedNames(identities, now);
      this.rows.forget(formerTableNames(identities, now));
      const drops = droppedData(this.#dialect, [below, this.#state], renamed);
      if (drops.length > 0) findings.push(note("upgrade-drops", `the upgrade drops ${drops.join(", ")}`));
      findings.push(...(await this.#usability.after(this.#scratch, { from: below, to: this.#state, way: "upgrade" })));
      // Where the upgrade refused the rows, none of them are there any more.
      const rows = up === "on rows" && scratch === this.#scratch ? held : [];
      await this.#roundTrip(id, { below, renamed, held: rows, onRows: up === "on rows" }, findings);
    }
    return this.#verdict(id, findings);
  }

  /** The verdict on a revision that can't be applied, because something below it can't. */
  skipped(id: string): VerifiedRevision {
    return { ...this.#verdict(id, []), status: "skipped" };
  }

  async #upgrade(id: string, findings: Finding[]): Promise<"on rows" | "on empty tables" | "failed"> {
    const failure = await this.#step(id, "up");
    if (failure === undefined) {
      await this.#arrived(id);
      return "on rows";
    }
    if (failure.isOfRows || !failure.isUndone) await this.#restart();
    const onEmpty = failure.isOfRows ? await this.#step(id, "up") : failure;
    if (onEmpty !== undefined) {
      if (failure.isOfRows) await this.#restart();
      findings.push(findingOf(onEmpty, upgradeFailed));
      return "failed";
    }
    await this.#arrived(id);
    const finding = await this.#blameRows(id, failure);
    findings.push(finding);
    return finding.level === "failure" ? "on empty tables" : "on rows";
  }

  /** The upgrade runs on empty tables only. Rows that come down from above it tell whether any rows would do. */
  async #blameRows(id: string, failure: Failure): Promise<Finding> {
    await this.rows.fill(this.#scratch, this.#state);
    const isDown = (await this.#step(id, "down")) === undefined;
    const again = isDown ? await this.#step(id, "up") : failure;
    await this.#restart();
    return again?.isOfRows === true
      ? findingOf(again, {
          code: "upgrade-refuses-rows",
          level: "failure",
          message: "the upgrade fails as soon as its table holds a row",
        })
      : findingOf(failure, {
          code: "upgrade-depends-on-rows",
          level: "warning",
          message: "whether the upgrade runs depends on the rows",
        });
  }

  async #roundTrip(id: string, { below, renamed, held, onRows }: RoundTripRequest, findings: Finding[]): Promise<void> {
    const at = this.#state;
    if (onRows) await this.rows.fill(this.#scratch, at, below);
    const before = await this.rows.tally(this.#scratch, at);
    const down = await this.#step(id, "down");
    if (down !== undefined) return this.#downgradeFailed(id, { down, below, at }, findings);
    const restored = await this.#reflect();
    const left = await this.#differences(below, restored);
    if (left.length > 0)
      findings.push({
        code: "downgrade-differs",
        level: "failure",
        message: "the downgrade does not restore what was there before",
        details: left,
      });
    findings.push(...(await this.#usability.after(this.#scratch, { from: at, to: restored, way: "downgrade" })));
    const lossy = lossyMark(this.#map.get(id).path);
    const trip = { below, at, restored, renamed, lossy };
    const lost = await valueFindings(this.#dialect, this.#scratch, held, trip);
    const again = await this.#step(id, "up");
    if (again !== undefined) {
      findings.push(...lost, findingOf(again, secondUpgradeFailed));
      return this.#restart();
    }
    // Where the downgrade restored everything, the same upgrade leads to the same place; a look at it costs the most of
    // all here, so that long histories are looked at once, at the end.
    if (left.length > 0 || this.#options.isThorough) {
      const differing = await this.#secondUpgradeDiffers(left.length > 0 ? [] : findings);
      if (differing) {
        findings.push(...lost);
        return this.#restart();
      }
    }
    const after = await this.rows.tally(this.#scratch, at);
    const counted = rowFindings(this.#dialect, { below, at }, { before, after });
    // Where rows are gone, so are their values.
    findings.push(...counted, ...(counted.some(({ code }) => code === "rows-lost") ? [] : lost));
    const drops = droppedData(this.#dialect, [at, below], renamed);
    if (drops.length > 0) findings.push(note("downgrade-drops", `the downgrade drops ${drops.join(", ")}`));
  }

  /** Whether the database is not what the first upgrade made of it. */
  async #secondUpgradeDiffers(findings: Finding[]): Promise<boolean> {
    const details = await this.#differences(this.#state, await this.#reflect());
    if (details.length > 0)
      findings.push({
        code: "second-upgrade-differs",
        level: "failure",
        message: "after its downgrade the upgrade leads elsewhere than before",
        details,
      });
    return details.length > 0;
  }

  /** How the scratch database differs from what it should be. */
  async #differences(expected: MetaData, actual: MetaData): Promise<readonly string[]> {
    const found = stateDifferences(this.#dialect, expected, actual);
    if (found.length === 0) return found;
    // A downgrade holds what PostgreSQL has printed, which PostgreSQL may print in other words once it has read it.
    const sides = await onConnection(this.#scratch, (connection) =>
      this.#dialect.reread(connection, { held: actual, database: expected, target: actual }),
    );
    return sides.target === actual ? found : stateDifferences(this.#dialect, expected, sides.target);
  }

  /** For long histories: what the last verdict must add where some upgrade led elsewhere the second time. */
  async finish(last: VerifiedRevision): Promise<VerifiedRevision> {
    const findings: Finding[] = [];
    if (this.#options.isThorough || !(await this.#secondUpgradeDiffers(findings))) return last;
    const hint = "some upgrade led elsewhere the second time: verify smaller ranges to find it";
    return {
      ...last,
      status: "failed",
      findings: [...last.findings, ...findings.map((finding) => ({ ...finding, message: hint }))],
    };
  }

  async #downgradeFailed(
    id: string,
    { down, below, at }: { readonly down: Failure; readonly below: MetaData; readonly at: MetaData },
    findings: Finding[],
  ): Promise<void> {
    if (down.irreversible !== undefined) {
      findings.push({ code: "irreversible", level: "note", message: down.irreversible, details: [], ...placed(down) });
      return;
    }
    if (down.isOfRows || !down.isUndone) await this.#restart();
    if (!down.isOfRows) {
      findings.push(findingOf(down, downgradeFailed));
      return;
    }
    const onEmpty = await this.#step(id, "down");
    if (onEmpty !== undefined) findings.push(findingOf(onEmpty, downgradeFailed));
    else findings.push(await this.#blameRowsOfDowngrade(id, { down, below, at }));
    await this.#restart();
  }

  /** Rows made before the upgrade have nothing in them of what it brings; if they can't go back, no rows can. */
  async #blameRowsOfDowngrade(
    id: string,
    { down, below, at }: { readonly down: Failure; readonly below: MetaData; readonly at: MetaData },
  ): Promise<Finding> {
    await this.rows.fill(this.#scratch, below);
    const isUp = (await this.#step(id, "up")) === undefined;
    const again = isUp ? await this.#step(id, "down") : down;
    if (again?.isOfRows !== true)
      return findingOf(down, {
        code: "downgrade-depends-on-rows",
        level: "warning",
        message: "whether the downgrade runs depends on the rows",
      });
    const isOfDropped = again.column !== undefined && !hasColumn(at, again.column) && hasColumn(below, again.column);
    return findingOf(again, {
      code: "downgrade-refuses-rows",
      // What the upgrade has dropped can't be had back: no downgrade could fill the column.
      level: isOfDropped ? "warning" : "failure",
      message: isOfDropped
        ? "the downgrade runs on empty tables only: it adds back a column that the upgrade drops, without a value for it"
        : "the downgrade fails as soon as its table holds a row",
    });
  }

  #verdict(id: string, findings: readonly Finding[]): VerifiedRevision {
    const { message, path } = this.#map.get(id);
    const failed = findings.some(({ level }) => level === "failure");
    const irreversible = findings.some(({ code }) => code === "irreversible");
    const status = failed ? "failed" : irreversible ? "irreversible" : "verified";
    return { revision: id, message, path: relative(this.#project.root, path), status, findings };
  }

  #step(id: string, direction: "up" | "down"): Promise<Failure | undefined> {
    const { codes } = this.#options;
    return attempt({
      project: this.#project,
      dialect: this.#dialect,
      map: this.#map,
      scratch: this.#scratch,
      codes,
      id,
      direction,
    });
  }

  async #arrived(id: string): Promise<void> {
    this.#applied.add(id);
    this.#state = await this.#reflect();
  }

  /** A new scratch database with all that counts as applied, on empty tables. */
  async #restart(): Promise<void> {
    for (const note of this.#scratch.notes) this.#notes.add(note);
    await this.#scratch.close();
    const { scratch } = await replayTo(this.#project, this.#map, [...this.#applied], this.#options);
    this.#scratch = scratch;
  }

  #reflect(): Promise<MetaData> {
    return this.#reader.read(this.#scratch);
  }
}

interface RoundTripRequest {
  readonly below: MetaData;
  readonly renamed: ReadonlySet<string>;
  /** What tables held before the upgrade. */
  readonly held: readonly HeldRows[];
  readonly onRows: boolean;
}

interface Start {
  readonly scratch: Scratch;
  readonly applied: ReadonlySet<string>;
  readonly state: MetaData;
  readonly reader: StateReader;
}

const upgradeFailed = { code: "upgrade-failed", level: "failure", message: "the upgrade fails" } as const;
const downgradeFailed = { code: "downgrade-failed", level: "failure", message: "the downgrade fails" } as const;
const secondUpgradeFailed = {
  code: "second-upgrade-failed",
  level: "failure",
  message: "after its downgrade the upgrade does not run any more",
} as const;

const note = (code: Finding["code"], message: string): Finding => ({ code, level: "note", message, details: [] });

const placed = ({ place }: Failure): { readonly place?: string } => (place === undefined ? {} : { place });

function hasColumn(state: MetaData, [schema, table, name]: NonNullable<Failure["column"]>): boolean {
  return [...state.objects.values()].some(
    (object) => object.kind === "column" && object.schema === schema && object.name === name && object.table === table,
  );
}
