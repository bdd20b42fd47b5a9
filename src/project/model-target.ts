/** What the config names as its target, as far as that is data models: SQL runs elsewhere. */
import type { Project, Target } from "../config/config.ts";
import { isSqlTarget } from "../config/sql-target.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { DataModel } from "../model/data-model.ts";
import { declarationsWriterOf } from "../model/declarations-writer.ts";
import { TargetMissingError } from "./errors.ts";
import { joinedTargets } from "./joined-targets.ts";

/** The value that the config gives, whatever it is. @throws TargetMissingError where it gives none */
export async function configuredTarget({ config: { target } }: Project): Promise<unknown> {
  if (target === undefined) throw new TargetMissingError(undefined);
  return typeof target === "function" ? target() : target;
}

/** The data models of the target, which may have SQL beside them or instead. @throws TargetMissingError and what loading throws */
export async function readModels(project: Project): Promise<MetaData> {
  const value = await configuredTarget(project);
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return joinedTargets(await Promise.all(all.filter((each) => !isSqlTarget(each)).map(metadataOfModel)));
}

/** A data model, or what carries the metadata of one. @throws TargetMissingError */
export function asModel(value: unknown): Target {
  if (!isModel(value)) throw new TargetMissingError(value === undefined ? "undefined" : typeof value);
  return value;
}

/** @throws TargetMissingError */
export async function metadataOfModel(value: unknown): Promise<MetaData> {
  const target: Target & Partial<Pick<DataModel, "metadataInTurns">> = asModel(value);
  if (target.metadataInTurns !== undefined) return target.metadataInTurns();
  return "metadata" in target ? target.metadata : target;
}

function isModel(value: unknown): value is Target {
  if (typeof value !== "object" || value === null) return false;
  return declarationsWriterOf(value) !== undefined || isMetaData("metadata" in value ? value.metadata : value);
}

const isMetaData = (value: unknown): boolean => (value as Partial<MetaData> | undefined)?.objects instanceof Map;
