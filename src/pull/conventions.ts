/** Recognises the naming convention that a database was made by, so that it is written once. */
import type { NamedThing, NamingConvention } from "../metadata/naming-convention.ts";
import { chosenName, type Named } from "./automatic.ts";

export interface FoundConvention {
  readonly convention: NamingConvention;
  /** As the data model's option: `{ pk: "pk_%(table_name)s" }`. */
  readonly source: string;
}

type Short = "ix" | "uq" | "fk" | "pk";
type Template = NonNullable<NamingConvention[Short]>;

interface Candidate {
  readonly template: Template;
  readonly source: string;
}

const text = (template: string): Candidate => ({ template, source: JSON.stringify(template) });

const columns = "%(column_0_N_name)s";
const table = "%(table_name)s";
const referred = "%(referred_table_name)s";

/** Of SQLAlchemy, Rails, MikroORM, Drizzle, Knex, Laravel, Entity Framework and what people write by hand. */
const candidates: Readonly<Record<Short, readonly Candidate[]>> = {
  pk: [`pk_${table}`, `${table}_pk`, `PK_${table}`, `${table}_primary`, `${table}_pkey`, "primary_key"].map(text),
  fk: [
    `fk_${table}_%(column_0_name)s_${referred}`,
    `fk_${table}_${columns}_${referred}`,
    `${table}_${columns}_foreign`,
    `${table}_${columns}_${referred}_%(referred_column_0_N_name)s_fk`,
    `fk_${table}_${columns}`,
    `${table}_${columns}_fk`,
    `fk_${table}_${referred}`,
    `fk_${table}_${referred}_${columns}`,
    `FK_${table}_${referred}_${columns}`,
    `fk_${columns}`,
    `fk_${table}`,
    `${table}_${referred}_fk`,
    `${table}_${referred}_fkey`,
    `${table}_fk_${columns}`,
  ].map(text),
  uq: [
    `uq_${table}_${columns}`,
    `uq_${table}_%(column_0_name)s`,
    `${table}_${columns}_unique`,
    `${table}_${columns}_uq`,
    `${table}_${columns}_uniq`,
    `${table}_${columns}_uk`,
    `uk_${table}_${columns}`,
    `unique_${table}_${columns}`,
    `uniq_${table}_${columns}`,
    `${table}_${columns}`,
  ].map(text),
  ix: [
    `ix_${table}_${columns}`,
    `ix_${table}_%(column_0_name)s`,
    `idx_${table}_${columns}`,
    `${table}_${columns}_index`,
    {
      template: ({ table: of, columns: on }: NamedThing): string => `index_${of}_on_${on.join("_and_")}`,
      source: '({ table, columns }) => `index_${table}_on_${columns.join("_and_")}`',
    },
    `index_${table}_${columns}`,
    `IX_${table}_${columns}`,
    `IDX_${table}_${columns}`,
    `${table}_${columns}`,
    `idx_${columns}`,
    `ix_${columns}`,
  ].map((each) => (typeof each === "string" ? text(each) : each)),
};

const kinds: Readonly<Record<Short, string>> = { ix: "index", uq: "unique", fk: "foreignKey", pk: "primaryKey" };

/** A convention that explains nine in ten of the names that PostgreSQL would not have chosen; undefined where there is none. */
export function findConvention(things: readonly Named[]): FoundConvention | undefined {
  const found = (["ix", "uq", "fk", "pk"] as const).flatMap((short) => {
    const best = bestOf(
      short,
      things.filter(({ object }) => object.kind === kinds[short]),
    );
    return best === undefined ? [] : [[short, best] as const];
  });
  if (found.length === 0) return undefined;
  return {
    convention: Object.fromEntries(found.map(([short, { template }]) => [short, template])),
    source: `{ ${found.map(([short, { source }]) => `${short}: ${source}`).join(", ")} }`,
  };
}

function bestOf(short: Short, things: readonly Named[]): Candidate | undefined {
  const isNamed = (thing: Named, convention?: NamingConvention): boolean =>
    chosenName(thing.thing, convention) === thing.object.name;
  const others = things.filter((thing) => !isNamed(thing));
  if (others.length < 3) return undefined;
  const scored = candidates[short].map((candidate) => {
    const convention = { [short]: candidate.template };
    const explained = others.filter((thing) => isNamed(thing, convention)).length;
    const written = things.filter((thing) => !isNamed(thing, convention)).length;
    return { candidate, explained, written };
  });
  const [best] = scored.sort((a, b) => a.written - b.written);
  return best !== undefined && best.explained >= others.length * 0.9 && best.written < others.length
    ? best.candidate
    : undefined;
}
