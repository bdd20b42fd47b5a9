/** English words in names of tables: one and many, and the ways to write several words as one name. */

/** Words that rules would get wrong, one and many. */
const irregular: readonly (readonly [one: string, many: string])[] = [
  ["person", "people"],
  ["child", "children"],
  ["man", "men"],
  ["woman", "women"],
  ["foot", "feet"],
  ["tooth", "teeth"],
  ["goose", "geese"],
  ["mouse", "mice"],
  ["ox", "oxen"],
  ["leaf", "leaves"],
  ["life", "lives"],
  ["wife", "wives"],
  ["knife", "knives"],
  ["shelf", "shelves"],
  ["half", "halves"],
  ["self", "selves"],
  ["thief", "thieves"],
  ["wolf", "wolves"],
  ["loaf", "loaves"],
  ["index", "indexes"],
  ["matrix", "matrices"],
  ["vertex", "vertices"],
  ["appendix", "appendices"],
  ["axis", "axes"],
  ["analysis", "analyses"],
  ["basis", "bases"],
  ["crisis", "crises"],
  ["diagnosis", "diagnoses"],
  ["hypothesis", "hypotheses"],
  ["synopsis", "synopses"],
  ["thesis", "theses"],
  ["criterion", "criteria"],
  ["phenomenon", "phenomena"],
  ["medium", "media"],
  ["curriculum", "curricula"],
  ["quiz", "quizzes"],
  ["bus", "buses"],
  ["gas", "gases"],
  ["alias", "aliases"],
  ["status", "statuses"],
  ["bonus", "bonuses"],
  ["campus", "campuses"],
  ["virus", "viruses"],
  ["census", "censuses"],
  ["corpus", "corpora"],
  ["bias", "biases"],
  ["atlas", "atlases"],
  ["canvas", "canvases"],
  ["lens", "lenses"],
  ["movie", "movies"],
  ["cookie", "cookies"],
  ["zombie", "zombies"],
  ["hero", "heroes"],
  ["potato", "potatoes"],
  ["tomato", "tomatoes"],
  ["echo", "echoes"],
  ["cache", "caches"],
  ["axe", "axes"],
  ["house", "houses"],
  ["horse", "horses"],
  ["course", "courses"],
  ["case", "cases"],
  ["base", "bases"],
  ["database", "databases"],
  ["phase", "phases"],
  ["purchase", "purchases"],
  ["lease", "leases"],
  ["release", "releases"],
  ["response", "responses"],
  ["expense", "expenses"],
  ["license", "licenses"],
  ["sense", "senses"],
  ["size", "sizes"],
  ["prize", "prizes"],
  ["image", "images"],
];

/** Words that are the same for one and many, or that are no things to count. */
const uncounted: ReadonlySet<string> = new Set(
  "series species news data metadata information equipment money sheep fish deer aircraft media software hardware feedback progress access address business process class".split(
    " ",
  ),
);

const oneOf = new Map(irregular.map(([one, many]) => [many, one]));
const manyOf = new Map(irregular);

/** Words that end in `s` and are one thing; `es` makes them many. */
const endsInS: ReadonlySet<string> = new Set("address business process access class progress".split(" "));

/**
 * One of what a word says many of: `customers` → `customer`. A word that no rule knows stays as it is.
 *
 *     singular("order_lines"); // "order_line": only the last word counts
 */
export function singular(name: string): string {
  return changeLast(name, oneWord);
}

/** Many of what a word says one of: `customer` → `customers`. */
export function plural(name: string): string {
  return changeLast(name, manyWord);
}

function oneWord(word: string): string {
  if (uncounted.has(word)) return word;
  const known = oneOf.get(word);
  if (known !== undefined && !manyOf.has(word)) return known;
  if (manyOf.has(word) || !word.endsWith("s") || /(ss|us|is)$/.test(word) || word.length < 3) return word;
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function manyWord(word: string): string {
  const known = manyOf.get(word);
  if (known !== undefined) return known;
  if (endsInS.has(word)) return `${word}es`;
  if (uncounted.has(word) || oneOf.has(word) || oneWord(word) !== word) return word;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|sh|ch|x|z)$/.test(word)) return `${word}es`;
  return `${word}s`;
}

/** Changes the last word of a name, whatever way its words are put together. */
function changeLast(name: string, change: (word: string) => string): string {
  const [, before = "", word = ""] = /^(.*?)([a-z]+|[A-Z][a-z]*|[A-Z]+)$/s.exec(name) ?? [];
  if (word === "") return name;
  const lower = word.toLowerCase();
  const changed = change(lower);
  if (changed === lower) return name;
  const isShouted = word.length > 1 && word === word.toUpperCase();
  return before + (isShouted ? changed.toUpperCase() : word[0]! + changed.slice(1));
}

/** The words of a name, whatever parts them: `order_lines`, `OrderLine`, `order-line`, `html URL`. */
export function wordsOf(name: string): string[] {
  return name
    .normalize("NFC")
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, "_")
    .split(/[^\p{L}\p{N}$]+/u)
    .filter((word) => word !== "");
}

const capital = (word: string): string => {
  const [first = ""] = word;
  return first.toUpperCase() + word.slice(first.length);
};
const small = (word: string): string =>
  word === word.toUpperCase() ? word.toLowerCase() : word[0]!.toLowerCase() + word.slice(1);

/** `order_lines` → `orderLines`; an underscore in front stays. */
export function camelCase(name: string): string {
  const [, lead = ""] = /^(_*)/.exec(name) ?? [];
  const [first, ...rest] = wordsOf(name);
  if (first === undefined) return "";
  return (
    lead +
    small(first) +
    rest.map((word) => capital(word === word.toUpperCase() && word.length > 1 ? word.toLowerCase() : word)).join("")
  );
}

/** `order_lines` → `OrderLines` */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => capital(word === word.toUpperCase() && word.length > 1 ? word.toLowerCase() : word))
    .join("");
}
