/**
 * Reads `postgres://` URLs as libpq does (manual, section 34.1.1.2), without ever repeating one in a message: any part
 * may be a secret. Environment variables PGHOST, PGUSER, PGPASSWORD… fill what the URL leaves out.
 */
import { InvalidUrlError } from "../../../driver/errors.ts";
import { decode, parseParameters } from "./url-parameters.ts";

export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

export interface ServerAddress {
  /** A host name or address, or the folder of a unix socket where it begins with `/` or `@`. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password: string | undefined;
  readonly sslMode: SslMode;
  /** PEM files. */
  readonly sslRootCert: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  /** The only schema of the search path, as Prisma's `?schema=` names it. */
  readonly schema: string | undefined;
  readonly options: string | undefined;
  readonly applicationName: string | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly statementTimeoutMs: number | undefined;
}

const sslModes: readonly SslMode[] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/** `user:password@host:port/database?parameters`; taken apart by hand, since `URL` refuses what libpq accepts. */
const form = /^postgres(?:ql)?:\/\/(?:([^@/?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s;

/**
 * @throws InvalidUrlError which names the part at fault, not its text.
 * @example
 * parseServerUrl("postgresql://app@localhost/shop?host=/run/postgresql&sslmode=disable", process.env);
 */
export function parseServerUrl(url: string, environment: Readonly<Record<string, string | undefined>>): ServerAddress {
  const parts = form.exec(withEncodedUserInfo(url.trim()));
  if (!parts) throw new InvalidUrlError("it is not of the form postgres://user@host:port/database");
  const [, userInfo = "", authority = "", path = "", query = ""] = parts;
  const parameters = parseParameters(query);
  const colon = userInfo.indexOf(":");
  const user = decode(colon === -1 ? userInfo : userInfo.slice(0, colon), "user");
  const password = colon === -1 ? "" : decode(userInfo.slice(colon + 1), "password");
  const [hostPart, portPart] = splitHost(authority);
  const host = parameters.get("host") || hostPart || environment["PGHOST"] || "localhost";
  const name = parameters.get("user") || user || environment["PGUSER"] || environment["USER"] || "postgres";
  return {
    host,
    port: parsePort(parameters.get("port") || portPart || environment["PGPORT"] || "5432"),
    user: name,
    database: parameters.get("dbname") || decode(path, "database") || environment["PGDATABASE"] || name,
    password: parameters.get("password") || password || environment["PGPASSWORD"] || undefined,
    sslMode: parseSslMode(parameters.get("sslmode") ?? sslModeOf(parameters.get("ssl")) ?? environment["PGSSLMODE"]),
    sslRootCert: parameters.get("sslrootcert") ?? environment["PGSSLROOTCERT"],
    sslCert: parameters.get("sslcert") ?? environment["PGSSLCERT"],
    sslKey: parameters.get("sslkey") ?? environment["PGSSLKEY"],
    schema: parameters.get("schema") || undefined,
    options: parameters.get("options") ?? environment["PGOPTIONS"],
    applicationName:
      parameters.get("application_name") ?? environment["PGAPPNAME"] ?? parameters.get("fallback_application_name"),
    connectTimeoutMs: parseSeconds(parameters.get("connect_timeout") ?? environment["PGCONNECT_TIMEOUT"]),
    statementTimeoutMs: parseMilliseconds(parameters.get("statement_timeout")),
  };
}

/** Where an address leads, for people: no user, no password, no parameters. */
export function describeAddress(address: ServerAddress): string {
  const place = isSocketFolder(address.host)
    ? `socket ${address.host}, port ${address.port}`
    : `${address.host}:${address.port}`;
  return `database "${address.database}" at ${place}`;
}

export function isSocketFolder(host: string): boolean {
  return host.startsWith("/") || host.startsWith("@");
}

/**
 * People paste passwords that hold `@` or `/` as they are. Where the part before the first `/` can't be a host and a
 * port, the user's part goes on to the last `@` before the parameters.
 */
function withEncodedUserInfo(url: string): string {
  const [scheme] = /^postgres(?:ql)?:\/\//.exec(url) ?? [];
  if (scheme === undefined) return url;
  const query = url.indexOf("?");
  const body = url.slice(scheme.length, query === -1 ? url.length : query);
  const first = body.split("/", 1)[0] as string;
  const end = body.lastIndexOf("@");
  if (end === -1 || !(first.includes("@") || /:.*\D/.test(first))) return url;
  const userInfo = body.slice(0, end).replace(/@/g, "%40").replace(/\//g, "%2F");
  return scheme + userInfo + url.slice(scheme.length + end);
}

function splitHost(authority: string): [host: string, port: string] {
  if (authority.includes(",")) throw new InvalidUrlError("several hosts are not supported");
  const ipv6 = /^\[([^\]]*)\](?::(.*))?$/.exec(authority);
  if (ipv6) return [ipv6[1] ?? "", ipv6[2] ?? ""];
  const colon = authority.lastIndexOf(":");
  if (colon === -1) return [decode(authority, "host"), ""];
  return [decode(authority.slice(0, colon), "host"), authority.slice(colon + 1)];
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidUrlError("the port is not a number");
  return port;
}

function parseSslMode(text: string | undefined): SslMode {
  if (text === undefined) return "prefer";
  const mode = sslModes.find((known) => known === text);
  if (mode === undefined) throw new InvalidUrlError(`sslmode must be one of ${sslModes.join(", ")}`);
  return mode;
}

/** `ssl=true`, as node-postgres and JDBC write it. */
function sslModeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (["true", "1"].includes(text)) return "require";
  if (["false", "0"].includes(text)) return "disable";
  throw new InvalidUrlError("ssl must be true or false; sslmode says more");
}

function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined || Number(text) <= 0) return undefined;
  if (Number.isNaN(Number(text))) throw new InvalidUrlError("connect_timeout is not a number of seconds");
  return Number(text) * 1000;
}

function parseMilliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new InvalidUrlError("statement_timeout is not a number of milliseconds");
  return Number(text);
}

/**
 * The schema that a URL names as the first to look in: by `schema`, or by `search_path` among the options.
 *
 * @returns undefined where it leaves that to the role, the database and the server
 */
export function schemaOfUrl(
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { schema, options } = parseServerUrl(url, environment);
  if (schema !== undefined) return schema;
  const path = /(?:^|\s)(?:-c\s*|--)search_path=((?:\\.|\S)+)/.exec(options ?? "")?.[1]?.replaceAll(/\\(.)/g, "$1");
  const first = path?.split(",")[0]?.trim() ?? "";
  if (first.startsWith('"') && first.endsWith('"') && first.length > 2) {
    const name = first.slice(1, -1).replaceAll('""', '"');
    return name === "$user" ? undefined : name;
  }
  return /^[a-z_]\w*$/i.test(first) ? first.toLowerCase() : undefined;
}
