/** The parameters of `postgres://` URLs: libpq's, and those of other tools whose URLs people have. */
import { InvalidUrlError } from "../../../driver/errors.ts";
import { suggest } from "../../../util/suggest.ts";

/** What a connection follows. */
const followed = [
  "host",
  "port",
  "user",
  "password",
  "dbname",
  "schema",
  "options",
  "application_name",
  "fallback_application_name",
  "connect_timeout",
  "statement_timeout",
  "ssl",
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
] as const;

export type UrlParameter = (typeof followed)[number];

/** What changes nothing here: pools and caches of other tools, how long the network is given, what is so in any case. */
const withoutEffect: readonly string[] = [
  "channel_binding",
  "client_encoding",
  "connection_limit",
  "encoding",
  "gssencmode",
  "keepalives",
  "keepalives_count",
  "keepalives_idle",
  "keepalives_interval",
  "pgbouncer",
  "pool_timeout",
  "socket_timeout",
  "sslaccept",
  "sslnegotiation",
  "statement_cache_size",
  "supa",
  "target_session_attrs",
  "tcp_user_timeout",
  "uselibpqcompat",
];

/** What would change where a connection leads or how it is secured, and can't be followed. */
const unsupported: readonly string[] = [
  "hostaddr",
  "passfile",
  "replication",
  "requirepeer",
  "require_auth",
  "service",
  "sslcrl",
  "sslidentity",
  "sslpassword",
];

const known = [...followed, ...withoutEffect];

/**
 * The parameters that a connection follows.
 *
 * @throws InvalidUrlError for one that nobody knows, by its name, unless that may be a part of a password
 */
export function parseParameters(query: string): ReadonlyMap<UrlParameter, string> {
  const parameters = new Map<UrlParameter, string>();
  // The end of a password that holds a question mark.
  const isQuery = !query.includes("@");
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    if (equals === -1) throw new InvalidUrlError("a parameter has no value");
    const name = decode(pair.slice(0, equals), "parameter");
    const value = decode(pair.slice(equals + 1), "parameter");
    const own = followed.find((one) => one === name);
    if (own !== undefined) parameters.set(own, value);
    else if (!withoutEffect.includes(name)) throw refusal(isQuery && /^\w+$/.test(name) ? name : undefined);
  }
  return parameters;
}

function refusal(name: string | undefined): InvalidUrlError {
  if (name === undefined) return new InvalidUrlError("it has a parameter that is not known");
  if (unsupported.includes(name)) return new InvalidUrlError(`its parameter ${name} is not supported`);
  const near = suggest(name, known);
  return new InvalidUrlError(
    `its parameter ${name} is not known`,
    near === undefined
      ? `Take it out. A setting of the server is written as options=-c%20${name}%3D…`
      : `Did you mean ${near}?`,
  );
}

/** @throws InvalidUrlError */
export function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidUrlError(`the ${part} holds a % that is no percent-encoding (write %25)`);
  }
}
