/** What comparison found out about one object. */
import type { Key } from "./key.ts";
import type { SchemaObject } from "./schema-object.ts";

export type Difference = Created | Dropped | Altered | Renamed;

/** Only the target has the object. */
export interface Created {
  readonly type: "create";
  readonly key: Key;
  readonly target: SchemaObject;
}

/** Only the database has the object. */
export interface Dropped {
  readonly type: "drop";
  readonly key: Key;
  readonly database: SchemaObject;
}

/** Both have it, and these attributes differ. */
export interface Altered {
  readonly type: "alter";
  readonly key: Key;
  readonly database: SchemaObject;
  readonly target: SchemaObject;
  readonly attributes: readonly string[];
  /** The heaviest change that the attributes take. */
  readonly change: "alter" | "alterAlone" | "alterBare" | "recreate";
}

/** The database has it under another name; everything else was compared under the new one. */
export interface Renamed {
  readonly type: "rename";
  readonly key: Key;
  readonly formerKey: Key;
  /** True where it only makes its name free for another. */
  readonly isAside?: true;
  readonly database: SchemaObject;
  readonly target: SchemaObject;
}

/** One object that gets another name, as it is when its turn comes. */
export interface RenameStep {
  readonly before: SchemaObject;
  readonly after: SchemaObject;
}
