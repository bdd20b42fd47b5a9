/** Indexes in the words of models, for revisions: `(t) => [t.order_date.desc()]`, `{ with: { fillfactor: 70 } }`. */
import { storageParameterTexts } from "../../../../kinds/canonical.ts";
import { columnRef, ElementRef, type ColumnRef } from "../../../../kinds/column/column-ref.ts";
import type { StorageParameters } from "../../../../kinds/column/declaration.ts";
import { elementOf } from "../../../../kinds/index/declare.ts";
import type { IndexElement } from "../../../../kinds/index/model.ts";
import { indexElement } from "../../../../kinds/table/constraint-drafts.ts";
import { block, type CallArgument, type SourceWriter } from "../../../../operations/source.ts";
import { sql, type SqlFragment } from "../../../../sql/sql.ts";
import { exactly } from "../../ddl/words.ts";
import { parameterValues, unquoted } from "../column/source.ts";
import { elementSource } from "../table/source.ts";

/** The elements of an index, from the columns of its table by name. */
export type IndexWords = (t: Readonly<Record<string, ColumnRef>>) => readonly (ElementRef | SqlFragment)[];

const columnsByName = new Proxy<Readonly<Record<string, ColumnRef>>>({}, { get: (_, name) => columnRef(String(name)) });

export const elementsOf = (words: IndexWords): IndexElement[] =>
  words(columnsByName).map((element) => indexElement(elementOf(element)));

/** Elements that need more than their column or expression as a function of the columns; undefined where no words are for them. */
export function elementWords(elements: readonly IndexElement[], source: SourceWriter): CallArgument | undefined {
  const refs = elements.map(refOf);
  if (exactly(refs, elements, (words) => words.map(indexElement)) === undefined) return undefined;
  const list = block(
    "[",
    elements.map((element) => elementSource(element, source)),
    "]",
  );
  return { text: `(t) => ${list.text}`, broken: (indent) => `(t) => ${list.broken!(indent)}` };
}

function refOf(element: IndexElement): ElementRef {
  const { column, expression = "", collation, operatorClass, operatorClassParameters, descending, nulls } = element;
  return new ElementRef(column ?? sql.raw(expression), {
    descending,
    nulls,
    collation: collation === undefined ? undefined : unquoted(collation),
    operatorClass:
      operatorClass === undefined
        ? undefined
        : {
            name: operatorClass.replace(/^pg_catalog\./, ""),
            parameters: operatorClassParameters && parameterValues(operatorClassParameters),
          },
  });
}

/** `["fillfactor=70"]` as `{ fillfactor: 70 }`; undefined where that would be something else. */
export const parameterWords = (parameters: readonly string[] | undefined): StorageParameters | undefined =>
  parameters === undefined ? undefined : exactly(parameterValues(parameters), parameters, storageParameterTexts);
