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
export const textSearchParserKind = definitionKind("textSearchParser", 8, {
  createTextSearchParser,
  dropTextSearchParser,
});
export const textSearchTemplateKind = definitionKind("textSearchTemplate", 8, {
  createTextSearchTemplate,
  dropTextSearchTemplate,
});
export const textSearchDictionaryKind = definitionKind(
  "textSearchDictionary",
  8.1,
  {
    alterTextSearchDictionary,
    createTextSearchDictionary,
    dropTextSearchDictionary,
  },
  alterDictionary,
);
export const textSearchConfigurationKind = definitionKind(
  "textSearchConfiguration",
  8.2,
  {
    alterTextSearchConfiguration,
    createTextSearchConfiguration,
    dropTextSearchConfiguration,
  },
  alterConfiguration,
);
