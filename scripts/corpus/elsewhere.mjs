// The same schemas on other versions of PostgreSQL, as far as those read dumps that 15 wrote.

/** Loads a schema, makes it anew beside itself and compares; what the version refuses of the dump is left out and counted. */
export async function proveElsewhere(text, { version, server, product, judge }) {
  const serverVersion = version * 10_000;
  const { dialect } = product;
  const plan = (database, target) =>
    product.autogenerate({ dialect, database, target, serverVersion, assumeNoRenames: true });
  const [original, anew] = ["elsewhere_original", "elsewhere_anew"];
  await server.create(original);
  await server.create(anew);
  const refused = await loadWhatIsRead(text, original, { server, judge });
  const [from, to] = [await server.connect(original), await server.connect(anew)];
  try {
    const target = await dialect.reflect(from);
    const { upgrade } = plan(await dialect.reflect(to), target);
    for (const { sql } of product.operationStatements(upgrade, dialect, { serverVersion })) await to.execute(sql);
    const differences = [
      ...plan(await dialect.reflect(from), target).differences,
      ...plan(await dialect.reflect(to), target).differences,
    ];
    return { refused, differences: differences.map(({ sign, text: said }) => sign + said), dumps: await dumps() };
  } finally {
    await from.close();
    await to.close();
  }

  /** How many statements of pg_dump only one has; it reads no server newer than itself. */
  async function dumps() {
    if (version > 15) return 0;
    const { extra, missing } = judge.diffStatements(await server.dump(anew), await server.dump(original));
    return extra.length + missing.length;
  }
}

async function loadWhatIsRead(text, database, { server, judge }) {
  const connection = await server.connect(database);
  let refused = 0;
  try {
    for (const statement of judge.splitSql(text)) {
      await connection.execute(statement).catch(() => {
        refused += 1;
      });
    }
  } finally {
    await connection.close();
  }
  return refused;
}

/** `equal`, with how much of the dump the version refused. */
export function elsewhereCell({ error, refused, differences, dumps }) {
  if (error !== undefined) return `**failed**: ${error}`;
  const count = differences.length + dumps;
  return `${count === 0 ? "equal" : `**${count} differ**`}${refused === 0 ? "" : ` (${refused} refused)`}`;
}
