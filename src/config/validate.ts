/** Checks what a config file exports, field by field, so that every problem names its field and file. */
import type { Config } from "./config.ts";
import { isEnvReference } from "./env.ts";
import { suggest } from "../util/suggest.ts";
import { ConfigInvalidError } from "./errors.ts";

type Check = (value: unknown, field: string, file: string | undefined) => void;

const expected = (description: string, holds: (value: unknown) => boolean): Check => {
  return (value, field, file) => {
    if (!holds(value)) throw new ConfigInvalidError(field, `must be ${description}, not ${nameOf(value)}`, file);
  };
};

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isFunction = (value: unknown): boolean => typeof value === "function";
const isList = Array.isArray as (value: unknown) => value is readonly unknown[];
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !isList(value);

const text = expected("a non-empty string", isText);
const flag = expected("true or false", (value) => typeof value === "boolean");
const fn = expected("a function", isFunction);
const count = expected("a number that is not negative", (value) => typeof value === "number" && value >= 0);
const texts = expected("a list of strings", (value) => isList(value) && value.every(isText));
const known = ["additive", "widening", "narrowing", "destructive", "data", "access", "other"];
const classes = expected(
  `a list of ${known.join(", ")}`,
  (value) => isList(value) && value.every((one) => known.includes(String(one))),
);
const record = expected("an object", isRecord);

const timezone: Check = (value, field, file) => {
  text(value, field, file);
  try {
    Intl.DateTimeFormat("en", { timeZone: value as string });
  } catch {
    throw new ConfigInvalidError(
      field,
      `is not a time zone: ${JSON.stringify(value)}`,
      file,
      "Use an IANA name such as Europe/Zurich.",
    );
  }
};

const fields = (checks: Readonly<Record<string, Check>>): Check => {
  return (value, field, file) => {
    record(value, field, file);
    for (const [name, entry] of Object.entries(value as Readonly<Record<string, unknown>>)) {
      const path = field === "" ? name : `${field}.${name}`;
      const check = checks[name];
      if (check === undefined) throw unknownField(path, name, Object.keys(checks), file);
      if (entry !== undefined) check(entry, path, file);
    }
  };
};

const entries = (check: Check): Check => {
  return (value, field, file) => {
    record(value, field, file);
    for (const [name, entry] of Object.entries(value as Readonly<Record<string, unknown>>))
      check(entry, `${field}.${name}`, file);
  };
};

const list = (check: Check): Check => {
  return (value, field, file) => {
    if (!isList(value)) throw new ConfigInvalidError(field, `must be a list, not ${nameOf(value)}`, file);
    value.forEach((entry, at) => check(entry, `${field}[${at}]`, file));
  };
};

const versionTable = fields({ name: text, schema: text });

/** A URL may hold a password: what stands there is never repeated. */
const url =
  (what: string): Check =>
  (value, field, file) => {
    if (!isText(value) && !isFunction(value) && !isEnvReference(value)) {
      throw new ConfigInvalidError(field, `must be ${what}, env("NAME") or a function`, file);
    }
  };

const scratchWords = ["embedded", "server"];

const scratch: Check = (value, field, file) => {
  url('"embedded", "server", a URL')(value, field, file);
  if (!isText(value) || scratchWords.includes(value) || /^\s*[a-z][a-z0-9+.-]*:/i.test(value)) return;
  const near = suggest(value, scratchWords);
  throw new ConfigInvalidError(
    field,
    'must be "embedded", "server", a URL, env("NAME") or a function',
    file,
    near === undefined ? undefined : `Did you mean \`"${near}"\`?`,
  );
};

const oldestServer = 14;

const hooks = fields({ beforeRun: fn, afterRun: fn, beforeRevision: fn, afterRevision: fn, onFailure: fn });

const folders = expected(
  "a folder or a list of folders",
  (value) => isText(value) || (isList(value) && value.every(isText)),
);

const revisions: Check = (value, field, file) => {
  folders(value, field, file);
  if ((value as readonly string[]).length === 0)
    throw new ConfigInvalidError(field, "must name at least one folder", file);
};

const target = expected(
  "a data model, a list of them, or a function that returns one",
  (value) => isFunction(value) || isRecord(value) || (isList(value) && value.length > 0 && value.every(isRecord)),
);

const environment = fields({
  target,
  revisions,
  hooks,
  url: url("a URL"),
  scratch,
  protected: flag,
  versionTable,
  schema: text,
  migrationLockWait: count,
  ddlLockTimeout: count,
  allow: classes,
  serverVersion: expected(
    "the major version of a PostgreSQL server, 14 or newer",
    (value) => Number.isInteger(value) && (value as number) >= oldestServer,
  ),
});

const holds = (value: unknown, members: readonly string[], type: "function" | "object"): boolean =>
  members.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === type);

const operation = expected(
  "an operation from defineOperation()",
  (value) => isRecord(value) && isText(value["type"]) && holds(value, ["build", "reverse", "statements"], "function"),
);

const kind = expected(
  "a kind from defineKind()",
  (value) => isRecord(value) && isText(value["name"]) && holds(value, ["key", "create", "drop"], "function"),
);

const config = fields({
  target,
  revisions,
  environments: entries(environment),
  defaultEnvironment: text,
  versionTable,
  fileTemplate: text,
  truncateSlugLength: count,
  timezone,
  includeSchemas: texts,
  manage: texts,
  ignoreDrift: texts,
  scratchSetup: text,
  includeName: fn,
  includeObject: fn,
  includeAttribute: fn,
  revisionIds: expected(
    '"numbered", "timestamp" or a function',
    (value) => value === "numbered" || value === "timestamp" || isFunction(value),
  ),
  revisionTemplate: (value, field, file) =>
    isRecord(value) ? fields({ typescript: text, sql: text })(value, field, file) : text(value, field, file),
  processRevisionDirectives: fn,
  rewriters: list(fn),
  renderItem: fn,
  plugins: list(fields({ name: text, operations: entries(operation), kinds: entries(kind), reflect: fn })),
  postWriteHooks: list(
    expected("a command as a list of strings", (value) => isList(value) && value.length > 0 && value.every(isText)),
  ),
  onVersionApply: fn,
  hooks,
});

/** @throws ConfigInvalidError with the field and the file. */
export function validateConfig(value: unknown, file: string | undefined): Config {
  config(value, "", file);
  const checked = value as Config;
  if (checked.environments !== undefined && Object.keys(checked.environments).length === 0) {
    throw new ConfigInvalidError("environments", "must name at least one environment", file);
  }
  const fallback = checked.defaultEnvironment;
  const names = Object.keys(checked.environments ?? { development: {} });
  if (fallback !== undefined && !names.includes(fallback)) {
    throw new ConfigInvalidError(
      "defaultEnvironment",
      `names ${JSON.stringify(fallback)}, which is not among the environments`,
      file,
      `Known environments: ${names.join(", ")}.`,
    );
  }
  return checked;
}

function unknownField(
  path: string,
  name: string,
  known: readonly string[],
  file: string | undefined,
): ConfigInvalidError {
  const near = suggest(name, known);
  return new ConfigInvalidError(
    path,
    "is not a field of the config",
    file,
    near === undefined ? `Known fields: ${known.join(", ")}.` : `Did you mean \`${near}\`?`,
  );
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (isList(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (value === undefined || typeof value === "number" || typeof value === "boolean") return String(value);
  // Other texts are not repeated: what stands in the wrong field may be a password.
  return value === "" ? "an empty string" : `a ${typeof value}`;
}

/**
 * Kinds are known once the dialect and the plugins are loaded, which not every command needs.
 *
 * @throws ConfigInvalidError for a kind under `manage` that nobody knows
 */
export function validateManaged(manage: readonly string[], kinds: readonly string[], file: string | undefined): void {
  for (const [at, name] of manage.entries()) {
    if (kinds.includes(name)) continue;
    const near = suggest(name, kinds);
    const hint = near === undefined ? `Kinds: ${kinds.join(", ")}.` : `Did you mean \`"${near}"\`?`;
    throw new ConfigInvalidError(`manage[${at}]`, `names no kind of object: ${JSON.stringify(name)}`, file, hint);
  }
}
