/** What `pg_dump` says of two databases, up to the order of columns; undefined where there is no `pg_dump` to ask. */
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const judgePath = fileURLToPath(new URL("../../../shared/corpus/judge/sqltext.mjs", import.meta.url));

interface DumpJudge {
  readonly diffStatements: (
    have: string,
    want: string,
    options: { readonly columnOrder: boolean },
  ) => { readonly extra: readonly string[]; readonly missing: readonly string[] };
}

let version: number | undefined;

/** True where a `pg_dump` can read servers of this version, and the reader of dumps lies beside the project. */
export function canCompareDumps(server: number): boolean {
  if (!existsSync(judgePath)) return false;
  version ??= Number(/\d+/.exec(spawnSync("pg_dump", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[0] ?? 0);
  return version >= server;
}

/** Statements that one dump has and the other has not: `- CREATE …` is too much, `+ CREATE …` is missing. */
export async function dumpDifferences(have: string, want: string): Promise<string[]> {
  const { diffStatements } = (await import(judgePath)) as DumpJudge;
  const [first, second] = await Promise.all([dump(have), dump(want)]);
  const { extra, missing } = diffStatements(first, second, { columnOrder: false });
  return [...extra.map((statement) => `- ${statement}`), ...missing.map((statement) => `+ ${statement}`)];
}

/** The text of a dump of schemas, privileges included, owners not. */
function dump(url: string): Promise<string> {
  // Debian's pg_dump is a script that finds the program, which takes as long as a small dump does.
  const own = join("/usr/lib/postgresql", String(version), "bin/pg_dump");
  const program = existsSync(own) ? own : "pg_dump";
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, out: string, complaint: string): void =>
      error === null ? resolve(out) : reject(new Error(`pg_dump: ${complaint.slice(0, 300)}`));
    execFile(program, ["--schema-only", "--no-owner", "--dbname", libpqUrl(url)], { maxBuffer: 1 << 27 }, settle);
  });
}

/** Our drivers know parameters that libpq does not. */
function libpqUrl(url: string): string {
  const { pathname, searchParams, port, username } = new URL(url);
  return `postgres://${username}@/${pathname.slice(1)}?host=${encodeURIComponent(searchParams.get("host") ?? "")}&port=${port}`;
}
