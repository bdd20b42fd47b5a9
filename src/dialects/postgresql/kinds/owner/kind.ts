import { ownerKey, type OwnerModel } from "./model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { followRename, keyNamed } from "../../named-object.ts";
import { ownerOp, ownerWithObject, setOwner } from "./operations.ts";

/** Owners other than the role that is connected. They count only where somebody asks for them. */
export const ownerKind = definePostgresqlKind<OwnerModel>({
  name: "owner",
  // Before privileges, which a new owner would inherit otherwise.
  rank: 49,
  readers: ["readOwners"],
  managed: "whenNamed",
  key: ownerKey,
  optIn: ({ on, name }) =>
    `${on} is made anew and then belongs to whoever runs this, not to ${name}: \`manage: ["owner"]\` in the config keeps owners.`,
  dependsOn: ({ on }, metadata) => keysOf(on, metadata),
  isCompared: (owner, target) => target.origins.size === 0 || target.has(ownerKey(owner)),
  carried: (owner, target) => (keysOf(owner.on, target).length === 0 ? undefined : owner),
  follows: (owner, before, after) => {
    const on = followRename(owner.on, before, after);
    return on === owner.on ? owner : Object.freeze({ ...owner, on });
  },
  attributes: { name: "alter" } as object,
  survives: () => true,
  create: (owner, context) => [
    comesWithObject(owner, context) ? ownerWithObject(owner, "comes") : ownerOp(owner, undefined),
  ],
  drop: (owner, context) => [
    goesWithObject(owner, context) ? ownerWithObject(owner, "goes") : ownerOp(undefined, owner),
  ],
  alter: ({ database, target }) => [ownerOp(target, database)],
  operations: { setOwner },
});

function keysOf(on: string, metadata: MetaData): Key[] {
  const key = keyNamed(on, metadata);
  return key === undefined ? [] : [key];
}

const comesWithObject = ({ on }: OwnerModel, { database, target, remade }: ChangeContext): boolean =>
  keysOf(on, target).some((key) => !database.has(key) || remade?.has(key) === true);

const goesWithObject = ({ on }: OwnerModel, { database, target, remade }: ChangeContext): boolean =>
  keysOf(on, database).some((key) => !target.has(key) || remade?.has(key) === true);
