import { checkName } from "../../../../sql/qualified-name.ts";
import { compact } from "../../../../kinds/canonical.ts";
import { noOrigins, type Declared, type DeclaredObject } from "../../../../kinds/declared-object.ts";
import { extensionKey, type ExtensionModel } from "./model.ts";

/** Options of `extension()`. */
export interface ExtensionOptions {
  /** Compared only where it is given. */
  readonly version?: string;
  /** The schema of the extension's objects. */
  readonly schema?: string;
  readonly comment?: string;
}

/** An extension: `extension("citext", { schema: "public" })`. */
export function extension(name: string, options: ExtensionOptions = {}): DeclaredObject {
  const declare = (): Declared => {
    const model = compact<ExtensionModel>({
      kind: "extension",
      name: checkName(name),
      into: options.schema,
      version: options.version,
      comment: options.comment,
    });
    return { objects: [[extensionKey(name), model]], renamedFrom: [], origins: noOrigins };
  };
  return Object.freeze({ memberKind: "object" as const, word: "extension", name, declare });
}
