// One step: limbeck takes a database from one version to the next and back; pg_dump says whether it arrived.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { superfluousStatements } from "./minimum.mjs";
import { moveRows } from "./rows.mjs";

const serverVersion = 150000;

/** Every step of every project, several chains side by side. */
export async function measure(projects, { product, server, judge, jobs, keep, minimum, save }) {
  const queue = projects.flatMap(({ name, chains }) => chains.map((versions) => ({ name, versions })));
  const results = [];
  let done = 0;
  const total = queue.reduce((sum, chain) => sum + chain.versions.length - 1, 0);
  const work = async (worker) => {
    for (let chain = queue.shift(); chain !== undefined; chain = queue.shift()) {
      const context = { product, server, judge, worker, minimum, project: chain.name };
      for await (const result of runChain(chain.versions, context)) {
        results.push(result);
        done += 1;
        if (keep !== undefined && result.failure !== undefined) keepFailure(keep, result);
        if (done % 50 === 0) save(results);
        if (process.stderr.isTTY || done % 100 === 0) console.error(`${done}/${total}`);
      }
    }
    for (const side of ["a", "b"]) await server.drop(`corpus_${worker}_${side}`);
  };
  await Promise.all(Array.from({ length: jobs }, (_, worker) => work(worker)));
  return results;
}

async function* runChain(versions, context) {
  let sides = ["a", "b"];
  let before = await load(versions[0], sides[0], context);
  for (const version of versions.slice(1)) {
    const after = await load(version, sides[1], context);
    yield await runStep(before, after, context);
    before = after;
    sides = sides.toReversed();
  }
}

/** A version in a database of its own, with what limbeck and pg_dump see of it. */
async function load(version, side, { server, product, worker }) {
  const database = `corpus_${worker}_${side}`;
  await server.create(database);
  try {
    // A session of its own: what the dump sets, and what it compiled under it, is not the reader's.
    await server.script(database, version.read());
    const connection = await server.connect(database);
    try {
      const started = performance.now();
      const metadata = await product.dialect.reflect(connection);
      return {
        id: version.id,
        database,
        metadata,
        milliseconds: performance.now() - started,
        dump: await server.dump(database),
      };
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { id: version.id, database, error: String(error.message) };
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

async function roundTrip(before, after, result, context) {
  const { product, server } = context;
  const { dialect } = product;
  const started = performance.now();
  const plan = product.autogenerate({
    dialect,
    database: before.metadata,
    target: after.metadata,
    serverVersion,
    assumeNoRenames: true,
  });
  const up = product.operationStatements(plan.upgrade, dialect, { serverVersion });
  const down = product.operationStatements(plan.downgrade, dialect, { serverVersion });
  product.renderBody(plan.upgrade, dialect);
  product.renderBody(plan.downgrade, dialect);
  result.milliseconds = performance.now() - started + before.milliseconds + after.milliseconds;
  result.statements = up.length;
  const connection = await server.connect(before.database);
  try {
    const identities = await columnIdentities(connection);
    Object.assign(result, await moveRows(connection, up, { before, after }));
    if (result.rows === "lost") result.kept = false;
    if (context.minimum) result.superfluous = await superfluousStatements(connection, up, after, context);
    let failure = await apply(connection, up);
    failure ??= difference(await server.dump(before.database), after.dump, context);
    result.kept &&= failure !== undefined || isKept(identities, await columnIdentities(connection), before, after);
    if (failure === undefined) {
      const again = product.autogenerate({
        dialect,
        database: await dialect.reflect(connection),
        target: after.metadata,
        serverVersion,
        assumeNoRenames: true,
      });
      if (again.differences.length > 0)
        failure = `compared again: ${again.differences.map(({ sign, text }) => sign + text).join(", ")}`;
    }
    if (failure !== undefined) return { ...result, failure: `forward: ${failure}`, sql: text(up) };
    result.forward = true;
    failure = await apply(connection, down);
    failure ??= difference(await server.dump(before.database), before.dump, context);
    if (failure !== undefined)
      return { ...result, failure: `backward: ${failure}`, sql: `${text(up)}\n-- back\n${text(down)}` };
    return { ...result, backward: true };
  } finally {
    await connection.close();
  }
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

/** The first statements that only one of two dumps has, whatever the order of columns. */
function difference(have, want, { judge }) {
  if (have === want) return undefined;
  const { extra, missing } = judge.diffStatements(have, want, { columnOrder: false });
  if (extra.length + missing.length === 0) return undefined;
  return [...extra.slice(0, 8).map((each) => `- ${each}`), ...missing.slice(0, 8).map((each) => `+ ${each}`)]
    .join("\n")
    .slice(0, 3000);
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
