/** What other tools' files say: which tool a project uses, and which migrations lie there. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { tools, type Tool } from "./tools.ts";

export interface MigrationFile {
  /** As the tool's history calls it. */
  readonly key: string;
  /** As people call it. */
  readonly name: string;
  readonly checksum?: string | undefined;
}

/** Folders that tools keep migrations in, unless somebody has said otherwise. */
const folders = [
  "drizzle",
  "src/db/migrations",
  "db/migrations",
  "prisma/migrations",
  "migrations",
  "src/migrations",
  "supabase/migrations",
  "db/migrate",
  "alembic/versions",
  "migrations/versions",
];

/** Tools whose files a project has. */
export function detectTools(root: string): Tool[] {
  const paths = [
    ...list(root),
    ...["src", "prisma", "supabase", "db/migrations", "migrations", "config"].flatMap((folder) => list(root, folder)),
  ];
  return tools.filter(({ files }) => files.some((pattern) => paths.some((path) => pattern.test(path))));
}

function list(root: string, folder = ""): string[] {
  const full = join(root, folder);
  if (!existsSync(full) || !statSync(full).isDirectory()) return [];
  return readdirSync(full).map((name) => (folder === "" ? name : `${folder}/${name}`));
}

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

/** The migrations of a tool that lie in the project; undefined where its folder can't be told. */
export function migrationFiles(root: string, tool: Tool): readonly MigrationFile[] | undefined {
  const read = readers[tool.name];
  const found = folders.map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  for (const folder of found) {
    const files = read?.(folder);
    if (files !== undefined && files.length > 0) return files;
  }
  return undefined;
}

const namesIn = (folder: string, pattern: RegExp): RegExpExecArray[] =>
  readdirSync(folder)
    .sort()
    .map((name) => pattern.exec(name))
    .filter((found) => found !== null);

const named =
  (pattern: RegExp) =>
  (folder: string): MigrationFile[] =>
    namesIn(folder, pattern).map(([whole, key = whole]) => ({ key, name: whole }));

const script = (folder: string): MigrationFile[] =>
  named(/^(.+?)\.[cm]?[jt]s$/)(folder).filter(({ name }) => !name.endsWith(".d.ts"));

interface Journal {
  readonly entries: readonly { readonly when: number; readonly tag: string }[];
}

const readers: Readonly<Record<string, (folder: string) => readonly MigrationFile[]>> = {
  drizzle: (folder) => {
    const journal = join(folder, "meta/_journal.json");
    if (existsSync(journal)) {
      const { entries } = JSON.parse(readFileSync(journal, "utf8")) as Journal;
      return entries.map(({ when, tag }) => ({
        key: String(when),
        name: tag,
        checksum: checksumOf(join(folder, `${tag}.sql`)),
      }));
    }
    return namesIn(folder, /^\d{14}_.+$/).map(([name]) => ({
      key: name,
      name,
      checksum: checksumOf(join(folder, name, "migration.sql")),
    }));
  },
  prisma: (folder) =>
    namesIn(folder, /^\d+_.+$|^\d{14}$/).map(([name]) => ({
      key: name,
      name,
      checksum: checksumOf(join(folder, name, "migration.sql")),
    })),
  knex: script,
  kysely: script,
  "mikro-orm": named(/^(Migration\d{14}\w*)\.[jt]s$/),
  sequelize: named(/^.+\.[cm]?[jt]s$/),
  "node-pg-migrate": named(/^(.+?)\.(?:[cm]?[jt]s|sql)$/),
  typeorm: (folder) =>
    namesIn(folder, /^.+\.[jt]s$/).flatMap(([name]) => {
      const [, className] = /class\s+(\w+\d{13})\b/.exec(readFileSync(join(folder, name), "utf8")) ?? [];
      return className === undefined ? [] : [{ key: className, name }];
    }),
  alembic: (folder) =>
    namesIn(folder, /^.+\.py$/).flatMap(([name]) => {
      const [, key] =
        /^revision\s*(?::\s*str\s*)?=\s*["']([^"']+)["']/m.exec(readFileSync(join(folder, name), "utf8")) ?? [];
      return key === undefined ? [] : [{ key, name }];
    }),
  supabase: named(/^(\d+)_.*\.sql$/),
  dbmate: named(/^(\d+)_.*\.sql$/),
  goose: (folder) =>
    named(/^(\d+)_.*\.(?:sql|go)$/)(folder).map((file) => ({ ...file, key: String(BigInt(file.key)) })),
  "golang-migrate": named(/^(\d+)_.*\.up\.sql$/),
  rails: named(/^(\d+)_.*\.rb$/),
  flyway: named(/^V(.+?)__.*\.sql$/),
  atlas: named(/^(\d+)(?:_.*)?\.sql$/),
};

function checksumOf(path: string): string | undefined {
  return existsSync(path) ? sha256(readFileSync(path)) : undefined;
}
