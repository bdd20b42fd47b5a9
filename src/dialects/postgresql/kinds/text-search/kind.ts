import { definitionKind } from "../definition/kind.ts";
import { alterDictionary, alterConfiguration } from "../definition/in-place.ts";
import {
  alterTextSearchDictionary,
  alterTextSearchConfiguration,
  createTextSearchConfiguration,
  createTextSearchDictionary,
  createTextSearchParser,
  createTextSearchTemplate,
  dropTextSearchConfiguration,
  dropTextSearchDictionary,
  dropTextSearchParser,
  dropTextSearchTemplate,
} from "./operations.ts";

/** Parsers, templates, dictionaries and configurations of text search. */
export const textSearchParserKind = definitionKind({
  name: "textSearchParser",
  rank: 8,
  readers: ["readTextSearchParsers"],
  operations: {
    createTextSearchParser,
    dropTextSearchParser,
  },
});
export const textSearchTemplateKind = definitionKind({
  name: "textSearchTemplate",
  rank: 8,
  readers: ["readTextSearchTemplates"],
  operations: {
    createTextSearchTemplate,
    dropTextSearchTemplate,
  },
});
export const textSearchDictionaryKind = definitionKind({
  name: "textSearchDictionary",
  rank: 8.1,
  readers: ["readTextSearchDictionaries"],
  operations: {
    alterTextSearchDictionary,
    createTextSearchDictionary,
    dropTextSearchDictionary,
  },
  inPlace: alterDictionary,
});
export const textSearchConfigurationKind = definitionKind({
  name: "textSearchConfiguration",
  rank: 8.2,
  readers: ["readTextSearchConfigurations"],
  operations: {
    alterTextSearchConfiguration,
    createTextSearchConfiguration,
    dropTextSearchConfiguration,
  },
  inPlace: alterConfiguration,
});
