/**
 * What revisions made and the model declares no more, where it was the last of its kind: a model manages only kinds of which it declares
 * some, so that such objects would stay without a word.
 */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { schemaOf, type SchemaObject } from "../metadata/schema-object.ts";
import { tableKey } from "../kinds/table/model.ts";
import { createOp, type OpContext, type OpReceiver } from "../migration/op.ts";
import { OfflineError } from "../migration/errors.ts";
import { OperationQueue } from "../migration/operation-queue.ts";
import type { Operation } from "../operations/operation.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { operationsOf, readGraph } from "./workspace.ts";

interface Sides {
  readonly database: MetaData;
  readonly target: MetaData;
  readonly isManaged: (object: SchemaObject) => boolean;
}

/** One note for each kind. Revisions are asked only where the database has objects of kinds that the model has none of. */
export async function leftOverNotes(project: Project, dialect: Dialect, sides: Sides): Promise<string[]> {
  const candidates = candidatesOf(sides, dialect);
  if (candidates.length === 0) return [];
  const made = await madeByRevisions(project);
  const declared = new Set([...sides.target.objects.values()].map(({ kind }) => kind));
  const isManagedKind = (kind: string): boolean => dialect.kinds[kind]?.managed === "always" || declared.has(kind);
  const left = new Map<string, string[]>();
  for (const object of candidates) {
    const revision = made.get(nameOf(object));
    if (revision === undefined) continue;
    const reason = isManagedKind(object.kind) ? inSchema(object.schema) : ofKind(object.kind);
    left.set(reason, [...(left.get(reason) ?? []), `${dialect.describe(object)} (made by revision ${revision})`]);
  }
  return [...left].map(([reason, texts]) => {
    const [nothing, setting] = reason.split("\n") as [string, string];
    const stay = texts.length === 1 ? "stays as it is" : "stay as they are";
    return `the model declares nothing ${nothing}, so ${texts.join(", ")} ${stay}: \`${setting}\` in the config drops what the model does not declare`;
  });
}

const ofKind = (kind: string): string => `of the kind ${kind}\nmanage: ["${kind}"]`;
const inSchema = (schema: string | undefined): string => `in the schema ${schema}\nincludeSchemas: ["${schema}", …]`;

/** Objects that a model with one of their kind, or with something in their schema, would drop. */
function candidatesOf({ database, target, isManaged }: Sides, { kinds }: Dialect): SchemaObject[] {
  return [...database.objects].flatMap(([key, object]) => {
    const kind = kinds[object.kind];
    if (kind === undefined || kind.managed === "whenNamed" || kind.isCompared !== undefined) return [];
    if (target.has(key) || isManaged(object)) return [];
    const { table } = object;
    // A part of a table goes with it.
    const isOfGone = table !== undefined && !target.has(tableKey(schemaOf(object), table));
    return isOfGone ? [] : [object];
  });
}

const nameOf = ({ kind, schema, name }: SchemaObject): string => JSON.stringify([kind, schema, name]);

/** The last revision that made an object and was not followed by one that drops it, in the order of the graph. */
async function madeByRevisions(project: Project): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  const revisions = readGraph(project).revisions;
  const codes = await loadRevisionCode(project, revisions);
  const definitions = await operationsOf(project);
  for (const revision of revisions) {
    const up = codes.get(revision.id)?.up;
    if (up?.kind !== "function") continue;
    const receiver = new Collecting({
      offline: true,
      direction: "upgrade",
      environment: project.environment.name,
      revision: revision.id,
      arguments: project.arguments,
      serverVersion: project.environment.serverVersion,
    });
    // One that asks the database tells what it says before that.
    await Promise.resolve()
      .then(() => up.run(createOp(definitions, receiver) as never))
      .catch(() => {});
    for (const operation of await receiver.finish()) {
      const { object, table } = operation as { readonly object?: SchemaObject; readonly table?: SchemaObject | string };
      const created = object ?? (typeof table === "object" ? table : undefined);
      if (created === undefined) continue;
      if (operation.type.startsWith("create")) made.set(nameOf(created), revision.id);
    }
  }
  return made;
}

class Collecting implements OpReceiver {
  readonly context: OpContext;
  readonly #queue = new OperationQueue();
  readonly #operations: Operation[] = [];

  constructor(context: OpContext) {
    this.context = context;
  }

  async finish(): Promise<readonly Operation[]> {
    await this.#queue.drain().catch(() => {});
    return this.#operations;
  }

  run(operation: Operation): Promise<void> {
    return this.#queue.add(async () => void this.#operations.push(operation));
  }

  query<Row>(): Promise<readonly Row[]> {
    return this.#queue.add(() => Promise.reject(new OfflineError("op.query")));
  }

  db(): never {
    throw new OfflineError("op.db");
  }
}
