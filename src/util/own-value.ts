/**
 * What a table of words says of a word that somebody else wrote. `table[word]` would find what every object has, such as
 * `constructor`, which may well be the name of an argument or a type.
 */
export const ownValue = <Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;
