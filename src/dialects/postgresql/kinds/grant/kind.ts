import { grantKey, type GrantModel } from "../../../../kinds/grant/model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { defineKind } from "../../../../metadata/kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { bodyKeys } from "../../body-keys.ts";
import { grant, grantOps, revoke } from "./operations.ts";

/** Privileges. They count only where the declaration has some, and then only those of the roles that it names. */
export const grantKind = defineKind<GrantModel>({
  name: "grant",
  rank: 50,
  key: grantKey,
  dependsOn: (model, metadata) => [
    ...(model.on.startsWith("SCHEMA ") ? [schemaKey(model.on.slice("SCHEMA ".length))] : []),
    ...(model.defaults?.inSchema === undefined ? [] : [schemaKey(model.defaults.inSchema)]),
    ...(model.defaults === undefined ? bodyKeys(model.on, metadata) : []),
  ],
  isCompared: (model, target) => rolesNamed(target).has(model.name),
  attributes: { privileges: "alter", grantable: "alter", revoked: "alter" },
  survives: () => true,
  create: (model) => grantOps(undefined, model),
  drop: (model) => grantOps(model, undefined),
  alter: ({ database, target }) => grantOps(database, target),
  operations: { grant, revoke },
});

const cache = new WeakMap<MetaData, ReadonlySet<string>>();

/** Roles that a declaration names; what a database says of roles is no declaration. */
function rolesNamed(target: MetaData): ReadonlySet<string> {
  let roles = cache.get(target);
  if (roles === undefined) {
    const declared = target.origins.size === 0 ? [] : [...target.objects.values()];
    cache.set(target, (roles = new Set(declared.filter(({ kind }) => kind === "grant").map(({ name }) => name))));
  }
  return roles;
}
