/** Walks a range of revisions on a scratch database, up and then down again, and puts the rules to each. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { classOf, type OperationClass } from "../../checks/operation-class.ts";
import { excerpt, inspect, locksOf } from "../../checks/inspect.ts";
import type { LintFinding } from "../../checks/finding.ts";
import { named, type StepSubject, type Subject } from "../../checks/rule.ts";
import { readAllowances, type Allowances } from "../../checks/suppression.ts";
import type { Project } from "../../config/config.ts";
import type { MeasuredRelation, StatementProbe, StatementReader, Statistics } from "../../dialects/statement-facts.ts";
import type { DriverConnection } from "../../driver/driver.ts";
import { hidePasswords } from "../../driver/statement-excerpt.ts";
import { DatabaseError } from "../../driver/errors.ts";
import { loadOpDb } from "../../migration/op-db.ts";
import type { RevisionCode } from "../../migration/revision-code.ts";
import type { OperationDefinitions } from "../../operations/operation.ts";
import type { Step } from "../../script/plan.ts";
import { tokensOf } from "../../script/tokens.ts";
import { quoteLiteral } from "../../sql/identifier.ts";
import { isLimbeckError } from "../../util/errors.ts";
import { onScratch, type Scratch } from "../scratch.ts";
import { defaultSchemaOf } from "../workspace.ts";
import { sizeOf, sizeText } from "../../checks/finding.ts";
import { MeasuredStep } from "./measured-step.ts";

export interface LintWalkOptions {
  readonly project: Project;
  readonly scratch: Scratch;
  readonly connection: DriverConnection;
  readonly reader: StatementReader;
  readonly definitions: OperationDefinitions;
  readonly codes: ReadonlyMap<string, RevisionCode>;
  readonly statistics: Statistics | undefined;
  /** `2026-12-01` */
  readonly today: string;
}

/** A statement of an upgrade, and what it did on the scratch database. */
export interface PlannedStatement {
  readonly revision: string;
  readonly sql: string;
  readonly class: OperationClass;
  /** False of one that runs outside of a transaction, as a step of its own that a rerun goes on with. */
  readonly transactional: boolean;
  /** `AccessExclusive orders`, of tables that were there before. */
  readonly locks: readonly string[];
  /** Tables that are written anew, or read from end to end, with their size where it is known. */
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly line?: number;
}

export interface Walked {
  /** Of the way up. */
  readonly planned: readonly PlannedStatement[];
  /** Of the way down, the newest revision first. */
  readonly plannedDown: readonly PlannedStatement[];
  readonly findings: readonly LintFinding[];
  readonly notes: readonly string[];
  readonly statements: number;
}

interface File {
  readonly path: string;
  readonly source: string;
  readonly code: string;
  readonly allowances: Allowances;
}

type Direction = StepSubject["direction"];

export class LintWalk {
  readonly #options: LintWalkOptions;
  readonly #findings: LintFinding[] = [];
  readonly #planned: Record<Direction, PlannedStatement[]> = { upgrade: [], downgrade: [] };
  readonly #notes = new Set<string>();
  readonly #files = new Map<string, File>();
  /** Tables that the upgrade of a revision has made. */
  readonly #made = new Map<string, ReadonlySet<number>>();
  #serverVersion = 0;
  #statements = 0;

  constructor(options: LintWalkOptions) {
    this.#options = options;
  }

  /** Up all of them, then down again as far as there is a way. */
  async walk(steps: readonly Step[]): Promise<Walked> {
    const { connection, reader, statistics } = this.#options;
    if (statistics !== undefined) await this.#setTimeZone(statistics.timeZone);
    this.#serverVersion = (await reader.statistics(connection)).serverVersion;
    await loadOpDb();
    const probe = await reader.probe(connection);
    const before = new Set(probe.relations.keys());
    const up = await this.#walkUp(steps, probe, before);
    if (up) await this.#walkDown([...steps].reverse(), probe);
    const { scratch } = this.#options;
    for (const note of scratch.notes) this.#notes.add(note);
    const [findings, planned, plannedDown] = [this.#findings, this.#planned.upgrade, this.#planned.downgrade];
    return { findings, planned, plannedDown, notes: [...this.#notes], statements: this.#statements };
  }

  async #walkUp(steps: readonly Step[], probe: StatementProbe, before: ReadonlySet<number>): Promise<boolean> {
    for (const step of steps) {
      const known = new Set(probe.relations.keys());
      if (!(await this.#step(step, "upgrade", probe, before))) {
        this.#notes.add(`What follows ${step.revision.id} was not looked at, because that fails.`);
        return false;
      }
      this.#made.set(step.revision.id, new Set([...probe.relations.keys()].filter((id) => !known.has(id))));
    }
    return true;
  }

  /** A way back is taken long after, when what the range has made holds rows. */
  async #walkDown(steps: readonly Step[], probe: StatementProbe): Promise<void> {
    for (const step of steps) {
      if (this.#options.codes.get(step.revision.id)?.down === undefined) return;
      if (!(await this.#step(step, "downgrade", probe, new Set(probe.relations.keys())))) return;
    }
  }

  /** False where the revision fails, so that nothing can be said of what follows. */
  async #step(
    { revision }: Step,
    direction: Direction,
    probe: StatementProbe,
    before: ReadonlySet<number>,
  ): Promise<boolean> {
    const { project, connection, reader, definitions, codes, scratch } = this.#options;
    const code = codes.get(revision.id) as RevisionCode;
    const body = direction === "upgrade" ? code.up : code.down;
    const file = this.#file(revision.path, code.path);
    const step = this.#subjectOf(revision.id, { direction, file, hasDowngrade: code.down !== undefined, before });
    const measured = new MeasuredStep({
      connection,
      probe,
      reader,
      definitions,
      code,
      defaultSchema: defaultSchemaOf(project),
      step,
      context: {
        offline: false,
        direction,
        environment: project.environment.name,
        revision: revision.id,
        arguments: project.arguments,
        serverVersion: this.#serverVersion,
      },
    });
    let failure: unknown;
    try {
      if (body !== undefined) await onScratch(scratch, () => measured.attempt(body));
    } catch (error) {
      failure = error;
    }
    this.#statements += step.statements.length;
    const lineOf = (subject: Subject): number | undefined => measured.lineOf(subject);
    for (const subject of step.statements)
      this.#planned[direction].push(this.#plannedOf(subject, revision.id, lineOf(subject)));
    const found = inspect({
      step,
      revision: revision.id,
      path: file.path,
      statistics: this.#options.statistics,
      lineOf,
    });
    const all =
      failure === undefined ? found : this.#withFailure(found, failure, { step, file, revision: revision.id, lineOf });
    const sizes = new Map(step.statements.map((subject) => [excerpt(subject.text), subject.text.split("\n").length]));
    for (const one of all) this.#findings.push(file.allowances.apply(one, sizes.get(one.statement ?? "") ?? 1));
    return failure === undefined;
  }

  #plannedOf(subject: Subject, revision: string, line: number | undefined): PlannedStatement {
    const { statistics } = this.#options;
    const tables = (relations: readonly MeasuredRelation[]): readonly string[] =>
      relations
        .filter((relation) => relation.kind === "r" && subject.step.isExisting(relation))
        .map((relation) => {
          const size = sizeOf(statistics, relation);
          return size === undefined ? named(relation) : `${named(relation)} (${sizeText(size)})`;
        });
    return {
      revision,
      sql: hidePasswords(subject.text),
      class: classOf(subject),
      transactional: !subject.alone,
      locks: locksOf(subject),
      rewrites: tables(subject.measured?.rewritten ?? []),
      scans: tables(subject.measured?.scanned ?? []),
      ...(line === undefined ? {} : { line }),
    };
  }

  #subjectOf(
    id: string,
    given: { direction: Direction; file: File; hasDowngrade: boolean; before: ReadonlySet<number> },
  ): StepSubject & { readonly statements: Subject[] } {
    const { project, statistics } = this.#options;
    const own = given.direction === "downgrade" ? this.#made.get(id) : undefined;
    return {
      direction: given.direction,
      statements: [],
      serverVersion: statistics?.serverVersion ?? this.#serverVersion,
      standbys: statistics?.standbys ?? 0,
      hasDowngrade: given.hasDowngrade,
      source: given.file.code,
      lockTimeoutMs: project.environment.ddlLockTimeout,
      isExisting: ({ id: relation }) => given.before.has(relation),
      isOwn: ({ id: relation }) => own?.has(relation) === true,
      rowsOf: (table) => sizeOf(statistics, table)?.rows,
    };
  }

  /** What a rule has said of the statement that failed is the better explanation. */
  #withFailure(
    found: readonly LintFinding[],
    failure: unknown,
    at: { step: StepSubject; file: File; revision: string; lineOf: (subject: Subject) => number | undefined },
  ): readonly LintFinding[] {
    const { step, file, revision } = at;
    const isOnPurpose = step.direction === "downgrade" && !(failure instanceof DatabaseError);
    if (isOnPurpose && (!isLimbeckError(failure) || failure.code === "operation.irreversible")) return found;
    if (!isLimbeckError(failure)) throw failure;
    const last = step.statements.at(-1);
    const subject = last?.refusedWith === undefined ? undefined : last;
    const text = subject === undefined ? undefined : excerpt(subject.text);
    if (text !== undefined && found.some((one) => one.statement === text && explaining.has(one.rule))) return found;
    const line = subject === undefined ? undefined : at.lineOf(subject);
    const state = failure instanceof DatabaseError ? ` (SQLSTATE ${failure.sqlState})` : "";
    return [
      ...found,
      {
        rule: "fails",
        name: "statement-fails",
        severity: "error",
        message: `It fails on the scratch database: ${failure.message}${state}`,
        safe: failure.hint ?? "Try the revision with `limbeck verify`, which tells more.",
        revision,
        direction: step.direction,
        path: file.path,
        ...(line === undefined ? {} : { line }),
        ...(text === undefined ? {} : { statement: text }),
        locks: [],
      },
    ];
  }

  #file(path: string, shown: string): File {
    let file = this.#files.get(path);
    if (file === undefined) {
      const source = readFileSync(path, "utf8");
      const allowances = readAllowances(source, this.#options.today);
      const code = path.endsWith(".sql") ? "" : codeOf(source);
      this.#files.set(path, (file = { path: relative("", shown), source, code, allowances }));
      for (const { line, message } of allowances.idle) this.#notes.add(`${shown}:${line}: ${message}`);
    }
    return file;
  }

  /** Some conversions rewrite a table in one zone and leave it in another. */
  async #setTimeZone(zone: string): Promise<void> {
    await this.#options.connection.execute(`SET timezone = ${quoteLiteral(zone)}`).catch(() => {
      this.#notes.add(`The scratch database does not know the time zone ${zone}.`);
    });
  }
}

/** Rules that say themselves why the server refuses a statement. */
const explaining: ReadonlySet<string> = new Set(["L08", "L16", "L34", "L46", "L57"]);

const codeOf = (source: string): string =>
  (tokensOf(source) ?? [])
    .filter(({ kind }) => kind !== "string" && kind !== "template")
    .map(({ text }) => text)
    .join("");
