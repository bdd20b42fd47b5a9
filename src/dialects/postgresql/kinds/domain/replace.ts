/** Another domain under the name of one whose type changes. */
import type { DomainCheckModel, DomainModel } from "./model.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type Statement } from "../../../../operations/operation.ts";
import { block, call, literal } from "../../../../operations/source.ts";
import { createDomainStatements, domainOptions } from "../../ddl/domain.ts";
import { legacyDomain, type LegacyDomainOptions } from "../../legacy/domain.ts";
import { written } from "../../ddl/locate.ts";
import {
  replaceTypeStatements,
  swapDefaults,
  throughText,
  typeColumn,
  typeColumnsSource,
  type TypeColumn,
  type WrittenTypeColumn,
} from "../../ddl/replace-type.ts";
import {
  replacedTypesOver,
  typeOver,
  typesOverSource,
  type TypeOver,
  type WrittenTypeOver,
} from "../../ddl/types-over.ts";

export interface ReplaceDomainOp extends Operation {
  readonly type: "replaceDomain";
  readonly object: DomainModel;
  readonly checks: readonly DomainCheckModel[];
  readonly columns: readonly TypeColumn[];
  /** True where values get from one type to the other by way of text alone. */
  readonly byText?: boolean;
  /** Types over the domain, the nearest first. */
  readonly over?: readonly TypeOver[];
  readonly former?: Pick<ReplaceDomainOp, "object" | "checks" | "byText" | "over">;
}

export interface ReplaceDomainOptions extends LegacyDomainOptions {
  /** Columns of the domain: `["customers.email"]`, with a default `[{ column: "customers.email", serverDefault: sql`''` }]`. */
  readonly columns?: readonly WrittenTypeColumn[];
  /** Values are written as text and read as the new type, where PostgreSQL does not cast by itself. */
  readonly byText?: boolean;
  /**
   * Domains and composite types over the domain, as they are afterwards:
   * `[{ domain: "work_email", type: "public.email", columns: ["staff.email"] }]`.
   */
  readonly over?: readonly WrittenTypeOver[];
}

/**
 * Gives a domain another type, which PostgreSQL cannot change: a new domain takes the old one's name and every column moves
 * over, rows and all; so do the types over it. Rewrites the tables.
 *
 *     op.replaceDomain("email", "character varying(320)", { columns: ["customers.email"] })
 */
export const replaceDomain = defineOperation({
  type: "replaceDomain",
  build: (
    name: string,
    type: string,
    { columns = [], byText = false, over = [], ...options }: ReplaceDomainOptions = {},
  ): ReplaceDomainOp => {
    const [object, checks] = legacyDomain(name, type, options);
    return {
      type: "replaceDomain",
      object,
      checks,
      columns: columns.map(typeColumn),
      byText,
      over: over.map(typeOver),
    };
  },
  reverse: (op): readonly Operation[] => {
    const { former, object, checks, byText = false, over = [] } = op;
    if (former === undefined)
      throw new IrreversibleError(`replaceDomain ${object.name}`, "the former domain is not known");
    return [
      { ...op, ...former, former: { object, checks, byText, over }, columns: swapDefaults(op.columns) } as Operation,
    ];
  },
  statements: ({ object, checks, columns, byText, over = [] }): Statement[] =>
    replaceTypeStatements({
      schema: object.schema,
      name: object.name,
      columns,
      create: createDomainStatements(object, checks),
      // A cast of PostgreSQL's own fails for what does not fit, where one that is written down would cut it.
      conversion: (column, type) => (byText === true ? throughText(column, type) : undefined),
      over: replacedTypesOver(over),
      note: `fails where a row holds what is no ${object.type} or fails a check`,
    }),
  render: ({ object, checks, columns, byText, over = [] }, source) => {
    const options = [
      ...domainOptions(object, checks, source),
      ...typeColumnsSource(columns, source),
      ...(byText === true ? ["byText: true"] : []),
      ...typesOverSource(over, source),
    ];
    return call("op.replaceDomain", [
      literal(written(object.schema, object.name)),
      literal(object.type),
      ...(options.length === 0 ? [] : [block("{", options, "}")]),
    ]);
  },
  describe: ({ object }) => `replace domain ${written(object.schema, object.name)}`,
});
