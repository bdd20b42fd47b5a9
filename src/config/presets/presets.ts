/** The command lines with which other tools print their models as SQL. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { programTarget, type SqlProgramOptions, type SqlProgramTarget } from "../sql-target.ts";
import { typeOrmScript } from "./typeorm-script.ts";

/**
 * A Prisma schema as the target: `prisma migrate diff` from nothing to it, with the flags of the version that is installed.
 *
 *     export default defineConfig({ target: prismaSchema("prisma/schema.prisma") });
 *
 * A `model User { id Int @id }` becomes `CREATE TABLE "User" ("id" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"))`.
 * Loading the target throws what `sqlProgram()` throws.
 *
 * @param schema the file, or the folder of a schema in several files, relative to the config
 */
export function prismaSchema(schema = "prisma/schema.prisma", options: SqlProgramOptions = {}): SqlProgramTarget {
  const inputs = options.inputs ?? (schema.endsWith(".prisma") ? schema : `${schema.replace(/\/$/, "")}/**/*.prisma`);
  const to = (root: string): string => ((versionOf(root, "prisma") ?? 7) < 7 ? "--to-schema-datamodel" : "--to-schema");
  const command = (root: string): string[] => [
    "prisma",
    "migrate",
    "diff",
    "--from-empty",
    to(root),
    schema,
    "--script",
  ];
  return programTarget(command, { ...options, inputs });
}

/**
 * A Drizzle schema as the target: what `drizzle-kit export` prints for a config of drizzle-kit.
 *
 *     export default defineConfig({ target: drizzleSchema({ inputs: ["drizzle.config.ts", "src/db/schema.ts"] }) });
 *
 * A `pgTable("users", { id: serial().primaryKey() })` becomes `CREATE TABLE "users" ("id" serial PRIMARY KEY NOT NULL)`.
 * Loading the target throws what `sqlProgram()` throws.
 */
export function drizzleSchema(options: SqlProgramOptions & { readonly config?: string } = {}): SqlProgramTarget {
  const { config, ...rest } = options;
  return programTarget(["drizzle-kit", "export", ...(config === undefined ? [] : [`--config=${config}`])], rest);
}

/**
 * Entities of MikroORM as the target: what `mikro-orm schema:create --dump` prints.
 *
 *     export default defineConfig({ target: mikroOrm({ inputs: ["mikro-orm.config.ts", "src/entities/**\/*.ts"] }) });
 *
 * An entity `User` becomes `create table "user" ("id" serial primary key)`. Loading the target throws what `sqlProgram()` throws.
 */
export function mikroOrm(options: SqlProgramOptions & { readonly config?: string } = {}): SqlProgramTarget {
  const { config, ...rest } = options;
  const command = ["mikro-orm", "schema:create", "--dump", ...(config === undefined ? [] : ["--config", config])];
  return programTarget(command, rest);
}

/**
 * A data source of TypeORM as the target: what TypeORM's schema builder does on an empty server. No database is asked. A file
 * in TypeScript is loaded by ts-node, or by tsx, whichever the project has; decorators without types of columns need ts-node.
 *
 *     export default defineConfig({ target: typeOrm("src/data-source.ts", { inputs: "src/**\/*.ts" }) });
 *
 * An entity `User` becomes `CREATE TABLE "user" ("id" SERIAL NOT NULL, CONSTRAINT "PK_cace4a159ff9f2512dd42373760" PRIMARY KEY ("id"))`.
 * Loading the target throws what `sqlProgram()` throws.
 *
 * @param dataSource the file that exports one DataSource, relative to the config
 */
export function typeOrm(dataSource: string, options: SqlProgramOptions = {}): SqlProgramTarget {
  const loader = (root: string): string[] => {
    if (!/\.[cm]?ts$/.test(dataSource)) return [];
    if (versionOf(root, "ts-node") !== undefined) return ["--require", "ts-node/register/transpile-only"];
    return versionOf(root, "tsx") === undefined ? [] : ["--import", "tsx"];
  };
  const command = (root: string): string[] => [
    process.execPath,
    ...loader(root),
    "--eval",
    typeOrmScript,
    "--",
    dataSource,
  ];
  return programTarget(command, options, `typeOrm(${JSON.stringify(dataSource)})`);
}

/** The major version of a package of the project; undefined where it is not installed. */
function versionOf(root: string, name: string): number | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", name, "package.json");
    if (existsSync(path)) {
      const { version } = JSON.parse(readFileSync(path, "utf8")) as { version?: string };
      return Number.parseInt(version ?? "", 10);
    }
    if (dirname(folder) === folder) return undefined;
  }
}
