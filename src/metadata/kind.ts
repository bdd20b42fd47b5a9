/**
 * The contract of a kind: what one sort of schema object is, what it depends on, and what a change of each attribute
 * takes. The comparison, the order and the rendering are generic over it; nobody writes loops over columns.
 */
import type { Operation, OperationDefinitions } from "../operations/operation.ts";
import type { Key } from "./key.ts";
import type { MetaData } from "./metadata.ts";
import type { SchemaObject } from "./schema-object.ts";

/** What it takes to change an attribute of an object that stays. */
export type Change =
  /** Changed in place by the kind's `alter`. */
  | "alter"
  /** Changed in place, but views, policies and other dependants must be out of the way meanwhile. */
  | "alterAlone"
  /** Changed in place, but the way back makes it anew: indexes, keys and all other dependants go and come around it. */
  | "alterBare"
  /** The object is dropped and created again, its dependants around it. */
  | "recreate"
  /** Not part of the model: never compared. */
  | "ignore";

export interface AttributeRule<O extends SchemaObject> {
  readonly change: Change | ((database: O, target: O, context: ChangeContext) => Change);
  /** Only where equality is not structural. */
  readonly equal?: (database: O, target: O, context: ChangeContext) => boolean;
}

/** What a kind may look at where an object changes: both sides of the comparison and the server version. */
export interface ChangeContext {
  readonly serverVersion: number;
  readonly database: MetaData;
  readonly target: MetaData;
  /** The database with what is not compared, such as owners. */
  readonly reflected?: MetaData;
  /** True where what is planned undoes an upgrade: the target is what was. */
  readonly isWayBack?: boolean;
  /** What both sides have but is dropped and created again; known once all steps are. */
  readonly remade?: ReadonlySet<Key>;
}

/** Attributes of an object that its identity does not say, each with its rule. */
export type AttributeRules<O extends SchemaObject> = {
  readonly [Attribute in Exclude<keyof O, "kind" | "schema" | "name" | "table">]?: AttributeRule<O> | Change;
};

export interface AlterRequest<O extends SchemaObject> {
  readonly database: O;
  readonly target: O;
  readonly attributes: readonly string[];
  readonly context: ChangeContext;
}

/**
 * Attributes whose text names other objects. PostgreSQL keeps what the text means, so after a rename it prints the new names;
 * `Dialect.follow` reads these attributes back.
 */
export interface KindTexts {
  /** SQL that somebody writes and the server prints in words of its own. */
  readonly sql: readonly string[];
  /** Types that the server tells of the object by itself. */
  readonly types?: readonly string[];
}

/** The attributes of both sorts. */
export const allTexts = ({ sql, types = [] }: KindTexts): readonly string[] => [...sql, ...types];

/** Attributes that name another object: after a rename they hold its new name. */
export interface NameAttributes<O extends SchemaObject = SchemaObject> {
  /** What the attributes name: a table, view, index or sequence, which share their names, or a type. */
  readonly of: "relation" | "type";
  /** The attribute that holds its schema. */
  readonly schema: keyof O & string;
  /** The attribute that holds its name. */
  readonly name: keyof O & string;
  /** For names of tables: attributes that hold the name of a column, or a list of them. */
  readonly columns?: readonly (keyof O & string)[];
}

/** How objects of a kind get new names: what questions call them, and what goes along. */
export interface Renaming<O extends SchemaObject = SchemaObject> {
  /** What questions call it: `composite type`. */
  readonly word: string;
  /** True for what stands alone in a schema, so that it may move to another one. */
  readonly moves?: true;
  /** For parts: the kind of what holds them, whose name is the beginning of theirs. */
  readonly partOf?: string;
  /** True where rows are lost with it. */
  readonly holdsRows?: true;
  /** True for an object that goes wherever another one does, so that nobody is asked. */
  readonly goesAlong?: (object: O, metadata: MetaData) => boolean;
}

/** The sides of a comparison that questions about renames are asked of. */
export interface RenameSides {
  readonly database: MetaData;
  readonly declared: MetaData;
}

/** What one sort of object is: its key, its attributes, what it needs, and the operations that create, alter and drop it. */
export interface Kind<O extends SchemaObject = SchemaObject> {
  readonly name: string;
  /** Among nodes that nothing orders, smaller ranks are created first and dropped last. */
  readonly rank: number;
  /**
   * Whether a model's comparison drops objects of the kind that the model does not declare: always, only where the model
   * declares some of the kind (the default), or only where the config names the kind.
   */
  readonly managed?: "always" | "whenDeclared" | "whenNamed";
  readonly key: (object: O) => Key;
  /** The object that holds this one: it goes when the holder goes. */
  readonly parent?: (object: O) => Key | undefined;
  /** What must exist before this object does, from its own attributes. Keys that are nowhere declared are ignored. */
  readonly dependsOn: (object: O, metadata: MetaData) => readonly Key[];
  /** What had better exist first where nothing forbids it, such as what the text of a function's body names. */
  readonly prefers?: (object: O, metadata: MetaData) => readonly Key[];
  /** What is created first where both are new, without being needed: a change of it does not touch this object. */
  readonly comesAfter?: (object: O, metadata: MetaData) => readonly Key[];
  readonly attributes: AttributeRules<O>;
  /** Names that cannot be held by two objects at a time, such as one namespace for tables, indexes and sequences. */
  readonly occupies?: (object: O) => readonly string[];
  /**
   * The content by which other objects refer to this one, where they don't use its name: a foreign key names the columns of a
   * unique constraint, and any constraint over them will do. Objects with the same content are dropped before others are
   * created, so that the reference finds the one that stays.
   */
  readonly foundBy?: (object: O) => readonly string[];
  /** False for an object that a target has no say over, so that it is not compared; such as privileges of other roles. */
  readonly isCompared?: (object: O, target: MetaData) => boolean;
  /**
   * For kinds with `isCompared`: what the target keeps of an object that is not compared. When its owner is recreated, this is
   * created again. Undefined: the object is lost with its owner.
   */
  readonly carried?: (object: O, target: MetaData) => O | undefined;
  /** For kinds with `isCompared`: what of an object that is not compared comes with what it belongs to, where only the target has that. */
  readonly comesWith?: (object: O, target: MetaData, database: MetaData) => O | undefined;
  /**
   * For kinds that count only where the target has some or somebody asks for the kind: what to tell where the object that
   * one belongs to is made anew all the same.
   */
  readonly optIn?: (object: O) => string;
  /** The object once another one has a new name, for kinds that name others in a text of their own. */
  readonly follows?: (object: O, before: SchemaObject, after: SchemaObject) => O;
  /** Objects that take this one along when they are dropped, besides its parent. */
  readonly goesWith?: (object: O, metadata: MetaData) => readonly Key[];
  /** What frees the object from what it goes with: where these are dropped, they are dropped first and the object stays. */
  readonly freedBy?: (object: O, metadata: MetaData) => readonly Key[];
  /**
   * What the object is joined to and stays without, but never changes while it is: where these are dropped, they go before it is
   * altered, and where they are new, they come after.
   */
  readonly letGoBy?: (object: O, metadata: MetaData) => readonly Key[];
  /** What is dropped only after this one, although neither needs the other. */
  readonly goesBefore?: (object: O, metadata: MetaData) => readonly Key[];
  /** What is made only after this one is dropped; asked of the target, where this one is made again. */
  readonly makesWayFor?: (object: O, metadata: MetaData) => readonly Key[];
  /** The object to whose `create` and `drop` this one belongs, where that is not its parent. */
  readonly home?: (object: O, metadata: MetaData) => Key | undefined;
  /** Kinds of parts that `create` and `drop` of this kind take along. */
  readonly absorbs?: readonly string[];
  /** True for a part of an absorbed kind that needs a step of its own all the same. */
  readonly leaves?: (object: O, part: SchemaObject, metadata: MetaData) => boolean;
  /** Among absorbed parts, kinds that become operations of their own first when dependencies run in a circle. */
  readonly detaches?: readonly string[];
  /** True when a dependant of this kind need not be taken out of the way while `changed` is altered. */
  readonly survives?: (object: O, changed: SchemaObject, context: ChangeContext) => boolean;
  /** The object whose `alter` changes this one along with itself, so that both are one step. */
  readonly alteredWith?: (object: O, context: ChangeContext) => Key | undefined;
  readonly create: (object: O, context: ChangeContext, parts: readonly SchemaObject[]) => readonly Operation[];
  readonly drop: (object: O, context: ChangeContext, parts: readonly SchemaObject[]) => readonly Operation[];
  readonly alter?: (request: AlterRequest<O>) => readonly Operation[];
  /** Gives an object its new name; absent where a rename is a drop and a create. */
  readonly rename?: (database: O, target: O) => readonly Operation[];
  /** Other names that change along with the object's own, each before and after: the multirange type of a range type. */
  readonly namesAlong?: (before: O, after: O) => readonly (readonly [SchemaObject, SchemaObject])[];
  /** For kinds that answers to questions about renames may name. */
  readonly renaming?: Renaming<O>;
  /**
   * True where one may be the other under a new name, so that somebody is asked before values are dropped. Absent where
   * that takes equal attributes.
   */
  readonly resembles?: (database: O, target: O, sides: RenameSides) => boolean;
  /** True where equal definitions under two names are one object renamed: nothing but the name tells them apart. */
  readonly renamesByDefinition?: boolean;
  /** What the object is for, where only one object can be that: two names with the same role are one object renamed. */
  readonly role?: (object: O, metadata: MetaData) => string | undefined;
  /** True where the object's text names others and the server rewrites it when one of these is renamed: a view. */
  readonly isProgram?: true;
  /** For programs: true where PostgreSQL reads all of the text when the object is made, as it does with `BEGIN ATOMIC`. */
  readonly isBound?: (object: O) => boolean;
  readonly texts?: KindTexts;
  /** What the object names, besides by texts and by the table that it is a part of. */
  readonly names?: readonly NameAttributes<O>[];
  readonly operations: OperationDefinitions;
}

/** The kind of an object, from the kinds of its dialect. */
export const kindOf = (object: SchemaObject, kinds: Readonly<Record<string, Kind>>): Kind => kinds[object.kind] as Kind;

/** Declares a kind; the definition is its type's only source. */
export function defineKind<O extends SchemaObject>(kind: Kind<O>): Kind<O> {
  return Object.freeze(kind);
}

/** Forgets the object's type, for collections of kinds. */
export function anyKind<O extends SchemaObject>(kind: Kind<O>): Kind {
  return kind as unknown as Kind;
}

/**
 * Declares a kind of a plugin, for `plugins: [{ kinds: { … } }]` of the config.
 *
 *     const tenantKind = defineKind<Tenant>({ name: "tenant", rank: 100, … });
 */
export function definePluginKind<O extends SchemaObject>(kind: Kind<O>): Kind {
  return anyKind(defineKind(kind));
}
