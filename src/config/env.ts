/** References to environment variables in a config: read when something connects, not when the config is loaded. */
import { EnvVariableMissingError } from "./errors.ts";

const brand = Symbol.for("limbeck.env");

/** A value that is read from an environment variable when it is needed: what `env()` gives. */
export interface EnvReference {
  readonly variable: string;
  readonly fallback: string | undefined;
}

/**
 * The value of an environment variable, read when it is needed. Commands that don't connect work without it.
 *
 *     environments: { production: { url: env("DATABASE_URL") } }
 */
export function env(variable: string, fallback?: string): EnvReference {
  return Object.freeze({ [brand]: true, variable, fallback });
}

export function isEnvReference(value: unknown): value is EnvReference {
  return typeof value === "object" && value !== null && brand in value;
}

/** @throws EnvVariableMissingError naming the variable and the field that needs it. */
export function readEnv(
  reference: EnvReference,
  field: string,
  file: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  const value = variables[reference.variable];
  if (value !== undefined && value !== "") return value;
  if (reference.fallback !== undefined) return reference.fallback;
  throw new EnvVariableMissingError(reference.variable, field, file);
}
