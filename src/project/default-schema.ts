/** In which schema a command looks for what has none: what the config and the URL name, or what the connection says. */
import type { Project } from "../config/config.ts";
import { openDriver, schemaOfUrl } from "../dialects/registry.ts";
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { observed } from "../driver/observed.ts";
import { endOnAbort } from "../driver/end-on-abort.ts";
import { defaultSchema, inDefaultSchema } from "../sql/default-schema.ts";
import { DefaultSchemaMissingError } from "./errors.ts";

type Action<Result> = (project: Project) => Result;

/** Runs an action in the default schema of the environment's database, which it may connect to. @throws DefaultSchemaMissingError */
export async function inSchemaOfDatabase<Result>(project: Project, action: Action<Promise<Result>>): Promise<Result> {
  const named = await namedSchema(project);
  if (named !== undefined) return placed(project, named, action);
  if (project.driver !== undefined) return placed(project, await schemaOfDriver(project, project.driver), action);
  const driver = await openedFor(project);
  // The action meets what is wrong with the URL by itself, after what is wrong with the model.
  if (driver === undefined) return placed(project, defaultSchema(), action);
  const first = await connectOnce(project, driver);
  try {
    return await placed({ ...project, driver: first.driver }, first.schema, action);
  } finally {
    await first.close();
    await driver.close();
  }
}

async function openedFor({ environment, onQuery }: Project): Promise<Driver | undefined> {
  try {
    return observed(await openDriver(await environment.url()), onQuery);
  } catch {
    return undefined;
  }
}

/** The default schema of the environment's database. @throws DefaultSchemaMissingError */
export function schemaOfDatabase(project: Project): Promise<string> {
  return inSchemaOfDatabase(project, async () => defaultSchema());
}

/** Runs an action that has no business with the environment's database, in the schema that the config or the URL names. */
export async function inNamedSchema<Result>(
  project: Project,
  action: Action<Result | Promise<Result>>,
): Promise<Result> {
  return placed(project, (await namedSchema(project)) ?? defaultSchema(), action);
}

export const inSchemaOf = placed;

async function placed<Result>(project: Project, schema: string, action: Action<Result>): Promise<Result> {
  return inDefaultSchema(schema, () => action({ ...project, defaultSchema: schema }));
}

/** Undefined where only a connection tells. */
async function namedSchema(project: Project): Promise<string | undefined> {
  const { environment, driver } = project;
  const known = project.defaultSchema ?? environment.schema;
  if (known !== undefined || driver !== undefined || environment.embedded) return known;
  const url = await environment.url().catch(() => undefined);
  return url === undefined ? undefined : namedByUrl(url);
}

/** What a URL says in its options must exist; a schema of its own may be made. */
async function namedByUrl(url: string): Promise<string | undefined> {
  return /[?&]schema=/.test(url) ? schemaOfUrl(url) : undefined;
}

async function schemaOfDriver(project: Project, driver: Driver): Promise<string> {
  const { signal } = project;
  const connection = await driver.connect(signal === undefined ? {} : { signal });
  try {
    return await readDefaultSchema(connection);
  } finally {
    await connection.close();
  }
}

/** A schema that the role may not use is the one that is meant all the same: what is denied there is told by its name. */
const currentSchema = `SELECT coalesce(pg_catalog.current_schema()::text, (
    SELECT n.nspname::text
    FROM pg_catalog.unnest(pg_catalog.string_to_array(pg_catalog.current_setting('search_path'), ',')) WITH ORDINALITY AS p (part, at)
    JOIN pg_catalog.pg_namespace n
      ON n.nspname = CASE btrim(part) WHEN '"$user"' THEN current_user ELSE btrim(btrim(part), '"') END
    ORDER BY at LIMIT 1)) AS schema,
  pg_catalog.current_setting('search_path') AS path`;

/** The default schema of a connection. @throws DefaultSchemaMissingError */
export async function readDefaultSchema(connection: Pick<DriverConnection, "query">): Promise<string> {
  const { rows } = await connection.query<{ schema: string | null; path: string }>(currentSchema);
  const { schema, path } = rows[0] as { schema: string | null; path: string };
  if (schema === null) throw new DefaultSchemaMissingError(path);
  return schema;
}

interface First {
  readonly driver: Driver;
  readonly schema: string;
  /** Closes the connection that nobody has asked for. */
  readonly close: () => Promise<void>;
}

/** The connection that was asked is the first one that the action gets; where there is none, the action is told why. */
async function connectOnce({ signal }: Project, driver: Driver): Promise<First> {
  const options = signal === undefined ? {} : { signal };
  let kept: DriverConnection | undefined;
  let failure: unknown;
  let schema = defaultSchema();
  try {
    kept = await driver.connect(options);
    const forget = endOnAbort(kept, signal);
    schema = await readDefaultSchema(kept).finally(forget);
  } catch (error) {
    failure = error;
    await kept?.close();
    kept = undefined;
  }
  const handingOver: Driver = {
    dialect: driver.dialect,
    description: driver.description,
    singleSession: driver.singleSession,
    connect: async (given) => {
      if (failure !== undefined) throw failure;
      const first = kept;
      kept = undefined;
      return first ?? driver.connect(given);
    },
    ...(driver.snapshot === undefined ? {} : { snapshot: () => driver.snapshot!() }),
    close: () => driver.close(),
  };
  return { driver: handingOver, schema, close: async () => kept?.close() };
}
