/** Settings of a connection that somebody else holds: what is set on it comes back when it is given back. */
import type { DriverConnection } from "../../../driver/driver.ts";
import { quoteLiteral } from "../../../sql/identifier.ts";

type Session = Pick<DriverConnection, "query"> & { readonly isWithin: boolean };

/** What limbeck sets for the time of a transaction; the user comes before the role, which is one of theirs. */
const locals = [
  "session_authorization",
  "role",
  "search_path",
  "lock_timeout",
  "datestyle",
  "client_min_messages",
  "check_function_bodies",
  "jit",
];

/** The embedded database tells the user as nothing while it is the one that connected. */
const valueOf = (name: string): string =>
  `CASE ${name} WHEN 'session_authorization' THEN session_user::text ELSE pg_catalog.current_setting(${name}, true) END`;

export const localsSql = `SELECT name, ${valueOf("name")} AS value FROM pg_catalog.unnest(ARRAY[${locals
  .map((name) => quoteLiteral(name))
  .join(", ")}]) AS name`;

/**
 * Those that differ, back to what `localsSql` said: until the transaction ends, or for the session where a statement of
 * the user's has set them for that.
 */
export function restoreLocalsSql(rows: string, forSession: ReadonlySet<string>): string {
  const names = [...forSession].map(quoteLiteral).join(", ");
  return `SELECT pg_catalog.set_config(s.name, s.value, s.name <> ALL (ARRAY[${names}]::text[])) FROM pg_catalog.jsonb_to_recordset(${quoteLiteral(rows)}) AS s (name text, value text)
WHERE s.value IS DISTINCT FROM ${valueOf("s.name")}`;
}

/** What a statement may change a setting with. */
const setsSomething = /\b(?:set|reset|set_config|discard)\b/i;

const settingsSql = `SELECT name, setting FROM pg_catalog.pg_settings
WHERE context IN ('user', 'superuser') AND name NOT LIKE 'transaction\\_%'`;

interface Setting {
  readonly name: string;
  readonly setting: string;
}

export class GuestSettings {
  /** Of limbeck's own settings, what a statement of the user's has set beyond the transaction. */
  readonly forSession = new Set<string>();
  readonly #session: Session;
  #before: ReadonlyMap<string, string> | undefined;
  #isReading = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Before a statement that may change one. */
  async remember(sql: string): Promise<void> {
    if (this.#isReading || !setsSomething.test(sql)) return;
    this.#isReading = true;
    try {
      this.#before ??= await this.#read();
      if (this.#session.isWithin) for (const name of await sessionSettingsIn(sql)) this.forSession.add(name);
    } finally {
      this.#isReading = false;
    }
  }

  /** A function may have set one: what limbeck does not set itself is seldom the transaction's alone. */
  async restore(): Promise<void> {
    const before = this.#before;
    if (before === undefined) return;
    const changed = [...(await this.#read())].filter(([name, setting]) => (before.get(name) ?? setting) !== setting);
    if (changed.length === 0) return;
    const wanted = changed.map(([name]) => {
      const isLocal =
        this.#session.isWithin && locals.includes(name.toLowerCase()) && !this.forSession.has(name.toLowerCase());
      return { name, value: before.get(name), local: isLocal };
    });
    await this.#session.query(
      `SELECT pg_catalog.set_config(s.name, s.value, s.local) FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS s (name text, value text, local boolean)`,
      [JSON.stringify(wanted)],
    );
  }

  async #read(): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.#session.query<Setting>(settingsSql);
    return new Map(rows.map(({ name, setting }) => [name, setting]));
  }
}

/** Names of settings that a text sets for longer than its transaction, by PostgreSQL's own parser. */
async function sessionSettingsIn(sql: string): Promise<readonly string[]> {
  if (!/\bset_config\b|\breset\b|\bset\b(?!\s+local\b)/i.test(sql)) return [];
  try {
    const { parse } = await import("libpg-query");
    return [...settingsOf(await parse(sql))];
  } catch {
    return [];
  }
}

type Node = Readonly<Record<string, unknown>>;

function* settingsOf(node: unknown): Generator<string> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "VariableSetStmt") yield* named(value as Node);
    else if (key === "FuncCall") yield* configured(value as Node);
    yield* settingsOf(value);
  }
}

function named({ kind, name, is_local: isLocal }: Node): readonly string[] {
  if (kind === "VAR_RESET_ALL") return locals;
  return isLocal === true || typeof name !== "string" ? [] : [name.toLowerCase()];
}

/** `set_config('search_path', '', false)`, as pg_dump writes it. */
function configured({ funcname, args }: Node): readonly string[] {
  const name = (funcname as readonly { readonly String?: { readonly sval?: string } }[] | undefined)?.at(-1)?.String
    ?.sval;
  const [setting, , isLocal] = (args ?? []) as readonly { readonly A_Const?: Node }[];
  const text = (setting?.A_Const?.["sval"] as { readonly sval?: string } | undefined)?.sval;
  const local = (isLocal?.A_Const?.["boolval"] as { readonly boolval?: boolean } | undefined)?.boolval === true;
  return name !== "set_config" || text === undefined || local ? [] : [text.toLowerCase()];
}
