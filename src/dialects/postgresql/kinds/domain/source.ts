import { makeObjectName } from "../../../../metadata/automatic-names.ts";
import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { written } from "../../ddl/locate.ts";
import { sqlSource, trailingOptions } from "../../ddl/source-options.ts";
import { defaultSource, typeCall, unquoted } from "../column/source.ts";
import type { DomainCheckModel, DomainModel } from "./model.ts";

/** `` domain("email", text(), { check: sql`VALUE ~ '@'` }) `` */
export function domainSource(model: DomainModel, checks: readonly DomainCheckModel[], source: SourceWriter): string {
  const { schema, name, type, notNull, collation, comment } = model;
  const sorted = [...checks].sort((a, b) => (a.name < b.name ? -1 : 1));
  const written_ = sorted.map((check) => checkSource(check, source));
  const options = trailingOptions(
    { notNull, collation: collation === undefined ? undefined : unquoted(collation) },
    {
      default: model.default === undefined ? undefined : defaultSource(model.default, source),
      check:
        written_.length === 0
          ? undefined
          : written_.length === 1 && written_[0]!.startsWith("sql")
            ? written_[0]
            : `[${written_.join(", ")}]`,
      comment: comment === undefined ? undefined : literal(comment),
    },
  );
  return `${source.use("domain")}(${literal(written(schema, name))}, ${typeCall(type, source)}${options})`;
}

/** A check with nothing but its expression is written without braces. */
function checkSource({ domain, name, expression, notValid, comment }: DomainCheckModel, source: SourceWriter): string {
  const text = sqlSource(expression, source);
  const isAutomatic = name === makeObjectName(domain, undefined, "check");
  if (isAutomatic && notValid === undefined && comment === undefined) return text;
  const options = trailingOptions({ name: isAutomatic ? undefined : name }, { expression: text });
  return options
    .slice(2)
    .replace(/ \}$/, `${trailingOptions({ notValid, comment }).replace(/^, \{ (.*) \}$/s, ", $1")} }`);
}
