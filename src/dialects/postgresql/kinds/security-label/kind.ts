import { securityLabelKey, type SecurityLabelModel } from "./model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { followRename, keyNamed } from "../../named-object.ts";
import { labelOp, labelWithObject, setSecurityLabel } from "./operations.ts";

/** Security labels. A model has a say over those of the providers that it names; others come back with what they are on. */
export const securityLabelKind = definePostgresqlKind<SecurityLabelModel>({
  name: "securityLabel",
  rank: 51,
  readers: ["readSecurityLabels"],
  key: securityLabelKey,
  dependsOn: ({ on }, metadata) => keysOf(on, metadata),
  isCompared: (label, target) => target.origins.size === 0 || providersOf(target).has(label.name),
  carried: (label, target) => (keysOf(label.on, target).length === 0 ? undefined : label),
  follows: (label, before, after) => {
    const on = followRename(label.on, before, after);
    return on === label.on ? label : Object.freeze({ ...label, on });
  },
  attributes: { label: "alter" },
  survives: () => true,
  create: (label, { database, target, remade }) => [
    movesAlong(label, target, database, remade) ? labelWithObject(label, "comes") : labelOp(label, undefined),
  ],
  drop: (label, { database, target, remade }) => [
    movesAlong(label, database, target, remade) ? labelWithObject(label, "goes") : labelOp(undefined, label),
  ],
  alter: ({ database, target }) => [labelOp(target, database)],
  operations: { setSecurityLabel },
});

function keysOf(on: string, metadata: MetaData): Key[] {
  const key = keyNamed(on, metadata);
  return key === undefined ? [] : [key];
}

/** The label's object is on one side only, or made anew. */
const movesAlong = (
  { on }: SecurityLabelModel,
  side: MetaData,
  other: MetaData,
  remade: ChangeContext["remade"],
): boolean => keysOf(on, side).some((key) => !other.has(key) || remade?.has(key) === true);

const cache = new WeakMap<MetaData, ReadonlySet<string>>();

function providersOf(target: MetaData): ReadonlySet<string> {
  let providers = cache.get(target);
  if (providers === undefined) {
    const labels = [...target.objects.values()].filter(({ kind }) => kind === "securityLabel");
    cache.set(target, (providers = new Set(labels.map(({ name }) => name))));
  }
  return providers;
}
