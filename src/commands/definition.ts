/** What the definition of a command is made of, and what several of them share. */
import type { ExitCode } from "../util/errors.ts";

export interface OptionDefinition {
  /** As commander writes them: `-m, --message <text>`. */
  readonly flags: string;
  readonly description: string;
  readonly repeatable?: true;
  readonly choices?: readonly string[];
}

export interface CommandDefinition {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  /** More than the summary, for the command's own help. */
  readonly description?: string;
  readonly alias?: string;
  readonly arguments?: readonly { readonly name: string; readonly description: string; readonly default?: string }[];
  readonly options?: readonly OptionDefinition[];
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** Exit codes that say something of this command, besides those of any error; docs/guide/exit-codes.md has all. */
  readonly exits?: readonly (readonly [code: ExitCode, meaning: string])[];
}

export const option = (
  flags: string,
  description: string,
  extra: Partial<OptionDefinition> = {},
): OptionDefinition => ({
  flags,
  description,
  ...extra,
});

export const scratch = option(
  "--scratch <where>",
  "where revisions are tried: embedded, server (a throw-away database on the environment's server), or a URL",
);
export const noCache = option("--no-cache", "from the beginning, without what earlier runs have kept");

export const groups = {
  start: "Start",
  revisions: "Revisions",
  database: "Database",
  compare: "Compare",
  pictures: "Pictures",
} as const;
