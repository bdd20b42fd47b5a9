/**
 * All declared or reflected objects of one data model or database. Frozen; two instances are compared, never changed.
 */
import type { Key } from "./key.ts";
import type { SchemaObject } from "./schema-object.ts";

export interface MetaDataInput {
  /** A map is taken over as it is, without a copy: whoever passes one does not change it any more. */
  readonly objects: ReadonlyMap<Key, SchemaObject> | Iterable<readonly [Key, SchemaObject]>;
  /** What each object needs, beyond what its own attributes say (`pg_depend` of reflected objects). */
  readonly dependencies?: ReadonlyMap<Key, readonly Key[]>;
  /** Former names that the declaration gives (`.renamedFrom`): key now → key before. */
  readonly renamedFrom?: ReadonlyMap<Key, Key>;
  /** Where each object was declared, for messages: `Order.customerId`. */
  readonly origins?: ReadonlyMap<Key, string>;
  /** Kinds that could not be read, by name. */
  readonly unread?: ReadonlyMap<string, Unread> | undefined;
}

/** Why a kind could not be read. */
export interface Unread {
  /** System catalogs that the role may not read. */
  readonly catalogs: readonly string[];
}

/** All declared or reflected objects, as frozen data. Iterate `objects`, or look one up by its key. */
export class MetaData {
  readonly objects: ReadonlyMap<Key, SchemaObject>;
  readonly dependencies: ReadonlyMap<Key, readonly Key[]>;
  readonly renamedFrom: ReadonlyMap<Key, Key>;
  readonly origins: ReadonlyMap<Key, string>;
  /** Kinds that could not be read; undefined where all were. */
  readonly unread: ReadonlyMap<string, Unread> | undefined;

  #byKind: ReadonlyMap<string, readonly SchemaObject[]> | undefined;

  constructor(input: MetaDataInput) {
    this.objects = input.objects instanceof Map ? input.objects : new Map(input.objects);
    this.dependencies = input.dependencies ?? new Map();
    this.renamedFrom = input.renamedFrom ?? new Map();
    this.origins = input.origins ?? new Map();
    this.unread = input.unread;
  }

  /** The object of a key; of the type that the key says, where its kind is known. */
  get<O extends SchemaObject>(key: Key<O>): O | undefined {
    return this.objects.get(key) as O | undefined;
  }

  /** The object of a key that comes from these objects, so that it is there. */
  at<O extends SchemaObject>(key: Key<O>): O {
    return this.objects.get(key) as O;
  }

  /** The objects of one kind, in their order: `metadata.all<TableModel>("table")`. Found once for all kinds. */
  all<O extends SchemaObject>(kind: O["kind"]): readonly O[] {
    this.#byKind ??= byKind(this.objects.values());
    return (this.#byKind.get(kind) ?? []) as readonly O[];
  }

  has(key: Key): boolean {
    return this.objects.has(key);
  }

  /** How the object is called in messages: where it was declared, or its key. */
  describe(key: Key): string {
    return this.origins.get(key) ?? key;
  }
}

function byKind(objects: Iterable<SchemaObject>): ReadonlyMap<string, readonly SchemaObject[]> {
  const found = new Map<string, SchemaObject[]>();
  for (const object of objects) {
    const list = found.get(object.kind);
    if (list === undefined) found.set(object.kind, [object]);
    else list.push(object);
  }
  return found;
}
