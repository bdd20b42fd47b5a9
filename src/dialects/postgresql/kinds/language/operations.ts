import { createDefinition, dropDefinition } from "../definition/operations.ts";

const language = { kind: "language", word: "LANGUAGE" } as const;
export const createLanguage = createDefinition("createLanguage", language);
export const dropLanguage = dropDefinition("dropLanguage", language);

const transform = { kind: "transform", word: "TRANSFORM" } as const;
export const createTransform = createDefinition("createTransform", transform);
export const dropTransform = dropDefinition("dropTransform", transform);

/** What `op` has of it. */
export const languageOperations = { createLanguage, dropLanguage, createTransform, dropTransform };
