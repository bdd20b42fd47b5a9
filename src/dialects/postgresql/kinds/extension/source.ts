import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { trailingOptions } from "../../ddl/source-options.ts";
import type { ExtensionModel } from "./model.ts";

/** `extension("citext", { schema: "public" })`: its version is the server's business. */
export function extensionSource({ name, into, comment }: ExtensionModel, source: SourceWriter): string {
  return `${source.use("extension")}(${literal(name)}${trailingOptions({ schema: into, comment })})`;
}
