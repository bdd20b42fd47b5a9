// One step: limbeck takes a database from one version to the next and back; pg_dump says whether it arrived.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { differences, isRestored, restoredDifference } from "./fixed-point.mjs";
import { differenceOf } from "./judge.mjs";
import { isLookedAt, superfluousStatements } from "./minimum.mjs";
import { isOfSchema } from "./projects.mjs";
import { moveRows } from "./rows.mjs";

const serverVersion = 150000;

/** Every step of every project, several chains side by side. */
export async function measure(projects, { jobs, keep, save, ...shared }) {
  const queue = projects.flatMap(({ name, chains }) => chains.map((versions) => ({ name, versions })));
  const progress = progressOf(queue);
  const results = [];
  const work = async (worker) => {
    for (let chain = queue.shift(); chain !== undefined; chain = queue.shift()) {
      for await (const result of runChain(chain.versions, { ...shared, worker, project: chain.name })) {
        results.push(result);
        if (keep !== undefined && result.failure !== undefined) keepFailure(keep, result);
        if (results.length % 20 === 0) save(results);
        progress(results);
      }
    }
    for (const side of ["a", "b"]) await shared.server.drop(`corpus_${worker}_${side}`);
  };
  await Promise.all(Array.from({ length: jobs }, (_, worker) => work(worker)));
  save(results);
  return results;
}

/** A line now and then: how many steps are done, how long they took, what failed. */
function progressOf(queue) {
  const total = queue.reduce((sum, { versions }) => sum + versions.length - 1, 0);
  const started = performance.now();
  return (results) => {
    if (results.length % 50 !== 0 && results.length !== total) return;
    const failed = results.filter(({ failure }) => failure !== undefined).length;
    const seconds = (performance.now() - started) / 1000;
    console.error(
      `${results.length}/${total} steps, ${seconds.toFixed(0)} s, ${failed} not exact, at ${results.at(-1).project}`,
    );
  };
}

async function* runChain(versions, context) {
  let sides = ["a", "b"];
  let before = await load(versions[0], sides[0], context);
  try {
    for (const version of versions.slice(1)) {
      const after = await load(version, sides[1], context);
      yield await runStep(before, after, context);
      await before.connection?.close();
      before = after;
      sides = sides.toReversed();
    }
  } finally {
    await before.connection?.close();
  }
}

/** A version in a database of its own, with what limbeck and pg_dump see of it. */
async function load({ id, own, read }, side, { server, product, worker }) {
  const database = `corpus_${worker}_${side}`;
  await server.create(database);
  let connection;
  try {
    await server.script(database, read());
    // A session of its own: what the dump sets, and what it compiled under it, is not the reader's.
    connection = await server.connect(database);
    const started = performance.now();
    const metadata = await product.dialect.reflect(connection);
    const milliseconds = performance.now() - started;
    return { id, own, database, connection, metadata, milliseconds, dump: await server.dump(database) };
  } catch (error) {
    await connection?.close();
    return { id, database, error: String(error.message) };
  }
}

async function runStep(before, after, context) {
  const result = {
    project: context.project,
    id: after.id,
    statements: 0,
    milliseconds: 0,
    forward: false,
    backward: false,
    kept: true,
  };
  const unloadable = before.error ?? after.error;
  if (unloadable !== undefined) return { ...result, unloadable };
  try {
    return await roundTrip(before, after, result, context);
  } catch (error) {
    return { ...result, failure: `${error.stack ?? error}`.slice(0, 2000) };
  }
}

async function roundTrip(before, after, result, shared) {
  const context = { ...shared, restored: false };
  const { server } = context;
  const { connection } = before;
  const { up, down, milliseconds } = await plan(before, after, context);
  result.milliseconds = milliseconds;
  result.statements = up.length;
  result.clauses = clausesOf(up, context);
  result.own = after.own;
  const identities = await columnIdentities(connection);
  Object.assign(result, await moveRows(connection, { up, down }, { before, after, product: context.product }));
  if (result.rows === "lost") result.kept = false;
  if (isRestored(context.project, after.id)) result.restoredAs = (await restoredDifference(after, context)) ?? "equal";
  if (isLookedAt(result, before, context))
    result.superfluous = await superfluousStatements(connection, up, after, context);
  let failure = await apply(connection, up);
  failure ??= await differenceOf(await server.dump(before.database), after.dump, context);
  result.kept &&= failure !== undefined || isKept(identities, await columnIdentities(connection), before, after);
  failure ??= await stillDifferent(connection, after, context);
  if (failure !== undefined) return { ...result, failure: `forward: ${failure}`, sql: text(up) };
  result.forward = true;
  failure = await apply(connection, down);
  failure ??= await differenceOf(await server.dump(before.database), before.dump, context);
  if (failure !== undefined)
    return { ...result, failure: `backward: ${failure}`, sql: `${text(up)}\n-- back\n${text(down)}` };
  return { ...result, backward: true, ...(context.restored ? { restored: true } : {}) };
}

/** The statements of both ways, and how long limbeck took with all that is its own. */
/** As `diff` and `revision` do it: PostgreSQL says what texts become by a rename. */
async function plan(before, after, { product }) {
  const { dialect } = product;
  const started = performance.now();
  const { upgrade, downgrade } = await product.autogenerateOn(before.connection, {
    dialect,
    database: before.metadata,
    target: after.metadata,
    serverVersion,
    assumeNoRenames: true,
  });
  const up = product.operationStatements(upgrade, dialect, { serverVersion });
  const down = product.operationStatements(downgrade, dialect, { serverVersion });
  product.renderBody(upgrade, dialect);
  product.renderBody(downgrade, dialect);
  return { up, down, milliseconds: performance.now() - started + before.milliseconds + after.milliseconds };
}

/** As the corpus counts the statements of the projects: each clause of an ALTER TABLE by itself. */
const clausesOf = (statements, { judge }) =>
  statements.reduce((sum, { sql }) => sum + judge.statementKinds(sql).filter(isOfSchema).length, 0);

async function stillDifferent(connection, after, { product }) {
  const metadata = await product.dialect.reflect(connection);
  const found = await differences(product, { connection, metadata }, after);
  return found.length === 0 ? undefined : `compared again: ${found.join(", ")}`;
}

const text = (statements) => statements.map(({ sql }) => `${sql};\n`).join("");

async function apply(connection, statements) {
  for (const { sql } of statements) {
    try {
      await connection.execute(sql);
    } catch (error) {
      return `${(error.cause ?? error).message} in: ${sql.slice(0, 300)}`;
    }
  }
  return undefined;
}

/** Which table and column, by their numbers, holds the values of each name. */
async function columnIdentities(connection) {
  const { rows } = await connection.query(`
    SELECT c.oid::text || '.' || a.attnum AS identity, c.oid::regclass::text || '.' || a.attname AS name
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`);
  return new Map(rows.map(({ name, identity }) => [name, identity]));
}

/** Columns of the same name before and after still hold their values; generated ones may be made anew. */
function isKept(identities, now, before, after) {
  const generated = new Set();
  for (const { metadata } of [before, after]) {
    for (const object of metadata.objects.values())
      if (object.kind === "column" && object.generated !== undefined) generated.add(object.name);
  }
  // Rows of a table that is or was divided are copied or stay in its partitions.
  const divided = new Set();
  for (const { metadata } of [before, after]) {
    for (const object of metadata.objects.values())
      if (object.kind === "table" && object.partitionBy !== undefined) divided.add(object.name);
  }
  for (const [name, identity] of identities) {
    const current = now.get(name);
    const table = name.split(".").at(-2).replaceAll('"', "");
    if (divided.has(table)) continue;
    if (current !== undefined && current !== identity && !generated.has(name.split(".").at(-1).replaceAll('"', "")))
      return false;
  }
  return true;
}

function keepFailure(folder, { project, id, failure, sql = "" }) {
  const place = join(folder, project);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${id}.txt`), `${failure}\n\n${sql}`);
}
