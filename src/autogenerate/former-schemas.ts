import { nameOfKey } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";

interface Renaming {
  readonly database: MetaData;
  readonly target: MetaData;
  readonly renames?: readonly { readonly from: string }[];
}

/**
 * Names among which are all schemas that a rename may lead out of: what it names has to be read there, whatever else a
 * comparison leaves out. A hint that was followed stays in the declaration and asks for nothing.
 */
export function formerSchemas({ database, target, renames = [] }: Renaming): readonly string[] {
  const hints = [...target.renamedFrom].filter(([key]) => !database.has(key)).map(([, former]) => nameOfKey(former));
  return [...new Set([...hints, ...renames.map(({ from }) => from)].map(firstPart))];
}

const firstPart = (name: string): string => {
  const [, quoted, plain = ""] = /^(?:"((?:[^"]|"")*)"|([^."(]*))/.exec(name) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain;
};
