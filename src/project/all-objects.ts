/**
 * Makes the objects of a data model where there are none, and drops them, without revisions: for tests and new databases.
 * Objects that are there stay as they are; nothing is compared.
 */
import { autogenerate } from "../autogenerate/autogenerate.ts";
import { operationStatements } from "../autogenerate/statements.ts";
import type { Project } from "../config/config.ts";
import type { Dialect, Queryable } from "../dialects/dialect.ts";
import type { Statement } from "../operations/operation.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { inNamedSchema } from "./default-schema.ts";
import { reflectOptions } from "./own-tables.ts";
import { readTarget } from "./target.ts";
import { dialectOf, withConnection } from "./workspace.ts";

export interface AllPlan {
  readonly statements: readonly Statement[];
  /** Tables and the like that the model declares and the database has. */
  readonly present: readonly Key[];
}

export interface AllRequest {
  readonly dialect: Dialect;
  readonly connection: Queryable;
  readonly target: MetaData;
  readonly reflect?: Parameters<Dialect["reflect"]>[1];
}

/** What makes the declared objects that are not there. */
export async function planCreateAll(request: AllRequest): Promise<AllPlan> {
  const { dialect, target, held, present, serverVersion } = await lookAround(request);
  const database = new MetaData({ ...target, objects: held });
  return { statements: statementsBetween(dialect, { database, target, serverVersion }), present };
}

/** What drops the declared objects that are there. */
export async function planDropAll(request: AllRequest): Promise<AllPlan> {
  const { dialect, target, held, present, serverVersion, standard } = await lookAround(request);
  const database = new MetaData({ ...target, objects: held });
  const nothing = new MetaData({ objects: held.filter(([key]) => standard(key)) });
  return { statements: statementsBetween(dialect, { database, target: nothing, serverVersion }), present };
}

interface Surroundings {
  readonly dialect: Dialect;
  readonly target: MetaData;
  /** Declared objects that are there, as they are declared: so none of them differs. */
  readonly held: readonly (readonly [Key, SchemaObject])[];
  readonly present: readonly Key[];
  readonly serverVersion: number;
  /** The default schema is nobody's to make or to drop. */
  readonly standard: (key: Key) => boolean;
}

async function lookAround({ dialect, connection, target, reflect }: AllRequest): Promise<Surroundings> {
  const database = await dialect.reflect(connection, reflect);
  const serverVersion = await dialect.serverVersion(connection);
  const standard = (key: Key): boolean => {
    const { kind, name } = (target.get(key) ?? database.get(key))!;
    return kind === "schema" && name === dialect.defaultSchema;
  };
  const owners = tableKeys(target);
  const held = [...target.objects].filter(([key, object]) => {
    const owner = ownerOf(object, owners);
    return database.has(owner ?? key) || standard(key);
  });
  // A schema or an extension that is there says nothing of the model's own objects.
  const shared = new Set(["schema", "extension", "role"]);
  const present = held
    .filter(([, object]) => !shared.has(object.kind) && ownerOf(object, owners) === undefined)
    .map(([key]) => key);
  return { dialect, target, held, present, serverVersion, standard };
}

const qualified = (schema: unknown, name: unknown): string => JSON.stringify([schema, name]);

function tableKeys(target: MetaData): ReadonlyMap<string, Key> {
  const tables = [...target.objects].filter(([, { kind }]) => kind === "table");
  return new Map(
    tables.map(([key, table]) => [qualified((table as { readonly schema?: string }).schema, table.name), key] as const),
  );
}

/** What belongs to a table that is there is there with it. */
function ownerOf(object: SchemaObject, tables: ReadonlyMap<string, Key>): Key | undefined {
  const { schema, table } = object as { readonly schema?: unknown; readonly table?: unknown };
  return typeof table === "string" ? tables.get(qualified(schema, table)) : undefined;
}

function statementsBetween(
  dialect: Dialect,
  sides: { readonly database: MetaData; readonly target: MetaData; readonly serverVersion: number },
): readonly Statement[] {
  const { upgrade } = autogenerate({ dialect, ...sides, assumeNoRenames: true });
  return operationStatements(upgrade, dialect, { serverVersion: sides.serverVersion });
}

/** In one transaction, or part of the one that is open; what can't run in a transaction comes by itself. */
export async function runStatements(
  connection: Queryable & { readonly transactionStatus: string },
  statements: readonly Statement[],
): Promise<void> {
  const isInside = connection.transactionStatus !== "idle";
  let isOpen = false;
  const finish = async (how: "COMMIT" | "ROLLBACK") => {
    if (isOpen) await connection.query(how);
    isOpen = false;
  };
  try {
    for (const { sql, transactional } of statements) {
      if (!isInside && transactional === false) await finish("COMMIT");
      else if (!isInside && !isOpen) {
        await connection.query("BEGIN");
        isOpen = true;
      }
      await connection.execute(sql);
    }
    await finish("COMMIT");
  } catch (error) {
    await finish("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** What `createAll` and `dropAll` did: how many statements ran, and the rows of the version table behind them. */
export interface AllOutcome {
  readonly statements: number;
  readonly rowsAfter: readonly string[];
}

/** Plans on the database of the project, and runs the plan unless the check throws. Returns how many statements ran. */
export async function runOnAll(
  project: Project,
  plan: (request: AllRequest) => Promise<AllPlan>,
  check: (plan: AllPlan) => void,
): Promise<number> {
  const [dialect, target] = await Promise.all([dialectOf(project), readTarget(project)]);
  return withConnection(project, async (connection) => {
    const planned = await plan({ dialect, connection, target, reflect: reflectOptions(project) });
    check(planned);
    await runStatements(connection, planned.statements);
    return planned.statements.length;
  });
}

/** The SQL of both: of all objects, as if the database had none, or all of them. */
export function allSql(project: Project, what: "create" | "drop"): Promise<string> {
  return inNamedSchema(project, (placed) => sqlBetween(placed, what));
}

async function sqlBetween(project: Project, what: "create" | "drop"): Promise<string> {
  const [dialect, target] = await Promise.all([dialectOf(project), readTarget(project)]);
  const nothing = new MetaData({
    objects: [...target.objects].filter(([, { kind, name }]) => kind === "schema" && name === dialect.defaultSchema),
  });
  const sides = what === "create" ? { database: nothing, target } : { database: target, target: nothing };
  const statements = statementsBetween(dialect, { ...sides, serverVersion: project.environment.serverVersion });
  return statements.map(({ sql }) => `${sql};\n`).join("\n");
}
