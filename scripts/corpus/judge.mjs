// What pg_dump says of two databases, whatever the order of columns.

/** The first statements that only one of two dumps has; undefined where they say the same. */
export async function differenceOf(have, want, context) {
  if (have === want) return undefined;
  const found = compare(...withoutCommonParts(have, want), context);
  if (found === undefined) return undefined;
  // The parts were cut by their headings, which the text of a function may hold too.
  const whole = compare(have, want, context);
  if (whole === undefined) return undefined;
  return (await restoreAlike(have, want, context)) ? undefined : whole;
}

function compare(have, want, { judge }) {
  const { extra, missing } = judge.diffStatements(have, want, { columnOrder: false });
  if (extra.length + missing.length === 0) return undefined;
  return [...extra.slice(0, 8).map((each) => `- ${each}`), ...missing.slice(0, 8).map((each) => `+ ${each}`)]
    .join("\n")
    .slice(0, 3000);
}

/** The parts of either dump that the other does not have word by word: reading all of both takes longer than the rest. */
function withoutCommonParts(have, want) {
  const [first, second] = [partsOf(have), partsOf(want)];
  return [without(first, second), without(second, first)];
}

const partsOf = (dump) => dump.split(/^(?=--\n-- Name: )/m);

function without(parts, others) {
  const left = new Map();
  for (const part of others) left.set(part, (left.get(part) ?? 0) + 1);
  return parts
    .filter((part) => {
      const count = left.get(part) ?? 0;
      left.set(part, count - 1);
      return count <= 0;
    })
    .join("");
}

/**
 * True where two dumps restore to databases that pg_dump can't tell apart. It writes `DEFAULT NULL` into a partition whose parent
 * has a default, but only where the parent is the older table; after a restore that is always so.
 */
async function restoreAlike(have, want, context) {
  const { server, worker } = context;
  const dumps = [];
  for (const text of [have, want]) {
    const database = `corpus_${worker}_again`;
    await server.create(database);
    try {
      await server.script(database, text.replace(/^\\(?:un)?restrict .*$/gm, ""));
      dumps.push(await server.dump(database));
    } catch {
      return false;
    } finally {
      await server.drop(database);
    }
  }
  if (compare(dumps[0], dumps[1], context) !== undefined) return false;
  context.restored = true;
  return true;
}
