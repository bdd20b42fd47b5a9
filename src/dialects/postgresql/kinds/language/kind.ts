import { definitionKind } from "../definition/kind.ts";
import { createLanguage, createTransform, dropLanguage, dropTransform } from "./operations.ts";

/** Procedural languages and transforms. */
export const languageKind = definitionKind({
  name: "language",
  rank: 5,
  readers: ["readLanguages"],
  operations: { createLanguage, dropLanguage },
});
export const transformKind = definitionKind({
  name: "transform",
  rank: 8,
  readers: ["readTransforms"],
  operations: { createTransform, dropTransform },
});
