/** Domains and composite types over a type that is replaced: they hold on to the old one, so they are made anew with it. */
import type { CompositeModel } from "../kinds/composite/model.ts";
import type { DomainCheckModel, DomainModel } from "../kinds/domain/model.ts";
import { literal, type SourceWriter } from "../../../operations/source.ts";
import {
  attributeSources,
  compositeAttributes,
  createCompositeStatements,
  type WrittenAttributes,
} from "./composite.ts";
import { createDomainStatements, domainOptions } from "./domain.ts";
import { legacyDomain, type LegacyDomainOptions } from "../legacy/domain.ts";
import { locate, written } from "./locate.ts";
import {
  throughText,
  typeColumn,
  typeColumnsSource,
  type ReplacedType,
  type TypeColumn,
  type WrittenTypeColumn,
} from "./replace-type.ts";

export interface TypeOver {
  readonly object: DomainModel | CompositeModel;
  readonly checks?: readonly DomainCheckModel[];
  readonly columns: readonly TypeColumn[];
}

/** A type over another in a revision. */
export type WrittenTypeOver = { readonly columns?: readonly WrittenTypeColumn[] } & (
  | ({ readonly domain: string; readonly type: string } & LegacyDomainOptions)
  | { readonly composite: string; readonly attributes: WrittenAttributes; readonly comment?: string }
);

export function typeOver(over: WrittenTypeOver): TypeOver {
  const columns = (over.columns ?? []).map(typeColumn);
  if ("domain" in over) {
    const { domain, type, columns: _columns, ...options } = over;
    const [object, checks] = legacyDomain(domain, type, options);
    return { object, checks, columns };
  }
  const { composite, attributes, comment } = over;
  const base = { kind: "composite" as const, ...locate(composite), attributes: compositeAttributes(attributes) };
  return { object: comment === undefined ? base : { ...base, comment }, columns };
}

/** The option `over` of an operation's source; nothing where there are none. */
export function typesOverSource(over: readonly TypeOver[], source: SourceWriter): string[] {
  return over.length === 0 ? [] : [`over: [${over.map((each) => typeOverSource(each, source)).join(", ")}]`];
}

function typeOverSource({ object, checks = [], columns }: TypeOver, source: SourceWriter): string {
  const name = literal(written(object.schema, object.name));
  const entries =
    object.kind === "domain"
      ? [`domain: ${name}`, `type: ${literal(object.type)}`, ...domainOptions(object, checks, source)]
      : [
          `composite: ${name}`,
          `attributes: { ${attributeSources(object.attributes).join(", ")} }`,
          ...(object.comment === undefined ? [] : [`comment: ${literal(object.comment)}`]),
        ];
  return `{ ${[...entries, ...typeColumnsSource(columns, source)].join(", ")} }`;
}

/** How each is made anew; values get there by way of text, which any of them can be written as and read from. */
export const replacedTypesOver = (over: readonly TypeOver[]): ReplacedType[] =>
  over.map(({ object, checks = [], columns }) => ({
    schema: object.schema,
    name: object.name,
    columns,
    create: object.kind === "domain" ? createDomainStatements(object, checks) : createCompositeStatements(object),
    conversion: throughText,
  }));
