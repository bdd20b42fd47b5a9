/**
 * Other tools' histories: the table that each keeps, how it is told from others, and what a row means. Facts are those of the
 * tools' own sources; extra columns are accepted, since tools add some.
 */

export type Row = Readonly<Record<string, unknown>>;

export interface HistoryEntry {
  /** What the tool itself knows the migration by. */
  readonly key: string;
  readonly checksum?: string | undefined;
}

export interface HistoryProblem {
  readonly key: string;
  /** What is wrong with it: "failed", "is half applied". */
  readonly problem: string;
}

export interface Tool {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly table: string;
  /** The schema, where the tool has one of its own. */
  readonly schema?: string;
  /** Columns that tell the table from others of its name. */
  readonly columns: readonly string[];
  /** Columns that others of its name have and this one has not. */
  readonly without?: readonly string[];
  /** Only where a table of this name stands beside it; or only where none does. */
  readonly beside?: string;
  readonly notBeside?: string;
  /** Other tables of the tool that are no part of a model. */
  readonly also?: readonly string[];
  /** Files whose being there says that the project uses the tool. */
  readonly files: readonly RegExp[];
  readonly entries: (rows: readonly Row[]) => readonly HistoryEntry[];
  readonly problems?: (rows: readonly Row[]) => readonly HistoryProblem[];
  /** The advisory lock that keeps the tool out, as PostgreSQL's bigint. */
  readonly lock?: string;
  /** What repairs a failed migration, in the tool's own words. */
  readonly repair?: string;
}

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
const byName =
  (column: string, strip?: RegExp) =>
  (rows: readonly Row[]): HistoryEntry[] =>
    rows.map((row) => ({ key: strip === undefined ? text(row[column]) : text(row[column]).replace(strip, "") }));

const isSet = (value: unknown): boolean => value !== null && value !== undefined;

export const tools: readonly Tool[] = [
  {
    name: "drizzle",
    title: "Drizzle",
    table: "__drizzle_migrations",
    schema: "drizzle",
    columns: ["id", "hash", "created_at"],
    files: [/^drizzle\.config\.[cm]?[jt]s$/],
    entries: (rows) =>
      rows.map((row) => ({ key: text(row["name"] ?? row["created_at"]), checksum: text(row["hash"]) })),
  },
  {
    name: "prisma",
    title: "Prisma",
    table: "_prisma_migrations",
    columns: ["id", "checksum", "finished_at", "migration_name", "rolled_back_at"],
    files: [/^prisma\/schema\.prisma$/, /^prisma\.config\.[cm]?[jt]s$/],
    entries: (rows) =>
      rows
        .filter((row) => isSet(row["finished_at"]) && !isSet(row["rolled_back_at"]))
        .map((row) => ({ key: text(row["migration_name"]), checksum: text(row["checksum"]) })),
    problems: (rows) =>
      rows
        .filter((row) => !isSet(row["finished_at"]) && !isSet(row["rolled_back_at"]))
        .map((row) => ({ key: text(row["migration_name"]), problem: "failed" })),
    lock: "72707369",
    repair: "prisma migrate resolve",
  },
  {
    name: "typeorm",
    title: "TypeORM",
    table: "migrations",
    columns: ["id", "timestamp", "name"],
    also: ["typeorm_metadata"],
    files: [/^(?:src\/)?data-source\.[jt]s$/, /^ormconfig\.[a-z]+$/],
    entries: byName("name"),
  },
  {
    name: "mikro-orm",
    title: "MikroORM",
    table: "mikro_orm_migrations",
    columns: ["id", "name", "executed_at"],
    files: [/^(?:src\/)?mikro-orm\.config\.[cm]?[jt]s$/],
    entries: byName("name", /\.[jt]s$/),
  },
  {
    name: "sequelize",
    title: "Sequelize",
    table: "SequelizeMeta",
    columns: ["name"],
    files: [/^\.sequelizerc$/],
    entries: byName("name"),
  },
  {
    name: "knex",
    title: "Knex",
    table: "knex_migrations",
    columns: ["id", "name", "batch", "migration_time"],
    also: ["knex_migrations_lock"],
    files: [/^knexfile\.[cm]?[jt]s$/],
    // The same migration is a .ts in development and a .js in production.
    entries: byName("name", /\.[cm]?[jt]s$/),
  },
  {
    name: "kysely",
    title: "Kysely",
    table: "kysely_migration",
    columns: ["name", "timestamp"],
    also: ["kysely_migration_lock"],
    files: [/^kysely\.config\.[cm]?[jt]s$/],
    entries: byName("name"),
    lock: "3853314791062309107",
  },
  {
    name: "node-pg-migrate",
    title: "node-pg-migrate",
    table: "pgmigrations",
    columns: ["id", "name", "run_on"],
    files: [/^\.node-pg-migraterc/],
    entries: byName("name"),
    lock: "7241865325823964",
  },
  {
    name: "graphile-migrate",
    title: "graphile-migrate",
    table: "migrations",
    schema: "graphile_migrate",
    columns: ["hash", "previous_hash", "filename"],
    also: ["current"],
    files: [/^\.gmrc(?:\.js|\.json)?$/],
    entries: (rows) => rows.map((row) => ({ key: text(row["filename"]), checksum: text(row["hash"]) })),
  },
  {
    name: "alembic",
    title: "Alembic",
    table: "alembic_version",
    columns: ["version_num"],
    files: [/^alembic\.ini$/],
    entries: byName("version_num"),
  },
  {
    name: "atlas",
    title: "Atlas",
    table: "atlas_schema_revisions",
    columns: ["version", "applied", "total", "hash"],
    files: [/^atlas\.hcl$/],
    entries: (rows) =>
      rows
        .filter((row) => text(row["applied"]) === text(row["total"]) && !isSet(row["error"] || null))
        .map((row) => ({ key: text(row["version"]), checksum: text(row["hash"]) })),
    problems: (rows) =>
      rows
        .filter((row) => text(row["applied"]) !== text(row["total"]) || isSet(row["error"] || null))
        .map((row) => ({ key: text(row["version"]), problem: "is half applied" })),
    repair: "atlas migrate apply",
  },
  {
    name: "supabase",
    title: "Supabase",
    table: "schema_migrations",
    schema: "supabase_migrations",
    columns: ["version"],
    also: ["seed_files"],
    files: [/^supabase\/config\.toml$/],
    entries: byName("version"),
  },
  {
    name: "golang-migrate",
    title: "golang-migrate",
    table: "schema_migrations",
    columns: ["version", "dirty"],
    files: [/^(?:db\/)?migrations\/\d+_.*\.up\.sql$/],
    entries: byName("version"),
    problems: (rows) =>
      rows
        .filter((row) => row["dirty"] === true)
        .map((row) => ({ key: text(row["version"]), problem: "is half applied" })),
    repair: "migrate force VERSION",
  },
  {
    name: "rails",
    title: "Rails",
    table: "schema_migrations",
    columns: ["version"],
    without: ["dirty", "statements"],
    beside: "ar_internal_metadata",
    also: ["ar_internal_metadata"],
    files: [/^config\/application\.rb$/],
    entries: byName("version"),
  },
  {
    name: "dbmate",
    title: "dbmate",
    table: "schema_migrations",
    columns: ["version"],
    without: ["dirty", "statements"],
    notBeside: "ar_internal_metadata",
    files: [/^db\/migrations\/\d+_.*\.sql$/],
    entries: byName("version"),
  },
  {
    name: "goose",
    title: "goose",
    table: "goose_db_version",
    columns: ["version_id", "is_applied"],
    files: [/^(?:db\/)?migrations\/\d+_.*\.sql$/],
    entries: (rows) => {
      // The last row of a version says whether it is applied.
      const last = new Map(rows.map((row) => [text(row["version_id"]), row["is_applied"] === true]));
      return [...last].filter(([version, applied]) => applied && version !== "0").map(([key]) => ({ key }));
    },
  },
  {
    name: "flyway",
    title: "Flyway",
    table: "flyway_schema_history",
    columns: ["installed_rank", "version", "script", "checksum", "success"],
    files: [/^flyway\.(?:toml|conf)$/],
    entries: (rows) =>
      rows
        .filter((row) => row["success"] === true && isSet(row["version"]))
        .map((row) => ({ key: text(row["version"]), checksum: text(row["checksum"]) })),
    problems: (rows) =>
      rows.filter((row) => row["success"] === false).map((row) => ({ key: text(row["version"]), problem: "failed" })),
    repair: "flyway repair",
  },
];

export const toolNamed = (name: string): Tool | undefined => tools.find((tool) => tool.name === name);
