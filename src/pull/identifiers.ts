/** Names that TypeScript takes: no reserved word, nothing that limbeck's classes or modules need for themselves. */
import { builderNames } from "./builder-names.ts";

const reserved: ReadonlySet<string> = new Set(
  (
    "abstract any as asserts async await boolean break case catch class const constructor continue debugger declare default delete do else enum " +
    "export extends false finally for from function get global if implements import in infer instanceof interface is keyof let module " +
    "namespace never new null number object of override package private protected prototype public readonly require return set static string " +
    "super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield " +
    "arguments eval globalThis NaN Infinity Array ArrayBuffer BigInt Boolean Buffer Collection Date Error Function Intl Iterator JSON Map Math " +
    "Number Object Promise Proxy Record Reflect RegExp Set String Symbol URL Uint8Array WeakMap WeakSet console process"
  ).split(" "),
);

/** Properties that classes of rows have already, or that mean something to JavaScript itself. */
const members: ReadonlySet<string> = new Set([
  "constructor",
  "prototype",
  "__proto__",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "toString",
  "valueOf",
  "toJSON",
  "load",
  "then",
]);

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A name for a class or a constant, from words that may be anything. */
export function exportedName(wanted: string, otherwise: string): string {
  const name = withoutOddStart(wanted, otherwise);
  return reserved.has(name) || builderNames.has(name) || members.has(name) ? `${name}_` : name;
}

/** A name for a property; reserved words are fine there. */
export function propertyName(wanted: string, otherwise: string): string {
  // Properties that are whole numbers would come first, whatever their place.
  const name = withoutOddStart(wanted, otherwise);
  return members.has(name) ? `${name}_` : name;
}

/** A property as a key of an object: in quotes where it is no name. */
export function keySource(property: string): string {
  // Written plainly it would be the object's prototype.
  if (property === "__proto__") return '["__proto__"]';
  return identifier.test(property) ? property : JSON.stringify(property);
}

function withoutOddStart(wanted: string, otherwise: string): string {
  const name = /^\p{N}/u.test(wanted) ? otherwise + wanted : wanted;
  return identifier.test(name) ? name : otherwise;
}

/** The first of `name`, `name2`, `name3`… that is free; marks it as taken. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}${number}`;
  taken.add(free);
  return free;
}
