// A version loaded as it is and the same dumped and restored are no different, either way: PostgreSQL prints some texts in two forms.

/** What comparison says of a version and its own dump, restored; undefined where it says nothing. */
export async function restoredDifference(version, { server, product, worker }) {
  const database = `corpus_${worker}_restored`;
  await server.create(database);
  let connection;
  try {
    await server.script(database, version.dump.replace(/^\\(?:un)?restrict .*$/gm, ""));
    connection = await server.connect(database);
    const metadata = await product.dialect.reflect(connection);
    const there = await differences(product, version, { connection, metadata });
    const back = await differences(product, { connection, metadata }, version);
    const found = [...there.map((text) => `restored: ${text}`), ...back.map((text) => `back: ${text}`)];
    return found.length === 0 ? undefined : found.slice(0, 5).join(", ");
  } catch (error) {
    // What no role but the dump's may load says nothing about texts.
    return `not restored: ${String(error.message).slice(0, 200)}`;
  } finally {
    await connection?.close();
    await server.drop(database);
  }
}

/** What it takes from one database to another, each in the words of its own server. */
export async function differences({ dialect, autogenerate }, database, target) {
  const plan = (sides) =>
    autogenerate({ dialect, ...sides, serverVersion: 150000, assumeNoRenames: true }).differences.map(
      ({ sign, text }) => sign + text,
    );
  const sides = { database: database.metadata, target: target.metadata };
  const found = plan(sides);
  if (found.length === 0) return found;
  return plan(await dialect.reread(database.connection, { held: database.metadata, ...sides }));
}

/** All single schemas and pairs, and of histories one in twenty versions, always the same. */
export function isRestored(project, id) {
  if (project === "schemas" || project.startsWith("pairs/")) return true;
  let hash = 7;
  for (const letter of `${project} ${id}`) hash = (hash * 31 + letter.codePointAt(0)) % 1_000_003;
  return hash % 20 === 0;
}
