import { definitionKind } from "../definition/kind.ts";
import { createLanguage, createTransform, dropLanguage, dropTransform } from "./operations.ts";

/** Procedural languages and transforms. */
export const languageKind = definitionKind("language", 5, { createLanguage, dropLanguage });
export const transformKind = definitionKind("transform", 8, { createTransform, dropTransform });
