/** Dates and times. Instants are `Date` by default; everything without a zone or a day stays text. */
import type { ColumnBuilder } from "../../../kinds/column/column-builder.ts";
import { columnOf, defineType, plain, type SourceOfModifiers } from "./define-type.ts";

export interface TimeOptions {
  /** Digits of the second, 0 to 6. */
  readonly precision?: number;
  readonly timezone?: boolean;
}

export interface TimestampOptions extends TimeOptions {
  /** `string` keeps microseconds and dates out of `Date`'s range. */
  readonly mode?: "date" | "string";
}

const zoned = (name: string, options: TimeOptions): string => {
  const precision = options.precision === undefined ? "" : `(${options.precision})`;
  return `${name}${precision} ${options.timezone === true ? "with" : "without"} time zone`;
};

const optionSource =
  (timezone: boolean): SourceOfModifiers =>
  (modifiers) => {
    const parts = [timezone && "timezone: true", modifiers !== undefined && `precision: ${modifiers}`];
    const given = parts.filter((part) => part !== false);
    return given.length === 0 ? "" : `{ ${given.join(", ")} }`;
  };

/** `date`, a string `2026-01-26`: a `Date` would need a time and a zone. */
export const date = plain<string>("date");

/** `time`, a string: `time({ precision: 3, timezone: true })` → `time(3) with time zone`. */
export const time = defineType(
  (options: TimeOptions = {}) => columnOf<string>(zoned("time", options)),
  {
    "time without time zone": optionSource(false),
    "time with time zone": optionSource(true),
  },
  { name: "time", options: { precision: "number", timezone: "boolean" } },
);

/** Short for `time({ timezone: true })`. */
export const timetz = defineType(
  (options: Omit<TimeOptions, "timezone"> = {}) => columnOf<string>(zoned("time", { ...options, timezone: true })),
  {},
  { name: "timetz", options: { precision: "number" } },
);

function buildTimestamp(options: TimestampOptions & { readonly mode: "string" }): ColumnBuilder<string>;
function buildTimestamp(options?: TimestampOptions & { readonly mode?: "date" }): ColumnBuilder<Date>;
function buildTimestamp(options: TimestampOptions = {}): ColumnBuilder<Date | string> {
  return columnOf(zoned("timestamp", options), options.mode === "string" ? { mode: "string" } : {});
}

/**
 * `timestamp`, a Date with milliseconds: `timestamp({ timezone: true, precision: 3 })` → `timestamp(3) with time zone`.
 * Without a zone the server's text is read as UTC. `mode: "string"` keeps the text and its microseconds.
 */
export const timestamp = defineType(
  buildTimestamp,
  {
    "timestamp without time zone": optionSource(false),
    "timestamp with time zone": optionSource(true),
  },
  { name: "timestamp", options: { precision: "number", timezone: "boolean", mode: ["date", "string"] } },
);

function buildTimestamptz(
  options: Omit<TimestampOptions, "timezone"> & { readonly mode: "string" },
): ColumnBuilder<string>;
function buildTimestamptz(
  options?: Omit<TimestampOptions, "timezone"> & { readonly mode?: "date" },
): ColumnBuilder<Date>;
function buildTimestamptz(options: Omit<TimestampOptions, "timezone"> = {}): ColumnBuilder<Date | string> {
  const more = options.mode === "string" ? ({ mode: "string" } as const) : {};
  return columnOf(zoned("timestamp", { ...options, timezone: true }), more);
}

/** Short for `timestamp({ timezone: true })`. */
export const timestamptz = defineType(
  buildTimestamptz,
  {},
  { name: "timestamptz", options: { precision: "number", mode: ["date", "string"] } },
);

const intervalFields = [
  "year",
  "month",
  "day",
  "hour",
  "minute",
  "second",
  "year to month",
  "day to hour",
  "day to minute",
  "day to second",
  "hour to minute",
  "hour to second",
  "minute to second",
] as const;

export interface IntervalOptions {
  /** Only where the fields end in seconds. */
  readonly precision?: number;
  readonly fields?: (typeof intervalFields)[number];
}

const intervalSource =
  (fields: string | undefined): SourceOfModifiers =>
  (modifiers) => {
    const parts = [
      fields !== undefined && `fields: ${JSON.stringify(fields)}`,
      modifiers !== undefined && `precision: ${modifiers}`,
    ];
    const given = parts.filter((part) => part !== false);
    return given.length === 0 ? "" : `{ ${given.join(", ")} }`;
  };

/** `interval`, a string: `interval({ fields: "day to second", precision: 3 })`. */
export const interval = defineType(
  (options: IntervalOptions = {}) => {
    const fields = options.fields === undefined ? "" : ` ${options.fields}`;
    const precision = options.precision === undefined ? "" : `(${options.precision})`;
    return columnOf<string>(`interval${fields}${precision}`);
  },
  Object.fromEntries([
    ["interval", intervalSource(undefined)],
    ...intervalFields.map((fields) => [`interval ${fields}`, intervalSource(fields)] as const),
  ]),
  { options: { precision: "number", fields: intervalFields } },
);
