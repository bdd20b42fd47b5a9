/**
 * What a picture of a data model shows: tables, their columns and how they refer to each other. Plain frozen data,
 * sorted by name; every renderer begins here, and none looks at `MetaData` itself.
 */

/** What became of something between two states. */
export type ChangeMark = "added" | "changed" | "removed";

/** Marks as signs, so that colour is never all that tells them. */
export const signs: Readonly<Record<ChangeMark, string>> = { added: "+", changed: "~", removed: "\u2212" };

/** Something of a table that changed and has no row of its own: a constraint, an index, the comment. */
export interface ChangeNote {
  readonly change: ChangeMark;
  readonly text: string;
}

export type BoxKind = "table" | "view" | "materializedView" | "enum" | "external";

export interface DiagramColumn {
  readonly name: string;
  /** As people write it: `varchar(50)`, `timestamptz`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly primaryKey: boolean;
  readonly foreignKey: boolean;
  /** Unique on its own. */
  readonly unique: boolean;
  /** Server default, `identity`, or the expression of a generated column. */
  readonly default?: string;
  readonly comment?: string;
  readonly change?: ChangeMark;
  /** Its name before it was renamed. */
  readonly former?: string;
  /** What a changed column was before, attribute by attribute: `integer → bigint`. */
  readonly changeText?: string;
}

/** Constraints, indexes and other parts that are listed, not drawn. */
export interface DiagramPart {
  readonly kind: "primaryKey" | "unique" | "check" | "exclusion" | "index" | "trigger" | "policy";
  readonly name: string;
  readonly text: string;
  readonly comment?: string;
  readonly change?: ChangeMark;
  readonly former?: string;
}

export interface DiagramTable {
  /** `schema.name`, unique among boxes. */
  readonly key: string;
  readonly kind: BoxKind;
  readonly schema: string;
  readonly name: string;
  readonly comment?: string;
  readonly columns: readonly DiagramColumn[];
  readonly parts: readonly DiagramPart[];
  /** Its primary key is made of foreign keys: it stands between the tables that they lead to. */
  readonly association: boolean;
  /** Partitions, which are not drawn apart. */
  readonly partitions: number;
  /** What a view reads, where no lines say so. */
  readonly reads: readonly string[];
  /** The query of a view. */
  readonly definition?: string;
  /** Routines that its triggers, defaults, checks and policies call. */
  readonly functions?: readonly string[];
  readonly change?: ChangeMark;
  /** Its name before it was renamed, and its schema where that was another one. */
  readonly former?: string;
  readonly formerSchema?: string;
  readonly changeNotes?: readonly ChangeNote[];
}

export interface DiagramLink {
  /** Constraint's key; unique among links. */
  readonly key: string;
  readonly kind: "foreignKey" | "reads" | "inherits";
  readonly name: string;
  /** Box that holds the foreign key, or the view that reads. */
  readonly from: string;
  readonly fromColumns: readonly string[];
  /** Box referred to. */
  readonly to: string;
  readonly toColumns: readonly string[];
  /** At most one row refers to a row: the columns are unique. */
  readonly one: boolean;
  /** A row may refer to nothing: some column is nullable. */
  readonly optional: boolean;
  /** `on delete cascade`, `deferrable` and the like. */
  readonly rules: readonly string[];
  readonly comment?: string;
  readonly change?: ChangeMark;
  /** The constraint's name before it was renamed. */
  readonly former?: string;
}

export interface Diagram {
  readonly tables: readonly DiagramTable[];
  readonly links: readonly DiagramLink[];
  /** True where marks of change are part of it. */
  readonly compared: boolean;
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Schemas of a diagram, sorted. */
export function schemasOf(diagram: Diagram): string[] {
  return [...new Set(diagram.tables.map((table) => table.schema))].sort(compareText);
}

/** True for a link that a foreign key makes. */
export const isReference = ({ kind }: Pick<DiagramLink, "kind">): boolean => kind === "foreignKey";
