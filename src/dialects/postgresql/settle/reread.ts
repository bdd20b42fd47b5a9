/**
 * PostgreSQL may print a text in one form when it was first read and in another once it has read its own print: `a in ('b')`
 * over varchar casts the whole array, and after a dump and restore each of its elements. Where texts of two sides differ,
 * both are read once more here, which is a fixed point; those that are alike then say the same.
 */
import type { Queryable, RereadRequest, Sides } from "../../dialect.ts";
import { DatabaseError } from "../../../driver/errors.ts";
import type { Key } from "../../../metadata/key.ts";
import { MetaData } from "../../../metadata/metadata.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import { onlyIn } from "../../../metadata/only-in.ts";
import { driverFor } from "../drivers/open-driver.ts";
import { nothing } from "./elsewhere.ts";
import { sqlTexts } from "./follow-texts.ts";
import { isProgram } from "./programs.ts";
import { asksNothing } from "./requests.ts";
import { isRefusal, settleTexts } from "./settle.ts";

/** Event triggers would run at whatever is made. */
const untried: ReadonlySet<string> = new Set(["eventTrigger", "subscription", "userMapping"]);

/** Both sides, the target's texts like the database's where they say the same. Asks nothing where no texts differ. */
export async function reread(connection: Queryable, request: RereadRequest): Promise<Sides> {
  const { database, target } = request;
  const paired = differing(database, target);
  const alone = request.renaming === true ? unpaired(database, target) : [];
  if (paired.length + alone.length === 0) return { database, target };
  const wanted = new Set([...paired, ...alone]);
  const again = await readBoth(connection, request, wanted);
  return {
    database: withTexts(database, alone, (key) => again.database.get(key)),
    target: withTexts(target, wanted, (key) => {
      const [before, after] = [again.database.get(key), again.target.get(key)];
      return before === undefined || database.get(key) === undefined ? after : alike(database.get(key), before, after);
    }),
  };
}

/** Objects of both sides whose texts differ. */
function differing(database: MetaData, target: MetaData): Key[] {
  const keys: Key[] = [];
  for (const [key, object] of target.objects) {
    const before = database.get(key);
    if (before === undefined || before === object || !hasTexts(object, target)) continue;
    if (sqlTexts(object.kind).some((name) => !isSame(textOf(before, name), textOf(object, name)))) keys.push(key);
  }
  return keys;
}

/** What may be the same under another name: objects of one side of kinds that the other side alone has objects of, too. */
function unpaired(database: MetaData, target: MetaData): Key[] {
  const gone = onlyIn(database, target).filter(([, object]) => hasTexts(object, database));
  const come = onlyIn(target, database).filter(([, object]) => hasTexts(object, target));
  const kindsOf = (entries: typeof gone): ReadonlySet<string> => new Set(entries.map(([, { kind }]) => kind));
  const [goneKinds, comeKinds] = [kindsOf(gone), kindsOf(come)];
  return [...gone, ...come].flatMap(([key, { kind }]) => (goneKinds.has(kind) && comeKinds.has(kind) ? [key] : []));
}

const hasTexts = (object: SchemaObject, side: MetaData): boolean =>
  !untried.has(object.kind) && (isProgram(object, side) || !asksNothing(object));

const textOf = (object: SchemaObject | undefined, name: string): unknown =>
  (object as unknown as Readonly<Record<string, unknown>> | undefined)?.[name];

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === "object" && JSON.stringify(one) === JSON.stringify(other));

/** The sides as the server reads them; what it refuses stays as it was. */
async function readBoth(
  connection: Queryable,
  request: RereadRequest,
  wanted: ReadonlySet<Key>,
  elsewhere: boolean = false,
): Promise<Sides> {
  const { held, database, target } = request;
  try {
    return {
      database: await readOnce(connection, { held, known: target, target: database, wanted }),
      target: await readOnce(connection, { held, known: database, target, wanted }),
    };
  } catch (error) {
    if (!isRefusal(error) || elsewhere) throw error;
    const driver = driverFor("pglite:memory");
    const scratch = await driver.connect();
    try {
      return await readBoth(scratch, { ...request, held: nothing() }, wanted, true);
    } finally {
      await scratch.close();
      await driver.close();
    }
  }
}

async function readOnce(connection: Queryable, request: Parameters<typeof settleTexts>[1]): Promise<MetaData> {
  try {
    return (await settleTexts(connection, request)).canonical;
  } catch (error) {
    if (!(error instanceof DatabaseError) || isRefusal(error)) throw error;
    // What an object needs can't be made here, so that its first form has to do.
    return request.target;
  }
}

/** The texts of an object that are alike in both second forms, as the database has them in its first. */
function alike(
  database: SchemaObject | undefined,
  before: SchemaObject,
  after: SchemaObject | undefined,
): Partial<SchemaObject> {
  const names = sqlTexts(before.kind).filter((name) => isSame(textOf(before, name), textOf(after, name)));
  return Object.fromEntries(names.map((name) => [name, textOf(database, name)]));
}

function withTexts(
  side: MetaData,
  keys: Iterable<Key>,
  read: (key: Key) => Partial<SchemaObject> | undefined,
): MetaData {
  const objects = new Map(side.objects);
  let isChanged = false;
  for (const key of keys) {
    const object = objects.get(key);
    const answer = read(key);
    if (object === undefined || answer === undefined) continue;
    const changed = sqlTexts(object.kind).filter((name) => name in object && name in answer);
    if (changed.length === 0) continue;
    isChanged = true;
    objects.set(
      key,
      Object.freeze({
        ...object,
        ...Object.fromEntries(changed.map((name) => [name, textOf(answer as SchemaObject, name)])),
      }),
    );
  }
  return isChanged ? new MetaData({ ...side, objects }) : side;
}
