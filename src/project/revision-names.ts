/**
 * What revisions do to names, told by their operations and SQL without a database. Pictures of a range follow it, so that
 * a renamed table is not one that goes and another that comes.
 */
import type { Project } from "../config/config.ts";
import type { NameStep } from "../dialects/dialect.ts";
import { kyselyOn } from "../engine/kysely.ts";
import type { Diagram } from "../erd/diagram.ts";
import { resolveRenames, reversedSteps, type Renames } from "../erd/renames.ts";
import { createOp, type AnyTables, type OpContext, type OpReceiver } from "../migration/op.ts";
import { OperationQueue } from "../migration/operation-queue.ts";
import type { RevisionCode } from "../migration/revision-code.ts";
import type { Operation, OperationDefinitions } from "../operations/operation.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { oldestFirst } from "./oldest-first.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { contentOf } from "./revision-hashes.ts";
import { defaultSchemaOf, nameStepsOf, operationsOf } from "./workspace.ts";

export interface Range {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly before: Diagram;
  readonly after: Diagram;
}

/** Spares revisions that rename nothing the loading of their code, which is the judge of the rest. */
const mayRename = /rename|set\s*schema|\bmoveTo/i;

export class RevisionNames {
  readonly #project: Project;
  readonly #map: RevisionMap;
  readonly #steps = new Map<string, Promise<readonly NameStep[]>>();
  readonly #texts = new Map<string, string>();
  #order: readonly Revision[] | undefined;

  constructor(project: Project, map: RevisionMap) {
    this.#project = project;
    this.#map = map;
  }

  /**
   * What the revisions that lie between two states have renamed: those that only the second has, forwards, and before them
   * those that only the first has, backwards.
   */
  async between({ from, to, before, after }: Range): Promise<Renames | undefined> {
    const { back, forth } = this.#path(from, to);
    if (![...back, ...forth].some((revision) => this.#mayRename(revision))) return undefined;
    // Compiled together, they take a fraction of the time.
    if (back.length + forth.length > 1) await loadRevisionCode(this.#project, [...back, ...forth]).catch(() => {});
    const steps: NameStep[] = [];
    for (const revision of back) steps.push(...reversedSteps(await this.#stepsOf(revision)));
    for (const revision of forth) steps.push(...(await this.#stepsOf(revision)));
    return resolveRenames({ before, after, steps, defaultSchema: defaultSchemaOf(this.#project) });
  }

  #path(from: readonly string[], to: readonly string[]): { readonly back: Revision[]; readonly forth: Revision[] } {
    const [single, more] = to;
    const revision = single === undefined || more !== undefined ? undefined : this.#map.get(single);
    if (revision !== undefined && revision.dependsOn.length === 0 && isSame(revision.downRevision, from))
      return { back: [], forth: [revision] };
    const all = (ids: readonly string[]): ReadonlySet<string> => this.#map.ancestors(ids, { withDependencies: true });
    const [first, second] = [all(from), all(to)];
    const order = (this.#order ??= oldestFirst(this.#map));
    return {
      back: order.filter(({ id }) => first.has(id) && !second.has(id)).reverse(),
      forth: order.filter(({ id }) => second.has(id) && !first.has(id)),
    };
  }

  #mayRename({ path }: Revision): boolean {
    return mayRename.test(contentOf(path, this.#texts));
  }

  #stepsOf(revision: Revision): Promise<readonly NameStep[]> {
    const known = this.#steps.get(revision.id);
    if (known !== undefined) return known;
    const steps = readSteps(this.#project, revision);
    this.#steps.set(revision.id, steps);
    return steps;
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, at) => id === b[at]);

/** A revision whose code can't be loaded is told as broken by whoever runs it, not by a picture. */
async function readSteps(project: Project, revision: Revision): Promise<readonly NameStep[]> {
  const code = (await loadRevisionCode(project, [revision]).catch(() => undefined))?.get(revision.id);
  return code?.up === undefined ? [] : nameStepsOf(project, await statementsOf(project, revision, code.up));
}

async function statementsOf(
  project: Project,
  revision: Revision,
  up: NonNullable<RevisionCode["up"]>,
): Promise<readonly string[]> {
  if (up.kind === "sql") return up.statements.map(({ statement }) => statement.sql);
  const operations = await operationsOf(project);
  const receiver = new WritingReceiver(operations, {
    offline: true,
    direction: "upgrade",
    environment: project.environment.name,
    revision: revision.id,
    arguments: project.arguments,
    serverVersion: project.environment.serverVersion,
  });
  // Code that needs what only a database knows has told by then what it does before.
  await Promise.resolve()
    .then(() => up.run(createOp(operations, receiver) as never))
    .catch(() => {});
  return receiver.finish();
}

/** Writes down the statements of operations. Queries find nothing: there is no database. */
class WritingReceiver implements OpReceiver {
  readonly context: OpContext;
  readonly #definitions: OperationDefinitions;
  readonly #queue = new OperationQueue();
  readonly #statements: string[] = [];

  constructor(definitions: OperationDefinitions, context: OpContext) {
    this.#definitions = definitions;
    this.context = context;
  }

  async finish(): Promise<readonly string[]> {
    await this.#queue.drain().catch(() => {});
    return this.#statements;
  }

  run(operation: Operation): Promise<void> {
    return this.#queue.add(async () => {
      const { serverVersion } = this.context;
      const statements = this.#definitions[operation.type]?.statements(operation as never, { serverVersion }) ?? [];
      this.#statements.push(...statements.map(({ sql }) => sql));
    });
  }

  query<Row>(): Promise<readonly Row[]> {
    return this.#queue.add(() => Promise.resolve([]));
  }

  db(): ReturnType<OpReceiver["db"]> {
    const connection = {
      inTransaction: true,
      query: (sql: string) => {
        this.#statements.push(sql);
        return Promise.resolve({ rows: [], fields: [] });
      },
      execute: () => Promise.resolve(),
      stream: async function* () {},
    };
    return kyselyOn<AnyTables>({ acquire: async () => connection as never, release: async () => {} });
  }
}
