import { columnKey } from "../../../../kinds/column/model.ts";
import { grantKey, joined, type GrantModel } from "./model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { ChangeContext } from "../../../../metadata/kind.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import type { MetaData } from "../../../../metadata/metadata.ts";
import { schemaOf, type SchemaObject } from "../../../../metadata/schema-object.ts";
import { bodyKeys } from "../../body-keys.ts";
import { columnOfPrivilege, followRename, hasColumn, keyNamed } from "../../named-object.ts";
import { givenByDefault } from "./default-privileges.ts";
import { grant, grantOps, revoke, withObject, type GrantOp } from "./operations.ts";

/**
 * Privileges. They count only where the declaration has some, and then only those of the roles that it names; the others
 * come back with what they are on.
 */
export const grantKind = definePostgresqlKind<GrantModel>({
  name: "grant",
  rank: 50,
  readers: ["readGrants", "readDefaultPrivileges"],
  key: grantKey,
  dependsOn: (model, metadata) => [
    ...(model.defaults?.inSchema === undefined ? [] : [schemaKey(model.defaults.inSchema)]),
    ...(model.defaults === undefined ? objectKeys(model, metadata) : []),
  ],
  isCompared: (model, target) => rolesNamed(target).has(model.name),
  carried: (model, target) => {
    const relation = model.defaults === undefined ? target.get(keyNamed(model.on, target) ?? ("" as Key)) : undefined;
    return relation === undefined ? undefined : onColumnsOf(relation, model, target);
  },
  comesWith: arriving,
  follows: (model, before, after) => {
    const on = followRename(model.on, before, after);
    return on === model.on ? model : Object.freeze({ ...model, on });
  },
  attributes: { privileges: "alter", grantable: "alter", revoked: "alter" },
  survives: () => true,
  create: (model, context) =>
    isNew(model, context)
      ? grantOps(givenByDefault(model, context), model).map(withObject("comes"))
      : changes(context.database.get(grantKey(model)) as GrantModel | undefined, model, context),
  drop: (model, context) =>
    context.target.has(grantKey(model))
      ? goneOps(model, context).map(withObject("goes"))
      : changes(model, undefined, context),
  alter: ({ database, target, context }) => changes(database, target, context),
  operations: { grant, revoke },
});

/** What the privileges are on, and the columns that some of them name. */
function objectKeys({ on, privileges }: GrantModel, metadata: MetaData): Key[] {
  if (on.startsWith("SCHEMA ")) return [keyNamed(on, metadata) ?? schemaKey(on.slice("SCHEMA ".length))];
  const key = keyNamed(on, metadata);
  if (key === undefined) return bodyKeys(on, metadata);
  const table = metadata.get(key);
  if (table?.kind !== "table") return [key];
  const columns = privileges.map(columnOfPrivilege).filter((column) => column !== undefined);
  return [key, ...[...new Set(columns)].map((column) => columnKey(schemaOf(table), table.name, column))];
}

/** Privileges on columns that a relation has no more are gone. */
function onColumnsOf(relation: SchemaObject, model: GrantModel, target: MetaData): GrantModel | undefined {
  const isThere = (privilege: string): boolean => {
    const column = columnOfPrivilege(privilege);
    return column === undefined || hasColumn(relation, column, target);
  };
  if (model.privileges.every(isThere)) return model;
  const privileges = model.privileges.filter(isThere);
  if (privileges.length === 0 && model.revoked === undefined) return undefined;
  const { grantable, ...rest } = model;
  const left = grantable?.filter(isThere) ?? [];
  return Object.freeze({ ...rest, privileges, ...(left.length === 0 ? {} : { grantable: left }) });
}

/**
 * What is said of privileges: those of an object that is made anew are gone and said again, and so are those of one that is
 * new; the others change.
 */
function changes(database: GrantModel | undefined, target: GrantModel | undefined, context: ChangeContext): GrantOp[] {
  const before = database === undefined ? undefined : split(database, context.database, context.target, context);
  const after = target === undefined ? undefined : split(target, context.target, context.database, context);
  // Where the grant is a step of its own on both sides, its drop has said what goes.
  const isSaid = database !== undefined && target !== undefined && context.remade?.has(grantKey(target)) === true;
  return [
    ...(isSaid ? [] : grantOps(before?.moving, undefined).map(withObject("goes"))),
    ...grantOps(before?.staying, after?.staying),
    ...grantOps(undefined, after?.moving).map(withObject("comes")),
  ];
}

const goneOps = (model: GrantModel, context: ChangeContext): GrantOp[] =>
  grantOps(split(model, context.database, context.target, context).moving, undefined);

interface Split {
  /** Privileges that go or come with their object or column. */
  readonly moving: GrantModel | undefined;
  readonly staying: GrantModel | undefined;
}

function split(model: GrantModel, side: MetaData, other: MetaData, { remade }: ChangeContext): Split {
  if (model.defaults !== undefined) return { moving: undefined, staying: model };
  const moves = (key: Key): boolean => side.has(key) && (!other.has(key) || remade?.has(key) === true);
  const [object, ...columns] = objectKeys(model, side);
  if (object !== undefined && moves(object)) return { moving: model, staying: undefined };
  const moving = new Set(columns.filter(moves).map((key) => side.get(key)?.name));
  if (moving.size === 0) return { moving: undefined, staying: model };
  const isMoving = (privilege: string): boolean => moving.has(columnOfPrivilege(privilege));
  const { revoked: _, ...rest } = model;
  return {
    moving: withPrivileges(rest, isMoving),
    staying: withPrivileges(model, (privilege) => !isMoving(privilege)),
  };
}

/**
 * Privileges of a database on what the other one has not got: on a new object all of them, on one that both have those on new
 * columns. A declaration says itself what comes.
 */
function arriving(model: GrantModel, target: MetaData, database: MetaData): GrantModel | undefined {
  if (target.origins.size > 0) return undefined;
  if (model.defaults !== undefined) {
    const { inSchema } = model.defaults;
    return inSchema !== undefined && !database.has(schemaKey(inSchema)) ? model : undefined;
  }
  const key = keyNamed(model.on, target);
  if (key === undefined) return undefined;
  const before = database.get(key);
  if (before === undefined) return model;
  const isNewColumn = (privilege: string): boolean => {
    const column = columnOfPrivilege(privilege);
    return column !== undefined && !hasColumn(before, column, database);
  };
  const fresh = withPrivileges(model, isNewColumn);
  if (fresh.privileges.length === 0) return undefined;
  const own = database.get(grantKey(model)) as GrantModel | undefined;
  return own === undefined ? joined(fresh, { ...fresh, revoked: [] }) : joined(own, fresh);
}

const withPrivileges = (model: GrantModel, isKept: (privilege: string) => boolean): GrantModel => ({
  ...model,
  privileges: model.privileges.filter(isKept),
  grantable: (model.grantable ?? []).filter(isKept),
});

/** True for what comes from another database with an object that is new. */
function isNew({ defaults, on }: GrantModel, { database, target }: ChangeContext): boolean {
  if (defaults !== undefined || target.origins.size > 0) return false;
  const key = keyNamed(on, target);
  return key !== undefined && !database.has(key);
}

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
