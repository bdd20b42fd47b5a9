// Proofs about rows, inside the transaction that rows.mjs rolls back: values come back with the way back, and tables can be used.

/** Beyond these, only tables that a step touches are looked at. */
const few = 60;

/** What a step's rows and tables are like before it, and what must be so afterwards. */
export async function beginProofs(connection, { before, after, product }) {
  const tables = wanted(product, before.metadata, after.metadata);
  const kept = product.keptTables(before.metadata, after.metadata).filter(isIn(tables));
  await numberBehind(connection, product.tablesOf(before.metadata).filter(isIn(tables)));
  return {
    kept,
    held: await product.dialect.values(connection, kept),
    problems: await problemsOf(connection, product, before.metadata, tables),
    steady: steadyColumns(before.metadata, after.metadata),
  };
}

/** After the way there: columns whose type stays hold what they held, and tables take what they took. */
export async function proveForward(connection, { held, kept, problems, steady }, { before, after, product }) {
  const lost = await lostOf(connection, product, { held, kept, isJudged: (name) => steady.has(name) });
  const unusable = await newProblems(connection, product, problems, [before.metadata, after.metadata]);
  return { lost, unusable };
}

/** After the way back: every column of both versions holds what it held, unless the way back says that it does not. */
export async function proveBackward(connection, { held, kept, problems }, { before, after, product }) {
  const lost = await lostOf(connection, product, { held, kept, isJudged: () => true });
  const unusable = await newProblems(connection, product, problems, [after.metadata, before.metadata]);
  return { lost, unusable };
}

const nameOf = ({ schema, name }) => `${schema}.${name}`;

function wanted(product, from, to) {
  const all = product.tablesOf(from);
  return new Set((all.length <= few ? all : product.touched(from, to)).map(nameOf));
}

const isIn = (names) => (table) => names.has(nameOf(table));

/** Columns that both versions have in one form, by table and name. */
function steadyColumns(before, after) {
  const names = new Set();
  for (const [key, { kind, schema, table, name, type }] of before.objects)
    if (kind === "column" && after.objects.get(key)?.type === type) names.add(`${schema}.${table}.${name}`);
  return names;
}

async function lostOf(connection, { dialect, lostValues }, { held, kept, isJudged }) {
  const now = await dialect.values(connection, kept);
  return now.flatMap((table, at) => {
    const lost = lostValues(table.columns, held[at].rows, table.rows);
    if (lost === undefined) return [];
    const columns = lost.columns.map(({ name }) => `${nameOf(table)}.${name}`).filter(isJudged);
    return lost.rows > 0 ? [`rows of ${nameOf(table)}`] : columns;
  });
}

async function problemsOf(connection, product, metadata, tables) {
  const named = product.tablesOf(metadata).filter(isIn(tables));
  if (named.length === 0) return new Map();
  await connection.execute("SAVEPOINT limbeck_use");
  const found = await product.useInTransaction(connection, named);
  await connection.execute("ROLLBACK TO SAVEPOINT limbeck_use");
  return new Map(found.map((problem) => [keyOf(problem), problem]));
}

const keyOf = ({ schema, name, doing, column, sqlState }) => [schema, name, doing, column ?? sqlState].join("\0");

async function newProblems(connection, product, known, [from, to]) {
  const found = await problemsOf(connection, product, to, new Set(product.touched(from, to).map(nameOf)));
  return [...found]
    .filter(([key]) => !known.has(key))
    .map(([, { doing, schema, name, message }]) => `${doing} ${schema}.${name}: ${message}`);
}

/** Rows were made with numbers of their own, which sequences must leave behind. */
async function numberBehind(connection, tables) {
  if (tables.length === 0) return;
  const names = tables.map(({ schema, name }) => `(${quoted(schema)}, ${quoted(name)})`).join(", ");
  await connection.execute(`DO $number$
DECLARE s record;
BEGIN
  FOR s IN SELECT format('%I.%I', n.nspname, c.relname) AS name, quote_ident(a.attname) AS col,
      pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relkind IN ('r', 'p') AND NOT a.attisdropped AND (n.nspname, c.relname) IN (${names})
      AND pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) IS NOT NULL
  LOOP
    BEGIN
      EXECUTE format('SELECT setval(%L, max(%s)) FROM %s HAVING max(%2$s) > 0', s.sequence, s.col, s.name);
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END LOOP;
END $number$`);
}

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
