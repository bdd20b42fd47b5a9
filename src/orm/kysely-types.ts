/** The tables of a data model as Kysely types them: names of tables, columns by property. */
import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { ColumnBuilder } from "../kinds/column/column-builder.ts";
import type { ColumnValue } from "../kinds/column/value.ts";
import type { Table } from "../kinds/table/table.ts";
import type { DataModel } from "../model/data-model.ts";
import type { OwnMembersOf } from "../model/model.ts";

/** What a column takes and gives. */
type KyselyColumn<C> =
  C extends ColumnBuilder<unknown, infer Flags>
    ? "generated" extends Flags
      ? GeneratedAlways<ColumnValue<C>>
      : "default" extends Flags
        ? Generated<ColumnValue<C>>
        : null extends ColumnValue<C>
          ? ColumnType<ColumnValue<C>, ColumnValue<C> | undefined, ColumnValue<C>>
          : ColumnValue<C>
    : never;

type KyselyTable<M> = {
  [
    Name in keyof M as M[Name] extends { readonly memberKind: "column" } ? StoredName<M[Name], Name> : never
  ]: KyselyColumn<M[Name]>;
};

/** Computed properties are no columns of the table. */
type StoredName<C, Name> =
  C extends ColumnBuilder<unknown, infer Flags> ? ("computed" extends Flags ? never : Name) : Name;

type ColumnsOfDeclaration<C> = C extends Table<infer Columns> ? Columns : OwnMembersOf<C>;

/** Kysely's database of declarations: tables by the names they were passed to `dataModel()` with. */
export type DatabaseOf<D> = {
  [Name in keyof D as [ColumnsOfDeclaration<D[Name]>] extends [never] ? never : Name]: KyselyTable<
    ColumnsOfDeclaration<D[Name]>
  >;
};

/** Kysely's database of a data model: `Kysely<DatabaseOfModel<typeof commerce>>`. */
export type DatabaseOfModel<M> = M extends DataModel<infer D> ? DatabaseOf<D> : never;
