/** Types as people write them: what `format_type` spells out is shortened, everything else stays. */

const short: readonly (readonly [RegExp, string])[] = [
  [/^character varying/, "varchar"],
  [/^character(?=\(|\[|$)/, "char"],
  [/^timestamp(\(\d\))? with time zone/, "timestamptz$1"],
  [/^timestamp(\(\d\))? without time zone/, "timestamp$1"],
  [/^time(\(\d\))? with time zone/, "timetz$1"],
  [/^time(\(\d\))? without time zone/, "time$1"],
  [/^double precision/, "double"],
  [/^bit varying/, "varbit"],
];

/** `timestamp with time zone` → `timestamptz`; the default schema's own types lose its name. */
export function shortType(type: string, defaultSchema: string): string {
  for (const [long, brief] of short) if (long.test(type)) return type.replace(long, brief);
  return type.startsWith(`${defaultSchema}.`) ? type.slice(defaultSchema.length + 1) : type;
}
