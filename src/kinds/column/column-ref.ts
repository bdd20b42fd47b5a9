/** Columns as the third argument of a table sees them: names for `sql`, and elements of indexes with their order. */
import { identifierBrand, type SqlFragment, type SqlName } from "../../sql/sql.ts";
import type { StorageParameters } from "./declaration.ts";
import { MissingColumnRefError } from "./errors.ts";

/** How an element of an index is ordered and compared. */
export interface ElementOptions {
  readonly descending?: boolean;
  readonly nulls?: "first" | "last";
  readonly collation?: string;
  readonly operatorClass?: { readonly name: string; readonly parameters?: StorageParameters | undefined };
}

/** A column or expression as part of an index; each method returns a new element. */
export class ElementRef {
  /** Name of the column in the database. */
  readonly column: string | undefined;
  readonly expression: SqlFragment | undefined;
  readonly options: ElementOptions;

  constructor(of: string | SqlFragment, options: ElementOptions = {}) {
    this.column = typeof of === "string" ? of : undefined;
    this.expression = typeof of === "string" ? undefined : of;
    this.options = options;
  }

  asc(): ElementRef {
    return changed(this, { descending: false });
  }

  desc(): ElementRef {
    return changed(this, { descending: true });
  }

  nullsFirst(): ElementRef {
    return changed(this, { nulls: "first" });
  }

  nullsLast(): ElementRef {
    return changed(this, { nulls: "last" });
  }

  /** Operator class: `t.name.opclass("text_pattern_ops")`. */
  opclass(name: string, parameters?: StorageParameters): ElementRef {
    return changed(this, { operatorClass: { name, parameters } });
  }

  collate(collation: string): ElementRef {
    return changed(this, { collation });
  }
}

function changed(element: ElementRef, change: ElementOptions): ElementRef {
  return new ElementRef((element.column ?? element.expression)!, { ...element.options, ...change });
}

/** An expression as an element of an index: `` expression(sql`lower(${t.email})`).desc() ``. */
export function expression(fragment: SqlFragment): ElementRef {
  return new ElementRef(fragment);
}

/** A column of the table being declared: stands in `sql` fragments by its name. */
export type ColumnRef = ElementRef & SqlName;

class NamedColumn extends ElementRef implements SqlName {
  get [identifierBrand](): readonly string[] {
    return [this.column!];
  }
}

export function columnRef(name: string): ColumnRef {
  return new NamedColumn(name);
}

/**
 * The elements that a constraint or index was given, all of them columns of its table.
 *
 * @throws MissingColumnRefError where one is `undefined`, as `t.nmae` is, or a name: limbeck runs what a type checker never saw
 */
export function givenColumns<Given>(columns: readonly Given[], call: string): readonly Given[] {
  const at = columns.findIndex((column) => typeof column !== "object" || column === null);
  if (at !== -1) throw new MissingColumnRefError(call, at, columns[at]);
  return columns;
}
