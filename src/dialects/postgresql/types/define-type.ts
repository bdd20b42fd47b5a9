/**
 * One definition per type: its canonical text (`format_type`) and how that text is read back into a builder's arguments.
 * Builders, JavaScript values and rendered source all come from it.
 */
import { ColumnBuilder, type AnyColumn } from "../../../kinds/column/column-builder.ts";
import type { ColumnDeclaration } from "../../../kinds/column/declaration.ts";
import { InvalidTypeArgumentError } from "../errors.ts";
import { ownValue } from "../../../util/own-value.ts";

/** Source of a builder's arguments for a canonical text; undefined for a form that the builder can't say. */
export type SourceOfModifiers = (modifiers: string | undefined) => string | undefined;

export interface TypeDefinition {
  /** Canonical texts without modifiers and brackets that the builder makes, each with the source of its arguments. */
  readonly canonical: Readonly<Record<string, SourceOfModifiers>>;
}

/** A function that begins a column, with the definition it came from. */
export type TypeBuilder<Build> = Build & { readonly definition: TypeDefinition };

/** What a builder takes, for models that no compiler has looked at. */
export interface TypeArguments {
  /** What the builder is called where no canonical text says it. */
  readonly name?: string;
  /** How many whole numbers, one behind the other: a length, or precision and scale. */
  readonly numbers?: number;
  /** Names of options, each with what it holds. */
  readonly options?: Readonly<Record<string, "number" | "boolean" | readonly string[]>>;
}

/**
 * Joins a builder and its definition.
 *
 * @throws InvalidTypeArgumentError from the builder where it is given what its types forbid
 */
export function defineType<Build extends (...args: never[]) => AnyColumn>(
  build: Build,
  canonical: TypeDefinition["canonical"],
  takes: TypeArguments = {},
): TypeBuilder<Build> {
  const name = takes.name ?? Object.keys(canonical)[0] ?? "of this column";
  const checked = (...args: never[]): AnyColumn => {
    checkArguments(name, args, takes);
    return build(...args);
  };
  return Object.assign(checked as Build, { definition: Object.freeze({ canonical }) });
}

function checkArguments(type: string, args: readonly unknown[], { numbers = 0, options }: TypeArguments): void {
  const [first] = args;
  if (
    options !== undefined &&
    args.length === 1 &&
    typeof first === "object" &&
    first !== null &&
    !Array.isArray(first)
  ) {
    for (const [name, value] of Object.entries(first)) checkOption(type, { name, value }, options);
    return;
  }
  args.forEach((value, at) => {
    if (value === undefined || (at < numbers && Number.isInteger(value))) return;
    throw new InvalidTypeArgumentError(type, value, takenBy(numbers, options));
  });
}

function checkOption(
  type: string,
  { name, value }: { readonly name: string; readonly value: unknown },
  options: NonNullable<TypeArguments["options"]>,
): void {
  const holds = ownValue(options, name);
  const names = Object.keys(options).join(", ");
  if (holds === undefined) throw new InvalidTypeArgumentError(type, name, `the options ${names}`);
  if (value === undefined) return;
  const isRight =
    holds === "number"
      ? Number.isInteger(value)
      : holds === "boolean"
        ? typeof value === "boolean"
        : holds.includes(value as string);
  if (isRight) return;
  const words = { number: "a whole number", boolean: "true or false" };
  const wanted = typeof holds === "string" ? words[holds] : holds.map((one) => JSON.stringify(one)).join(", ");
  throw new InvalidTypeArgumentError(type, value, `${wanted} as ${name}`);
}

function takenBy(numbers: number, options: TypeArguments["options"]): string {
  const names = options === undefined ? [] : [`an object with ${Object.keys(options).join(", ")}`];
  const counted = numbers === 0 ? [] : [numbers === 1 ? "a whole number" : `up to ${numbers} whole numbers`];
  return [...counted, ...names].join(", or ") || "nothing";
}

/** A column of a canonical type. */
export function columnOf<Value>(text: string, more: Partial<ColumnDeclaration> = {}): ColumnBuilder<Value> {
  return new ColumnBuilder<Value>({ type: { kind: "named", text }, ...more });
}

/** Only the form without modifiers. */
export const bare: SourceOfModifiers = (modifiers) => (modifiers === undefined ? "" : undefined);

/** The modifiers are the arguments: `(10,2)` → `10, 2`. */
export const same: SourceOfModifiers = (modifiers) => modifiers?.replaceAll(/,\s*/g, ", ") ?? "";

/** A type without modifiers: `plain<number>("integer")`. */
export function plain<Value>(text: string): TypeBuilder<() => ColumnBuilder<Value>> {
  return defineType(() => columnOf<Value>(text), { [text]: bare });
}
