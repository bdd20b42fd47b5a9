/**
 * What a model manages. A model speaks of its own schemas and of the kinds it declares; whatever else a database holds is
 * somebody else's: never a difference, never dropped, and put back unharmed where a change has to go around it.
 */
import type { Dialect } from "../dialects/dialect.ts";
import { MetaData } from "../metadata/metadata.ts";
import { onlyIn } from "../metadata/only-in.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";

export interface ManagedScope {
  /** Schemas that are managed whole; those that the model names where absent. */
  readonly schemas?: readonly string[] | undefined;
  /** Kinds that are managed whether or not the model declares an object of them: `view`, `extension`. */
  readonly kinds?: readonly string[] | undefined;
}

/** True for objects that a model's comparison may drop. */
export function managedBy(
  model: MetaData,
  dialect: Dialect,
  scope: ManagedScope = {},
): (object: SchemaObject) => boolean {
  const declared = new Set<string>();
  const named = new Set<string>([dialect.defaultSchema]);
  for (const object of model.objects.values()) {
    declared.add(object.kind);
    if (object.schema !== undefined) named.add(object.schema);
    if (object.kind === "schema") named.add(object.name);
  }
  const schemas = scope.schemas === undefined ? named : new Set(scope.schemas);
  const kinds = new Set(scope.kinds ?? []);
  const isManagedKind = (kind: string): boolean => {
    const managed = dialect.kinds[kind]?.managed ?? "whenDeclared";
    return kinds.has(kind) || managed === "always" || (managed === "whenDeclared" && declared.has(kind));
  };
  return (object) => isManagedKind(object.kind) && (object.schema === undefined || schemas.has(object.schema));
}

/** A model together with what the database holds besides it. */
export function withUnmanaged(
  model: MetaData,
  database: MetaData,
  isManaged: (object: SchemaObject) => boolean,
  dialect: Pick<Dialect, "kinds">,
): MetaData {
  const isOurs = withHolders(database, isManaged, dialect);
  const kept = onlyIn(database, model).filter(([, object]) => !isOurs(object));
  if (kept.length === 0) return model;
  const dependencies = new Map(model.dependencies);
  for (const [key] of kept) {
    const needed = database.dependencies.get(key);
    if (needed !== undefined) dependencies.set(key, needed);
  }
  return new MetaData({ ...model, objects: [...model.objects, ...kept], dependencies });
}

/** A part is managed as the relation that holds it: the index of somebody else's view is somebody else's. */
function withHolders(
  database: MetaData,
  isManaged: (object: SchemaObject) => boolean,
  { kinds }: Pick<Dialect, "kinds">,
): (object: SchemaObject) => boolean {
  const foreign = new Set<string>();
  for (const object of database.objects.values()) {
    if ("table" in object || isManaged(object)) continue;
    for (const name of kinds[object.kind]?.occupies?.(object) ?? []) foreign.add(name);
  }
  return (object) => {
    const { table } = object;
    if (table !== undefined && foreign.size > 0 && foreign.has(`relation ${object.schema}.${table}`)) return false;
    return isManaged(object);
  };
}
