import { alterDefinition, createDefinition, dropDefinition } from "../definition/operations.ts";

const textSearchParser = { kind: "textSearchParser", word: "TEXT SEARCH PARSER" } as const;
export const createTextSearchParser = createDefinition("createTextSearchParser", textSearchParser);
export const dropTextSearchParser = dropDefinition("dropTextSearchParser", textSearchParser);

const textSearchTemplate = { kind: "textSearchTemplate", word: "TEXT SEARCH TEMPLATE" } as const;
export const createTextSearchTemplate = createDefinition("createTextSearchTemplate", textSearchTemplate);
export const dropTextSearchTemplate = dropDefinition("dropTextSearchTemplate", textSearchTemplate);

const textSearchDictionary = { kind: "textSearchDictionary", word: "TEXT SEARCH DICTIONARY" } as const;
export const createTextSearchDictionary = createDefinition("createTextSearchDictionary", textSearchDictionary);
export const dropTextSearchDictionary = dropDefinition("dropTextSearchDictionary", textSearchDictionary);
export const alterTextSearchDictionary = alterDefinition("alterTextSearchDictionary", textSearchDictionary);

const textSearchConfiguration = { kind: "textSearchConfiguration", word: "TEXT SEARCH CONFIGURATION" } as const;
export const createTextSearchConfiguration = createDefinition("createTextSearchConfiguration", textSearchConfiguration);
export const dropTextSearchConfiguration = dropDefinition("dropTextSearchConfiguration", textSearchConfiguration);
export const alterTextSearchConfiguration = alterDefinition("alterTextSearchConfiguration", textSearchConfiguration);

/** What `op` has of it. */
export const textSearchOperations = {
  alterTextSearchConfiguration,
  createTextSearchConfiguration,
  alterTextSearchDictionary,
  createTextSearchDictionary,
  createTextSearchParser,
  createTextSearchTemplate,
  dropTextSearchConfiguration,
  dropTextSearchDictionary,
  dropTextSearchParser,
  dropTextSearchTemplate,
};
