/** The least that every schema object has: a kind, a schema where it lives in one, and a name. Plain frozen data. */
export interface SchemaObject {
  readonly kind: string;
  /** The PostgreSQL namespace; absent for objects that live in none (schemas, extensions). */
  readonly schema?: string | undefined;
  readonly name: string;
  /** The table, view or foreign table of an object that is a part of one. */
  readonly table?: string | undefined;
  /** `COMMENT ON` text. */
  readonly comment?: string | undefined;
}

/** True for an object of the kind, which then has its type: `isA<TableModel>(object, "table")`. */
export const isA = <O extends SchemaObject>(object: SchemaObject | undefined, kind: O["kind"]): object is O =>
  object?.kind === kind;

/** The attributes of an object by their names, for code that runs over them whatever the kind. */
export const attributesOf = (object: object): Readonly<Record<string, unknown>> =>
  object as Readonly<Record<string, unknown>>;

/** The schema of an object whose kind lives in one. */
export const schemaOf = (object: SchemaObject): string => object.schema as string;
