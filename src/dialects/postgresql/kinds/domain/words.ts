/** Domains in the words of models, for revisions. */
import { makeObjectName } from "../../../../metadata/automatic-names.ts";
import { compact } from "../../../../kinds/canonical.ts";
import type { ColumnBuilder, ColumnFlag } from "../../../../kinds/column/column-builder.ts";
import { Source, type CallArgument, type SourceWriter } from "../../../../operations/source.ts";
import { sql } from "../../../../sql/sql.ts";
import { written } from "../../ddl/locate.ts";
import { exactly, objectsOf, rawText, wordsSource } from "../../ddl/words.ts";
import { type } from "../../types/any-type.ts";
import { defaultSource, typeCall, unquoted } from "../column/source.ts";
import { domain, type DomainCheckOptions, type DomainOptions } from "./declare.ts";
import type { DomainCheckModel, DomainModel } from "./model.ts";

export type DomainWords = [name: string, type: ColumnBuilder<unknown, ColumnFlag>, options?: DomainOptions];

/** A domain and its checks. */
export function domainObjects(...words: DomainWords): [DomainModel, DomainCheckModel[]] {
  const [object, ...checks] = objectsOf(domain(...words));
  return [object as DomainModel, checks as DomainCheckModel[]];
}

/** `` domain("email", text(), { check: sql`VALUE ~ '@'` }) `` */
export function domainWords(
  object: DomainModel,
  checks: readonly DomainCheckModel[],
): Required<DomainWords> | undefined {
  const { schema, name, notNull, collation, comment } = object;
  const options = compact<DomainOptions>({
    notNull,
    default: rawText(object.default),
    collation: collation === undefined ? undefined : unquoted(collation),
    check: checks.length === 0 ? undefined : checkWords(object, checks),
    comment,
  });
  return exactly<Required<DomainWords>>(
    [written(schema, name), type(object.type), options],
    [object, checks],
    (words) => domainObjects(...words),
  );
}

/** A check that says nothing but its condition is its condition. */
function checkWords(
  { name: of }: DomainModel,
  checks: readonly DomainCheckModel[],
): NonNullable<DomainOptions["check"]> {
  const words = checks.map(({ name, expression, notValid, comment }) =>
    compact<DomainCheckOptions>({ name, expression: sql.raw(expression), notValid, comment }),
  );
  const [only] = words;
  const isBare = words.length === 1 && only!.notValid === undefined && only!.comment === undefined;
  return isBare && only!.name === makeObjectName(of, undefined, "check") ? only!.expression : words;
}

/** The words as the arguments of a call. */
export function domainSource(
  [name, , options]: Required<DomainWords>,
  object: DomainModel,
  source: SourceWriter,
): (string | CallArgument)[] {
  const said = object.default === undefined ? {} : { default: new Source(defaultSource(object.default, source)) };
  const words = { ...options, ...said };
  const call = [name, new Source(typeCall(object.type, source)), ...(Object.keys(words).length === 0 ? [] : [words])];
  return wordsSource(call, source);
}
