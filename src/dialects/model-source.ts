/**
 * The contract between `pull` and a dialect: what each object is as a declaration of a model. The dialect says it in the words of
 * the builders; how declarations are called and which file they stand in is not its business.
 */
import type { Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { SourceWriter } from "../operations/source.ts";

/** What things are called in the model. */
export interface ModelNames {
  /** The property that stands for a column. */
  property(schema: string, table: string, column: string): string;
  /** True where the property alone says the column's name. */
  saysColumn(property: string, column: string): boolean;
  /** The name that declares a type of the model, by the type's canonical text. */
  declaredType(canonicalText: string): string | undefined;
  /** True where a constraint or index has the name that it gets without one. */
  isAutomatic(object: SchemaObject): boolean;
}

/** Where a declaration stands: types before tables that have columns of them, and what belongs to a table beside it. */
export type DeclarationGroup = "schema" | "type" | "table" | "view" | "routine" | "other";

/** One declaration: an expression, and what it needs. */
export interface DeclarationSource {
  readonly key: Key;
  readonly group: DeclarationGroup;
  /** The table that it belongs to, such as that of a trigger. */
  readonly holder?: Key | undefined;
  /** What it might be called, in words: `orders touch`. */
  readonly words: readonly string[];
  readonly schema?: string | undefined;
  /** `enumType("order_status", ["new", "paid"])`, on one line where no text in it has several. */
  readonly expression: string;
  readonly builders: readonly string[];
  /** Other declarations that stand in it as values. */
  readonly uses: readonly string[];
  /** All objects that it declares. */
  readonly covers: readonly Key[];
}

/** A table in parts, so that relationships can stand among its columns. */
export interface TableSource {
  readonly key: Key;
  readonly schema: string;
  readonly name: string;
  /** As the model writes it: `shop.orders`. */
  readonly written: string;
  readonly columns: readonly { readonly column: string; readonly property: string; readonly source: string }[];
  /** What stands in the third argument. */
  readonly extras: readonly string[];
  /** Entries of the options: `comment: "all"`. */
  readonly options: readonly string[];
  readonly builders: readonly string[];
  readonly uses: readonly string[];
  readonly covers: readonly Key[];
}

/** An object that a model can't declare, and what becomes of it. */
export interface Undeclared {
  readonly key: Key;
  readonly reason: string;
}

export interface ModelSource {
  readonly tables: readonly TableSource[];
  readonly declarations: readonly DeclarationSource[];
  /** What the language of models has no builder for. */
  readonly undeclared: readonly Undeclared[];
}

/** Writes all objects of a database as declarations. */
export type WriteModelSource = (metadata: MetaData, names: ModelNames) => ModelSource;

/** Collects the builders and the declarations that an expression uses. */
export class ModelWriter extends SourceWriter {
  readonly #names: ModelNames;
  readonly #table: { readonly schema: string; readonly table: string } | undefined;
  readonly #uses = new Set<string>();

  constructor(names: ModelNames, table?: { readonly schema: string; readonly table: string }) {
    super();
    this.#names = names;
    this.#table = table;
  }

  override property(column: string): string {
    const { schema = "", table = "" } = this.#table ?? {};
    return this.#names.property(schema, table, column);
  }

  override declaredType(canonicalText: string): string | undefined {
    const isArray = canonicalText.endsWith("[]");
    const name = this.#names.declaredType(isArray ? canonicalText.slice(0, -2) : canonicalText);
    if (name === undefined) return undefined;
    this.#uses.add(name);
    return `${name}.column()${isArray ? ".array()" : ""}`;
  }

  get uses(): readonly string[] {
    return [...this.#uses].sort();
  }
}
