// The fewest statements: a step without one of its statements either fails or arrives elsewhere; if neither, that one was not needed.

/** Statements that a step could do without, each left out in a transaction that is rolled back. */
export async function superfluousStatements(connection, statements, after, { product }) {
  if (statements.length > longest || statements.some(({ transactional }) => transactional === false)) return undefined;
  const found = [];
  for (const left of statements) {
    await connection.execute("BEGIN");
    try {
      for (const statement of statements) if (statement !== left) await connection.execute(statement.sql);
      const { differences } = product.autogenerate({
        dialect: product.dialect,
        database: await product.dialect.reflect(connection),
        target: after.metadata,
        serverVersion: 150000,
        assumeNoRenames: true,
      });
      if (differences.length === 0) found.push(left.sql);
    } catch {
      // It was needed: what comes after it fails.
    } finally {
      await connection.execute("ROLLBACK");
    }
  }
  return found;
}

/** Long steps take the square of their statements. */
const longest = 30;

/**
 * Which steps are looked at: those that take little time, because schema or step is small, and one in twenty of the others, always
 * the same; all with `--minimum`.
 */
export function isLookedAt({ project, id, statements }, { metadata }, { minimum }) {
  if (minimum || statements * metadata.objects.size <= 2000) return true;
  let hash = 0;
  for (const letter of `${project} ${id}`) hash = (hash * 31 + letter.codePointAt(0)) % 1_000_003;
  return hash % 20 === 0;
}
