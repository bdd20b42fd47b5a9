/** What can be wrong with a config file and with the TypeScript files that it leads to. */
import { LimbeckError } from "../util/errors.ts";

/** No config file is where the command looks: at the path of `--config`, or in the folder and those above it. */
export class ConfigNotFoundError extends LimbeckError {
  readonly searched: string;

  /** @param namedBy what names it: `--config`, `LIMBECK_CONFIG`, the package; undefined where one was searched for */
  constructor(searched: string, namedBy?: string) {
    super({
      code: "config.not-found",
      message:
        namedBy !== undefined
          ? `There is no config file ${searched}.`
          : `There is no limbeck.config.ts in ${searched} or above it.`,
      hint:
        namedBy === undefined
          ? "Run `limbeck init` here, or name a config with --config."
          : `Check the path given by ${namedBy}.`,
    });
    this.searched = searched;
  }
}

/** A field of the config has a value that it cannot have. */
export class ConfigInvalidError extends LimbeckError {
  readonly field: string;
  readonly file: string | undefined;

  constructor(field: string, problem: string, file: string | undefined, hint?: string) {
    super({
      code: "config.invalid",
      message: `${file === undefined ? "Config" : file}: ${field === "" ? "the config" : `\`${field}\``} ${problem}.`,
      hint: hint ?? "docs/guide/configuration.md of the package lists every field.",
    });
    this.field = field;
    this.file = file;
  }
}

/** The config has no environment of that name. */
export class UnknownEnvironmentError extends LimbeckError {
  readonly environment: string;
  readonly known: readonly string[];

  constructor(environment: string, known: readonly string[], file: string | undefined) {
    // A URL may hold a password, also one that is misspelt.
    const isUrl = /[:@/]/.test(environment);
    const shown = isUrl
      ? "of the name that was given (it looks like a URL and is not shown)"
      : JSON.stringify(environment);
    super({
      code: "config.unknown-environment",
      message: `There is no environment ${shown}${file === undefined ? "" : ` in ${file}`}.`,
      hint: `Known environments: ${known.join(", ")}.${isUrl ? ' A URL goes into the config, most often as `env("DATABASE_URL")`.' : ""}`,
    });
    this.environment = isUrl ? "(a URL)" : environment;
    this.known = known;
  }
}

/** A field of the config is an `env(…)` whose variable is not set. */
export class EnvVariableMissingError extends LimbeckError {
  readonly variable: string;
  readonly field: string;

  constructor(variable: string, field: string, file: string | undefined) {
    super({
      code: "config.env-missing",
      message: `The environment variable ${variable} is not set; \`${field}\`${file === undefined ? "" : ` in ${file}`} needs it.`,
      hint: `Set it for this command: \`${variable}=… limbeck …\`, or choose another environment with -e.`,
    });
    this.variable = variable;
    this.field = field;
  }
}

/** A place in a source file, with the line of text where it is known. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  /** The text of the line, where it is known. */
  readonly text?: string;
  /** How the file imports itself again, where that may be why something in it is undefined. */
  readonly cycle?: string;
}

/** A TypeScript or JavaScript file that can't be compiled. */
export class SourceSyntaxError extends LimbeckError {
  readonly place: SourcePlace | undefined;
  readonly reason: string;

  constructor(file: string, reason: string, place: SourcePlace | undefined) {
    const where = place === undefined ? file : `${place.file}:${place.line}`;
    super({
      code: "source.syntax",
      message: `${where}: ${reason}${place?.text === undefined ? "" : `\n\n${excerpt(place)}`}`,
      hint: place?.text === undefined ? "Correct the file." : "Correct the line above.",
    });
    this.place = place;
    this.reason = reason;
  }
}

/** A file of the user that threw while it was loaded. */
export class SourceThrewError extends LimbeckError {
  readonly file: string;
  readonly place: SourcePlace | undefined;

  constructor(file: string, cause: unknown, place: SourcePlace | undefined) {
    const reason =
      cause instanceof Error ? `${cause.name === "Error" ? "" : `${cause.name}: `}${cause.message}` : String(cause);
    super({
      code: "source.threw",
      message: `${place === undefined ? file : `${place.file}:${place.line}`}: ${reason}`,
      hint:
        place?.cycle === undefined
          ? "The file threw this while it was loaded; --verbose shows the whole stack."
          : `${place.cycle}: while one of them is loaded, the other is not there yet. Name models by text, as relationships do, or move what both need into a third file.`,
      cause,
    });
    this.file = file;
    this.place = place;
  }
}

/**
 * A file that doesn't export what it must.
 *
 * @remedy Export what the message names.
 */
export class SourceExportError extends LimbeckError {
  readonly file: string;

  constructor(file: string, expected: string, hint: string) {
    super({ code: "source.export", message: `${file} must export ${expected}.`, hint });
    this.file = file;
  }
}

const fileInTheWay = "A file stands where a folder is needed: choose another path.";

const hints: Readonly<Record<string, string>> = {
  EEXIST: fileInTheWay,
  ENOTDIR: fileInTheWay,
  EISDIR: "This is a folder: name a file in it.",
  EACCES: "This user may not write there.",
  EPERM: "This user may not write there.",
  EROFS: "This part of the file system can only be read.",
  ENOSPC: "The disk is full.",
};

/** A file cannot be written: its folder is missing, is no folder, or refuses this user. */
export class FileNotWritableError extends LimbeckError {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    super({
      code: "file.not-writable",
      message: `Cannot write ${path} (${reason}).`,
      hint: hints[reason] ?? "Check that the folder exists and that this user may write there.",
      cause,
    });
    this.path = path;
  }
}

function excerpt(place: SourcePlace): string {
  const number = String(place.line);
  const caret = place.column === undefined ? "" : `\n  ${" ".repeat(number.length)} | ${" ".repeat(place.column)}^`;
  return `  ${number} | ${place.text}${caret}`;
}
