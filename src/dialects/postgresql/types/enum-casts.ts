/** Enums have no casts but those by way of text: which number a value is, somebody must say. */
import type { EnumModel } from "../kinds/enum/model.ts";
import { quoteLiteral } from "../../../sql/identifier.ts";
import type { CastRequest, Conversion } from "./casts.ts";
import { isA } from "../../../metadata/schema-object.ts";

const integers: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);

/** Undefined where neither type is an enum. */
export function enumCast({ name, from, to, isWayBack }: CastRequest): Conversion | undefined {
  const [source, target] = [from.object, to.object].map((object) =>
    isA<EnumModel>(object, "enum") ? object : undefined,
  );
  const values = (source ?? target)?.values;
  if (values === undefined) return undefined;
  const byText = `${name}::text${to.isArray ? "[]" : ""}::${to.written}`;
  if (source !== undefined && target !== undefined) return { isImplicit: false, using: byText };
  const isNumbered = integers.has(to.base) || integers.has(from.base);
  if (isNumbered && values.every((value) => /^-?\d{1,4}$/.test(value))) return { isImplicit: false, using: byText };
  const [what, which] = [from.written, to.written];
  if (to.isArray || !isNumbered) {
    const decision = `decide how ${what} becomes ${which}: by way of text fails for values that do not read as ${which}`;
    return { isImplicit: false, using: byText, decision };
  }
  const cases = values.map((value, at) =>
    source === undefined ? `WHEN ${at + 1} THEN ${quoteLiteral(value)}` : `WHEN ${quoteLiteral(value)} THEN ${at + 1}`,
  );
  const using =
    source === undefined
      ? `(CASE ${name} ${cases.join(" ")} ELSE ${name}::text END)::${which}`
      : `(CASE ${name} ${cases.join(" ")} END)::${which}`;
  const decision = `decide which number stands for which value of ${source === undefined ? which : what}: this takes their places in the list`;
  return { isImplicit: false, using, ...(isWayBack ? {} : { decision }) };
}
