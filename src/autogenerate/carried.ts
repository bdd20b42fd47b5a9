/** What a target has no say over, such as privileges: it goes and comes with what it belongs to. */
import type { Dialect } from "../dialects/dialect.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import type { Sides } from "./staying.ts";

type IsCarried = (object: SchemaObject) => boolean;

/** True for what the target has no say over. */
export function carriedKinds(target: MetaData, { kinds }: Dialect): IsCarried {
  const asked = new Map(Object.entries(kinds).filter(([, kind]) => kind.isCompared !== undefined));
  return (object) => asked.get(object.kind)?.isCompared?.(object, target) === false;
}

/** What belongs to nothing that is there to be seen, such as privileges on the version table: it neither goes nor comes. */
export function isStray(object: SchemaObject, database: MetaData, { kinds }: Dialect): boolean {
  const carried = kinds[object.kind]?.carried;
  return carried !== undefined && carried(object, database) === undefined;
}

export interface CarryOptions {
  readonly isCarried: IsCarried;
  /** True for kinds that nobody has asked for. */
  readonly isSilent: IsCarried;
  /** The target with what it has no say over. */
  readonly whole: MetaData;
  readonly dialect: Dialect;
}

/**
 * What the target has no say over is in it as far as it can be, so that it goes and comes with what it belongs to. What belongs to
 * something new comes along with that.
 */
export function carry({ database, target, canonical }: Sides, options: CarryOptions): Sides {
  const { isCarried, isSilent, whole, dialect } = options;
  const carried = new Map<Key, SchemaObject>();
  for (const [key, object] of database.objects) {
    const left = isCarried(object) ? dialect.kinds[object.kind]?.carried?.(object, canonical) : undefined;
    if (left !== undefined) carried.set(key, left);
  }
  for (const [key, object] of whole.objects) {
    if (isSilent(object) || !isCarried(object)) continue;
    const coming = dialect.kinds[object.kind]?.comesWith?.(object, canonical, database);
    if (coming !== undefined) carried.set(key, coming);
  }
  if (carried.size === 0) return { database, target, canonical };
  const withCarried = (side: MetaData): MetaData => new MetaData({ ...side, objects: [...side.objects, ...carried] });
  return { database, target: withCarried(target), canonical: withCarried(canonical) };
}
