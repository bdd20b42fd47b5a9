/** Packages that an installation may leave out (`npm install --omit=optional`), each loaded where it is needed. */
import { LimbeckError } from "./errors.ts";

/** What needs the package is told with what to install. */
export class PackageMissingError extends LimbeckError {
  readonly package: string;

  constructor(name: string, purpose: string, cause: unknown) {
    super({
      code: "package.missing",
      message: `${purpose} needs the package ${name}, which is not installed.`,
      hint: `Install it: \`npm install ${name}\`. It comes with limbeck, unless optional dependencies are left out.`,
      cause,
    });
    this.package = name;
  }
}

/**
 * What `load` imports.
 *
 * @throws PackageMissingError where the package itself is missing, and what `load` throws otherwise
 * @example
 * ```ts
 * const { build } = await optionalPackage("esbuild", "Compiling TypeScript", () => import("esbuild"));
 * ```
 */
export async function optionalPackage<Loaded>(
  name: string,
  purpose: string,
  load: () => Loaded | Promise<Loaded>,
): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    throw isMissing(error, name) ? new PackageMissingError(name, purpose, error) : error;
  }
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const isNotFound = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return isNotFound && typeof message === "string" && message.includes(name);
}
