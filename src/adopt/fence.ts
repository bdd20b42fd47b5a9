/**
 * A row in another tool's history that makes the tool stop instead of running beside limbeck. Only for tools that check their
 * rows against their files: Drizzle, TypeORM, MikroORM and Sequelize pass over a row that they do not know.
 */
import { quoteQualified } from "../sql/identifier.ts";
import { parseQualifiedName } from "../sql/qualified-name.ts";

/** What the row is called, and the tool shows when it stops. */
export const fenceName = "limbeck_has_taken_over";

/** Columns and values of the row, for each tool that stops at one. */
const rows: Readonly<Record<string, string>> = {
  // "The migration directory is corrupt, the following files are missing"
  knex: "(name, batch, migration_time) SELECT $1, coalesce(max(batch), 0) + 1, now() FROM",
  // "previously executed migration … is missing"
  kysely: `(name, timestamp) SELECT $1, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM`,
  // "Not run migration … is preceding already run migration …"
  "node-pg-migrate": "(name, run_on) SELECT $1, now() FROM",
  // P3009: a migration that has begun and not ended
  prisma:
    "(id, checksum, migration_name, logs) SELECT gen_random_uuid()::text, '', $1, 'limbeck has this database under version control' FROM",
  // "Can't locate revision identified by …"
  alembic: "(version_num) SELECT $1 FROM",
};

/** True for tools that stop at a row they do not know. */
export const hasFence = (tool: string): boolean => Object.hasOwn(rows, tool);

/** The tools that can be kept out, for messages. */
export const fencedTools: readonly string[] = Object.keys(rows).sort();

/** The statement that puts the row there, once; its parameter is the name. */
export function fenceSql(tool: string, table: string): string | undefined {
  const row = rows[tool];
  if (row === undefined) return undefined;
  const [schema = "", name = ""] = parseQualifiedName(table);
  const quoted = quoteQualified(schema, name);
  // An aggregate gives one row whatever the table holds; the others need one to select from.
  const source = row.includes("max(") ? quoted : "(VALUES (1)) one";
  return `INSERT INTO ${quoted} ${row.replace("$1", "$1::text")} ${source}`;
}
