/**
 * What default privileges of a database do to an object that a script makes in it. Which role will run the script is not known, so
 * those of every role count; to revoke what nobody was given is harmless.
 */
import { grantKey, joined, type GrantModel } from "./model.ts";
import type { Difference } from "../../../../metadata/difference.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { ChangeContext } from "../../../../metadata/kind.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { keyNamed, nameToGrantOn } from "../../named-object.ts";

const classes: Readonly<Record<string, string>> = {
  TABLE: "TABLES",
  SEQUENCE: "SEQUENCES",
  FUNCTION: "FUNCTIONS",
  PROCEDURE: "FUNCTIONS",
  TYPE: "TYPES",
  DOMAIN: "TYPES",
  SCHEMA: "SCHEMAS",
};

/** Privileges that a role has on a new object before anything is said of it. */
export function givenByDefault(model: GrantModel, context: ChangeContext): GrantModel | undefined {
  const schema = context.target.get(keyNamed(model.on, context.target) ?? ("" as Key))?.schema;
  const given = defaultsFor(model.on, schema, context).filter(({ name }) => name === model.name);
  if (given.length === 0) return undefined;
  return given.reduce<GrantModel>((all, each) => joined(all, each), { ...nothing(model.on, model.name) });
}

/** The differences with grants of nothing: what roles get by default and do not have in the other database. */
export function withoutDefaults(differences: readonly Difference[], context: ChangeContext): readonly Difference[] {
  if (context.target.origins.size > 0 || !reflected(context).some(({ defaults }) => defaults !== undefined))
    return differences;
  const said = new Set(
    differences.flatMap((difference) => {
      if (difference.type === "drop" || difference.target.kind !== "grant") return [];
      const { on, name } = difference.target as GrantModel;
      return [`${keyNamed(on, context.target)} ${name}`];
    }),
  );
  const added = differences.flatMap((difference): Difference[] => {
    if (difference.type !== "create") return [];
    const on = nameToGrantOn(difference.target);
    if (on === undefined) return [];
    const roles = new Set(defaultsFor(on, difference.target.schema, context).map(({ name }) => name));
    return [...roles]
      .filter((role) => !said.has(`${difference.key} ${role}`))
      .map((role) => ({ type: "create", key: grantKey({ on, name: role }), target: nothing(on, role) }));
  });
  return added.length === 0 ? differences : [...differences, ...added];
}

const nothing = (on: string, name: string): GrantModel => ({ kind: "grant", on, name, privileges: [] });

const reflected = ({ reflected: whole, database }: ChangeContext): GrantModel[] =>
  [...(whole ?? database).objects.values()].filter((object): object is GrantModel => object.kind === "grant");

function defaultsFor(on: string, schema: SchemaObject["schema"], context: ChangeContext): GrantModel[] {
  const objects = classes[on.slice(0, on.indexOf(" "))];
  return reflected(context).filter(
    (grant) =>
      grant.defaults !== undefined &&
      grant.on === objects &&
      (grant.defaults.inSchema === undefined || grant.defaults.inSchema === schema),
  );
}
