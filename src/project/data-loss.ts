/**
 * What would be lost is asked about by name: tables, columns and values of enums that go while the compared database has
 * rows in them. The same names answer everywhere, `--allow-data-loss=orders.note`.
 */
import type { Loss } from "../autogenerate/losses.ts";
import { renameFlag, shellWord } from "../autogenerate/rename-candidates.ts";
import type { RenameDecision } from "../autogenerate/renames.ts";
import type { Dialect, Held } from "../dialects/dialect.ts";
import type { DriverConnection } from "../driver/driver.ts";
import { formatQualifiedName } from "../sql/qualified-name.ts";

/** Something that holds rows in the compared database and goes. */
export interface HeldLoss {
  /** As answers name it: `orders`, `orders.note`, `order_status.sent`. */
  readonly from: string;
  /** In words: `table orders (3 rows)`. */
  readonly text: string;
}

/** A question about what holds rows; answered by name. */
export interface DropDecision {
  readonly kind: "drop";
  readonly from: string;
  /** What it could have become instead. */
  readonly candidates: readonly string[];
  readonly text: string;
  readonly flags: readonly string[];
}

export type Decision = RenameDecision | DropDecision;

export interface HeldLosses {
  /** All of them, whether or not somebody has answered. */
  readonly losses: readonly HeldLoss[];
  /** Questions about renames, with what is at stake, and those about losses that no rename explains. */
  readonly decisions: readonly Decision[];
}

interface Asking {
  readonly dialect: Dialect;
  readonly connection: DriverConnection | undefined;
  readonly losses: readonly Loss[];
  readonly decisions: readonly RenameDecision[];
  /** Names that somebody has allowed to go; true allows all. */
  readonly allowed: true | ReadonlySet<string>;
}

/** Asks the compared database what holds rows; without one nothing does. */
export async function heldLosses({ dialect, connection, losses, decisions, allowed }: Asking): Promise<HeldLosses> {
  if (connection === undefined || losses.length === 0) return { losses: [], decisions };
  const found = await dialect.held(
    connection,
    losses.map(({ holding }) => holding),
  );
  const held = losses.flatMap((loss) => {
    const much = found.find(({ holding }) => isSame(holding, loss.holding));
    return much === undefined ? [] : [{ loss, much }];
  });
  const asked = new Map(held.map(({ loss, much }) => [loss.from, much]));
  const renames = decisions.map((decision) => withStake(decision, asked.get(decision.from)));
  const known = new Set(decisions.map(({ from }) => from));
  const open = held.filter(({ loss }) => allowed !== true && !allowed.has(loss.from) && !known.has(loss.from));
  return {
    losses: held.map(({ loss, much }) => ({ from: loss.from, text: `${what(loss)} (${rowsText(much)})` })),
    decisions: [...renames, ...open.map(({ loss, much }) => dropDecision(loss, much))],
  };
}

const isSame = (a: Held["holding"], b: Held["holding"]): boolean =>
  a.schema === b.schema && a.name === b.name && a.column === b.column && a.label === b.label;

const withStake = (decision: RenameDecision, much: Held | undefined): RenameDecision =>
  much === undefined
    ? decision
    : { ...decision, holdsRows: true, text: `${decision.text} It holds ${rowsText(much)}.` };

function dropDecision(loss: Loss, much: Held): DropDecision {
  const { from, candidates } = loss;
  return {
    kind: "drop",
    from,
    candidates,
    text: question(loss, rowsText(much)),
    flags: [...candidates.map((to) => renameFlag(from, to)), allowFlag(from)],
  };
}

function question(loss: Loss, rows: string): string {
  if (loss.isComputed)
    return `Does the ${what(loss)} become generated? What it holds in ${rows} is replaced by what its expression gives.`;
  const choice = loss.candidates.length === 1 ? `${loss.candidates[0]}` : `one of ${loss.candidates.join(", ")}`;
  const asked = loss.candidates.length === 0 ? "Is" : "Was";
  const dropped = loss.candidates.length === 0 ? "dropped" : `renamed to ${choice}, or dropped`;
  if (loss.holding.label !== undefined)
    return `${asked} the ${what(loss)} ${dropped}? In ${rows} it has to be changed before the upgrade, which fails otherwise.`;
  const holds = loss.holding.column === undefined ? `with ${rows}` : `with what it holds in ${rows}`;
  return `${asked} the ${what(loss)} ${dropped} ${holds}?`;
}

function what({ holding: { column, label }, from }: Pick<Loss, "holding" | "from">): string {
  if (label !== undefined) return `enum value ${from}`;
  return column === undefined ? `table ${from}` : `column ${from}`;
}

/** The flag that lets something go. */
export const allowFlag = (name: string): string => `--allow-data-loss=${shellWord(name)}`;

/** `3 rows`, `about 3,000,000 rows`; a part of the name of whatever holds them is not repeated. */
function rowsText({ rows, isExact }: Pick<Held, "rows" | "isExact">): string {
  if (rows === undefined) return "rows that were not counted";
  const number = rows.toLocaleString("en-US");
  return isExact ? `${number} row${rows === 1 ? "" : "s"}` : `about ${number} rows`;
}

/** A thing that holds rows as people call it, from what the database says of it. */
export function describeHeld(
  { holding: { schema, name, column, label }, ...much }: Held,
  defaultSchema: string,
): HeldLoss {
  const parts = [name, column ?? label].filter((part) => part !== undefined);
  const from = formatQualifiedName(...(schema === defaultSchema ? parts : [schema, ...parts]));
  return {
    from,
    text: `${what({ holding: { schema, name, ...(column === undefined ? {} : { column }), ...(label === undefined ? {} : { label }) }, from })} (${rowsText(much)})`,
  };
}
