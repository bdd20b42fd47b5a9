import type { SequenceModel, SequenceOwnerModel } from "../../../../kinds/sequence/model.ts";
import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { defaultSchema, written } from "../../ddl/locate.ts";
import { trailingOptions } from "../../ddl/source-options.ts";

/** `sequence("invoice_number", { start: 1000, ownedBy: "invoices.number" })` */
export function sequenceSource(
  model: SequenceModel,
  owner: SequenceOwnerModel | undefined,
  source: SourceWriter,
): string {
  const { schema, name, type, start, increment, minValue, maxValue, cache, cycle, unlogged, comment } = model;
  const options = trailingOptions({
    type,
    start: whole(start),
    increment: whole(increment),
    minValue: whole(minValue),
    maxValue: whole(maxValue),
    cache: whole(cache),
    cycle,
    unlogged,
    ownedBy: owner && columnOf(owner),
    comment,
  });
  return `${source.use("sequence")}(${literal(written(schema, name))}${options})`;
}

const columnOf = ({ tableSchema, table, column }: SequenceOwnerModel): string =>
  formatQualifiedName(...(tableSchema === defaultSchema() ? [] : [tableSchema]), table, column);

/** Numbers that JavaScript holds exactly are written as numbers. */
const whole = (text: string | undefined): string | number | undefined =>
  text !== undefined && Number.isSafeInteger(Number(text)) ? Number(text) : text;
