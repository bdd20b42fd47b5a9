/**
 * Remembers that the model and a database agreed, by a digest of either, so that checking again what has not changed
 * need not read and compare everything. Only agreement is remembered: a difference is worked out each time.
 */
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Project, Target } from "../config/config.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { declarationsWriterOf } from "../model/declarations-writer.ts";
import { keepFile } from "../util/keep-file.ts";
import { defaultSchemaOf } from "./workspace.ts";
import { toolVersion } from "./tool-version.ts";

export interface Agreement {
  readonly model: string;
  readonly database: string;
}

export class AgreementMemory {
  readonly #path: string;
  readonly #project: Project;

  /** Undefined where code of the user's takes part in comparing: nobody knows what it depends on. */
  static of(project: Project): AgreementMemory | undefined {
    const { plugins, includeName, includeObject, includeAttribute, rewriters, processRevisionDirectives } =
      project.config;
    const hooks = [
      ...(plugins ?? []),
      ...(rewriters ?? []),
      includeName,
      includeObject,
      includeAttribute,
      processRevisionDirectives,
    ];
    const isPlain = hooks.every((hook) => hook === undefined);
    return isPlain && project.dialect === undefined ? new AgreementMemory(project) : undefined;
  }

  private constructor(project: Project) {
    this.#project = project;
    this.#path = join(project.stateFolder, "cache", `agreement-${encodeURIComponent(project.environment.name)}.json`);
  }

  read(): Agreement | undefined {
    try {
      const { model, database } = JSON.parse(readFileSync(this.#path, "utf8")) as Partial<Agreement>;
      return typeof model === "string" && typeof database === "string" ? { model, database } : undefined;
    } catch {
      return undefined;
    }
  }

  write(agreement: Agreement): void {
    keepFile(this.#path, JSON.stringify(agreement));
  }

  forget(): void {
    try {
      rmSync(this.#path, { force: true });
    } catch {
      // Where nothing can be written, nothing was.
    }
  }

  /**
   * Of everything that is compared with a database: what the model is declared from or, where that can't be told, its
   * schema objects; how they are scoped, and by which limbeck.
   */
  digestOf(target: Target): string {
    const { includeSchemas, manage } = this.#project.config;
    const { versionTable } = this.#project.environment;
    const settings = JSON.stringify([
      toolVersion(),
      includeSchemas,
      manage,
      versionTable,
      defaultSchemaOf(this.#project),
    ]);
    const declared = createHash("sha256").update(`declarations ${settings}`);
    if (declarationsWriterOf(target)?.((text) => declared.update(text)) === true) return declared.digest("base64url");
    const built = createHash("sha256").update(`metadata ${settings}`);
    for (const text of metadataTexts("metadata" in target ? target.metadata : target)) built.update(text);
    return built.digest("base64url");
  }
}

function* metadataTexts({ objects, dependencies, renamedFrom }: MetaData): Generator<string> {
  for (const [key, object] of objects) yield key + JSON.stringify(object);
  for (const entry of dependencies) yield JSON.stringify(entry);
  for (const entry of renamedFrom) yield JSON.stringify(entry);
}
