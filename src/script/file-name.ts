/**
 * Names of new revision files: a template with tokens, filled with the identifier, the slug of the message and the
 * time. Whatever the message is, the name is one that every file system takes and that stays inside the folder.
 */
import { FileTemplateError } from "./new-revision-errors.ts";
import { isRevisionFileName } from "./parse-revision.ts";

const defaultFileTemplate = "%(rev)s_%(slug)s";
const defaultSlugLength = 40;

/**
 * The words of a message, lower-cased and joined by `_`; what is longer than `length` is cut back to the last whole
 * word, and ends in `_` to show it.
 *
 * @example
 * ```ts
 * slugOf("Created OrderProduct as an association table to track it"); // "created_orderproduct_as_an_association_"
 * ```
 */
export function slugOf(message: string, length = defaultSlugLength): string {
  const slug = (message.normalize("NFC").match(/[\p{L}\p{N}_]+/gu) ?? []).join("_").toLowerCase();
  const characters = [...slug];
  if (characters.length <= length) return slug;
  const cut = characters.slice(0, length).join("");
  const lastWord = cut.lastIndexOf("_");
  return `${lastWord < 0 ? cut : cut.slice(0, lastWord)}_`;
}

export interface FileNameParts {
  readonly id: string;
  readonly message: string;
  readonly createdAt: Date;
  /** IANA name of the zone that the tokens of time are told in; UTC by default. */
  readonly timeZone?: string;
  readonly slugLength?: number;
}

export interface FileNameRules {
  readonly template?: string;
  /** Ending of the file, without the dot. */
  readonly extension: string;
  /** The template may name folders, because folders inside are read too. */
  readonly recursive?: boolean;
}

const token = /%(?:%|\((\w+)\)0?(\d*)(?:\.(\d+))?([sd])|(.?))/g;

/**
 * The path of a new file relative to its folder, with `/` between folders.
 *
 * @throws FileTemplateError when a token is unknown or the result could not be read back
 * @example
 * ```ts
 * fileNameOf({ id: "960969e75871", message: "Add it", createdAt }, { extension: "ts" }); // "960969e75871_add_it.ts"
 * ```
 */
export function fileNameOf(parts: FileNameParts, rules: FileNameRules): string {
  const template = rules.template ?? defaultFileTemplate;
  const values = tokenValues(parts);
  let times: Readonly<Record<string, number>> | undefined;
  const rendered = template.replaceAll(token, (written: string, name?: string, width?: string, precision?: string) => {
    if (written === "%%") return "%";
    // Names of zones are looked up only where a time is wanted, since that takes as long as the rest of a command.
    const value = name === undefined ? undefined : (values[name] ?? (times ??= timeParts(parts))[name]);
    if (value === undefined) throw new FileTemplateError(template, `${written} is no token`);
    return String(value).padStart(Math.max(Number(width ?? 0), Number(precision ?? 0)), "0");
  });
  const segments = rendered.replaceAll("\\", "/").split("/");
  if (segments.length > 1 && rules.recursive !== true) {
    throw new FileTemplateError(template, "it names folders, but folders inside are not read (`recursive`)");
  }
  // A message without a letter has no slug: what joined it to the identifier goes, too.
  const name = segments.pop()!.replace(parts.message !== "" && slugOf(parts.message) === "" ? /[_-]+$/ : "", "");
  const file = `${name}.${rules.extension}`;
  const path = [...segments, file].map((segment) => safeSegment(segment, template));
  if (!isRevisionFileName(path.at(-1)!)) throw new FileTemplateError(template, `${path.at(-1)} would not be read back`);
  return path.join("/");
}

function tokenValues(parts: FileNameParts): Readonly<Record<string, string | number>> {
  return {
    rev: parts.id,
    slug: slugOf(parts.message, parts.slugLength),
    epoch: Math.floor(parts.createdAt.getTime() / 1000),
  };
}

function timeParts({ createdAt, timeZone = "UTC" }: FileNameParts): Record<string, number> {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const shown = format.formatToParts(createdAt).filter((part) => part.type !== "literal");
  return Object.fromEntries(shown.map((part) => [part.type, Number(part.value)]));
}

/** Names of devices on Windows, with any ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const forbidden = /[<>:"|?*\p{Cc}]/u;

function safeSegment(segment: string, template: string): string {
  if (segment === "" || /^[.\-\s]/.test(segment) || /[.\s]$/.test(segment)) {
    throw new FileTemplateError(template, `${JSON.stringify(segment)} is not a usable name of a file or folder`);
  }
  if (forbidden.test(segment))
    throw new FileTemplateError(template, `${JSON.stringify(segment)} holds characters that some systems refuse`);
  if (Buffer.byteLength(segment) > 255) throw new FileTemplateError(template, "the name is longer than 255 bytes");
  return device.test(segment) ? `_${segment}` : segment;
}
