// What there is to measure: histories (consecutive versions), pairs (two versions a case) and single schemas (from nothing).
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Projects with their chains: lists of versions, each the step from the one before. */
export function listProjects(corpus, folder, wanted) {
  const all = [...histories(corpus, folder, wanted), ...pairs(corpus, folder, wanted), ...schemas(corpus, wanted)];
  // Short ones first, so that a run that is cut off says something of most.
  return all.filter((project) => project.chains.length > 0).sort((a, b) => stepsOf(a) - stepsOf(b));
}

const stepsOf = ({ chains }) => chains.reduce((sum, versions) => sum + versions.length - 1, 0);

const archives = (folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".tar.gz"))
        .sort()
    : [];
const isWanted = (wanted, ...names) => wanted.length === 0 || names.some((name) => wanted.includes(name));

function unpack(archive, folder) {
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["xzf", archive, "-C", folder]);
  return join(folder, basename(archive, ".tar.gz"));
}

function histories(corpus, folder, wanted) {
  return archives(join(corpus, "evolution")).flatMap((archive) => {
    const name = archive.replace(".tar.gz", "");
    if (!isWanted(wanted, name, "evolution")) return [];
    const from = unpack(join(corpus, "evolution", archive), folder);
    const files = readdirSync(from)
      .filter((file) => file.endsWith(".sql"))
      .sort();
    const own = ownClauses(join(from, "index.json"));
    const versions = files.map((file) => ({
      id: file.replace(".sql", ""),
      own: own.get(Number(file.replace(".sql", ""))),
      read: () => readFileSync(join(from, file), "utf8"),
    }));
    return [{ name, chains: slices(versions, 24) }];
  });
}

/** How many clauses the project's own migration of each version has, where the history says so. */
function ownClauses(file) {
  if (!existsSync(file)) return new Map();
  const counted = JSON.parse(readFileSync(file, "utf8")).map(({ n, statements = {} }) => [
    n,
    Object.entries(statements ?? {}).reduce((sum, [kind, count]) => sum + (isOfSchema(kind) ? count : 0), 0),
  ]);
  // A migration without a statement that is counted did its work in a way that the history does not tell.
  return new Map(counted.filter(([, count]) => count > 0));
}

/** False for kinds of statements that change no schema of their own. */
export const isOfSchema = (kind) => !/^(?:DML|SELECT|DO block|TEMP TABLE|.*BEGIN\/COMMIT\/SET|other: )/.test(kind);

/** Long histories are cut into chains that run side by side; neighbours share the version at the cut. */
function slices(versions, length) {
  const chains = [];
  for (let at = 0; at + 1 < versions.length; at += length) chains.push(versions.slice(at, at + length + 1));
  return chains;
}

function pairs(corpus, folder, wanted) {
  return archives(join(corpus, "pairs")).flatMap((archive) => {
    const name = `pairs/${archive.replace(".tar.gz", "")}`;
    if (!isWanted(wanted, name, "pairs")) return [];
    const from = unpack(join(corpus, "pairs", archive), folder);
    const cases = readdirSync(from)
      .filter((file) => existsSync(join(from, file, "from.sql")))
      .sort();
    const read = (id, file) => () => readFileSync(join(from, id, file), "utf8");
    return [
      {
        name,
        chains: cases.map((id) => [
          { id, read: read(id, "from.sql") },
          { id, read: read(id, "to.sql") },
        ]),
      },
    ];
  });
}

function schemas(corpus, wanted) {
  if (!isWanted(wanted, "schemas")) return [];
  const folder = join(corpus, "schemas");
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  const chains = files.map((file) => [
    { id: "empty", read: () => "" },
    { id: file.replace(".sql", ""), read: () => readFileSync(join(folder, file), "utf8") },
  ]);
  return [{ name: "schemas", chains }];
}

/** Only the steps that are wanted, in chains as long as they touch. */
export function selectSteps(projects, isWanted) {
  if (isWanted === undefined) return projects;
  const selected = projects.map(({ name, chains }) => ({ name, chains: chains.flatMap((chain) => runs(name, chain)) }));
  return selected.filter(({ chains }) => chains.length > 0);

  function runs(name, versions) {
    const found = [];
    versions.forEach((version, at) => {
      if (at === 0 || !isWanted(name, version.id)) return;
      const last = found.at(-1);
      if (last?.at(-1) === versions[at - 1]) last.push(version);
      else found.push([versions[at - 1], version]);
    });
    return found;
  }
}
