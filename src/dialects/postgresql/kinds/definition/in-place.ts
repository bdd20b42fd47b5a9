/**
 * Changes of objects that others stand on, without making them anew: a server keeps the secrets of its user mappings, a
 * publication its subscribers. Texts are those that the server's catalogs are read as.
 */
import { closing, isWord, readName, textBetween, tokensOf, type Token } from "../../sql-statement.ts";
import type { DefinitionModel } from "./model.ts";

/** The statements that turn one object into the other; undefined where it must be made anew. */
export type InPlace = (from: DefinitionModel, to: DefinitionModel) => readonly string[] | undefined;

type Settings = ReadonlyMap<string, string>;

interface Read {
  /** What stands before the list. */
  readonly head: string;
  readonly list: Settings;
}

/** `… OPTIONS (a 'b')`, `… WITH (a = b)`, `… (a = b)`: what stands before the last list, and the list by name. */
function readList(statement: string): Read {
  const tokens = tokensOf(statement);
  const open = tokens.findLastIndex(({ text }, at) => text === "(" && closing(tokens, at) === tokens.length);
  if (open === -1) return { head: statement, list: new Map() };
  const before = isWord(tokens[open - 1], "options", "with") ? open - 1 : open;
  const list = new Map<string, string>();
  for (let at = open + 1; at < tokens.length - 1;) {
    const comma = tokens.findIndex(({ text }, index) => index >= at && text === ",");
    const end = comma === -1 ? tokens.length - 1 : comma;
    const first = tokens[at + 1]?.text === "=" ? at + 2 : at + 1;
    list.set((tokens[at] as Token).text, textBetween(statement, tokens, first, end).trim());
    at = end + 1;
  }
  return { head: statement.slice(0, (tokens[before] as Token).at).trim(), list };
}

/** ` OPTIONS (ADD a 'b', SET c 'd', DROP e)`, or nothing where they are equal. */
function optionsChange(from: Settings, to: Settings): string {
  const changes = [
    ...[...from.keys()].filter((name) => !to.has(name)).map((name) => `DROP ${name}`),
    ...[...to]
      .filter(([name, value]) => from.get(name) !== value)
      .map(([name, value]) => `${from.has(name) ? "SET" : "ADD"} ${name} ${value}`),
  ];
  return changes.length === 0 ? "" : ` OPTIONS (${changes.join(", ")})`;
}

/** The first statements; where others follow, they are not looked at. */
function only(from: DefinitionModel, to: DefinitionModel): readonly [Read, Read] | undefined {
  const [before, after] = [from.definition, to.definition];
  return before.length === 1 && after.length === 1 ? [readList(before[0]!), readList(after[0]!)] : undefined;
}

const version = / VERSION ('(?:[^']|'')*')/;

export const alterServer: InPlace = (from, to) => {
  const read = only(from, to);
  if (read === undefined) return undefined;
  const [before, after] = read;
  if (before.head.replace(version, "") !== after.head.replace(version, "")) return undefined;
  const [old, now] = [version.exec(before.head)?.[1], version.exec(after.head)?.[1]];
  const change = `${old === now ? "" : ` VERSION ${now ?? "NULL"}`}${optionsChange(before.list, after.list)}`;
  return [`ALTER SERVER ${to.identity}${change}`];
};

const programs = / (HANDLER|VALIDATOR) (.*?)(?= VALIDATOR |$)/g;

const programsOf = ({ head }: Read): Settings =>
  new Map([...head.matchAll(programs)].map(([, word, name]) => [word as string, name as string]));

export const alterWrapper: InPlace = (from, to) => {
  const read = only(from, to);
  if (read === undefined) return undefined;
  const [before, after] = [programsOf(read[0]), programsOf(read[1])];
  const change = ["HANDLER", "VALIDATOR"]
    .filter((word) => before.get(word) !== after.get(word))
    .map((word) => (after.has(word) ? ` ${word} ${after.get(word)}` : ` NO ${word}`));
  return [`ALTER FOREIGN DATA WRAPPER ${to.identity}${change.join("")}${optionsChange(read[0].list, read[1].list)}`];
};

/** What a parameter of a publication is where nothing was said (manual, CREATE PUBLICATION). */
const usual: Readonly<Record<string, string>> = {
  publish_via_partition_root: "false",
  publish_generated_columns: "none",
};

export const alterPublication: InPlace = (from, to) => {
  const read = only(from, to);
  if (read === undefined || read[0].head !== read[1].head) return undefined;
  const [{ list: before }, { list: after }] = read;
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  const settings = changed.map((name) => `${name} = ${after.get(name) ?? usual[name]}`);
  return [`ALTER PUBLICATION ${to.identity} SET (${settings.join(", ")})`];
};

/** Options that go are named without a value. The template stays. */
export const alterDictionary: InPlace = (from, to) => {
  const read = only(from, to);
  if (read === undefined) return undefined;
  const [{ list: before }, { list: after }] = read;
  if (before.get("TEMPLATE") !== after.get("TEMPLATE")) return undefined;
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  const settings = names.map((name) => (after.has(name) ? `${name} = ${after.get(name)}` : name));
  return [`ALTER TEXT SEARCH DICTIONARY ${to.identity} (${settings.join(", ")})`];
};

/** Sorts of tokens with the dictionaries that look at them. */
function mappings(object: DefinitionModel): ReadonlyMap<string, string> {
  return new Map(
    object.definition.slice(1).map((statement) => {
      const tokens = tokensOf(statement);
      const at = tokens.findIndex((token, index) => isWord(token, "for") && isWord(tokens[index - 1], "mapping"));
      const { end } = readName(tokens, at + 1);
      return [
        textBetween(statement, tokens, at + 1, end).trim(),
        textBetween(statement, tokens, end + 1, tokens.length).trim(),
      ] as const;
    }),
  );
}

export const alterConfiguration: InPlace = (from, to) => {
  if (from.definition[0] !== to.definition[0]) return undefined;
  const [before, after] = [mappings(from), mappings(to)];
  const alter = `ALTER TEXT SEARCH CONFIGURATION ${to.identity}`;
  return [
    ...[...before.keys()].filter((sort) => !after.has(sort)).map((sort) => `${alter} DROP MAPPING FOR ${sort}`),
    ...[...after]
      .filter(([sort, list]) => before.get(sort) !== list)
      .map(([sort, list]) => `${alter} ${before.has(sort) ? "ALTER" : "ADD"} MAPPING FOR ${sort} WITH ${list}`),
  ];
};
