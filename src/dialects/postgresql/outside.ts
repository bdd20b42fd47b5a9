/**
 * What statements leave behind that PostgreSQL runs outside of a transaction, read with PostgreSQL's own parser: an index
 * that is not valid, a partition that is half detached. Asked where one is run again, for then nobody knows how far it came.
 */
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/identifier.ts";
import type { Outside, Queryable as Session } from "../dialect.ts";
import { InvalidIndexError } from "./errors.ts";

type Node = Readonly<Record<string, unknown>>;

interface Relation {
  readonly schemaname?: string;
  readonly relname: string;
}

/** Undefined of a statement that leaves nothing or can be run again as it is. */
export async function outsideOf(sql: string): Promise<Outside | undefined> {
  const statement = await parsed(sql);
  const [kind, node] = Object.entries(statement ?? {})[0] ?? [];
  if (kind === undefined) return undefined;
  return readers[kind]?.(node as Node);
}

/** The only statement of a text; undefined where the parser does not know it or is not installed. */
async function parsed(sql: string): Promise<Node | undefined> {
  try {
    const { parse } = await import("libpg-query");
    const { stmts } = (await parse(sql)) as { readonly stmts?: readonly { readonly stmt: Node }[] };
    return stmts?.length === 1 ? stmts[0]?.stmt : undefined;
  } catch {
    return undefined;
  }
}

const readers: Readonly<Record<string, (node: Node) => Outside | undefined>> = {
  IndexStmt: (node) => (node["concurrent"] === true ? indexBuild(node) : undefined),
  DropStmt: (node) => (node["concurrent"] === true ? { isDone: areGone(namesOf(node["objects"])) } : undefined),
  ReindexStmt: (node) => reindex(node),
  AlterTableStmt: (node) => detach(node),
  AlterEnumStmt: (node) => newLabel(node),
  CreatedbStmt: (node) => ({ isDone: hasDatabase(node["dbname"] as string, true) }),
  DropdbStmt: (node) => ({ isDone: hasDatabase(node["dbname"] as string, false) }),
};

interface FoundIndex {
  readonly id: number;
  readonly name: string;
  readonly valid: boolean;
  readonly definition: string;
}

const textOf = ({ schemaname, relname }: Relation): string =>
  schemaname === undefined ? quoteIdentifier(relname) : quoteQualified(schemaname, relname);

async function indexesOf(session: Session, table: string, condition: string): Promise<readonly FoundIndex[]> {
  const { rows } = await session.query<FoundIndex>(
    `SELECT c.oid::int8::float8 AS id, c.oid::regclass::text AS name, i.indisvalid AS valid, pg_get_indexdef(c.oid) AS definition
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ${table} AND ${condition} ORDER BY c.relname`,
  );
  return rows;
}

async function dropIndexes(session: Session, indexes: readonly FoundIndex[]): Promise<void> {
  for (const { name } of indexes) await session.execute(`DROP INDEX CONCURRENTLY ${name}`);
}

function indexBuild(node: Node): Outside {
  const table = `to_regclass(${quoteLiteral(textOf(node["relation"] as Relation))})`;
  const name = node["idxname"] as string | undefined;
  const named = name === undefined ? "true" : `c.relname = ${quoteLiteral(name)}`;
  const invalid = (session: Session) => indexesOf(session, table, `${named} AND NOT i.indisvalid`);
  return {
    isDone: async (session) => {
      if (name === undefined) return false;
      const [found] = await indexesOf(session, table, `${named} AND i.indisvalid`);
      return found !== undefined && (await isSameIndex(node, found.definition));
    },
    takeUp: async (session) => {
      const left = await invalid(session);
      // Without a name nobody knows which of them this statement has left.
      if (name === undefined && left.length > 0) throw new InvalidIndexError(left.map((index) => index.name));
      await dropIndexes(session, left);
    },
    begin: async (session) => {
      const before = new Set((await indexesOf(session, table, "true")).map(({ id }) => id));
      return async () =>
        dropIndexes(
          session,
          (await invalid(session)).filter(({ id }) => !before.has(id)),
        );
    },
    check: async (session) => {
      const left = name === undefined ? [] : await invalid(session);
      if (left.length > 0) throw new InvalidIndexError(left.map((index) => index.name));
    },
  };
}

/** Said in two ways, an index is the same where what the parser makes of them is. */
async function isSameIndex(node: Node, definition: string): Promise<boolean> {
  const other = (await parsed(definition))?.["IndexStmt"];
  return other !== undefined && JSON.stringify(plain(node)) === JSON.stringify(plain(other));
}

const passedOver = new Set([
  "location",
  "concurrent",
  "if_not_exists",
  "schemaname",
  "funcformat",
  "inh",
  "relpersistence",
]);

/** Without places, schemas and defaults that only one of the texts writes out. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const node = value as Node;
  const cast = node["TypeCast"] as Node | undefined;
  if (cast !== undefined) return plain(cast["arg"]);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name, each]) => !passedOver.has(name) && each !== "SORTBY_ASC" && each !== "SORTBY_DEFAULT")
      .map(([name, each]) => [name, plain(each)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function namesOf(objects: unknown): readonly string[] {
  return (objects as readonly Node[]).map((object) => {
    const { items } = object["List"] as { readonly items: readonly { readonly String: { readonly sval: string } }[] };
    return items.map((item) => quoteIdentifier(item.String.sval)).join(".");
  });
}

async function answer(session: Session, condition: string): Promise<boolean> {
  const { rows } = await session.query<{ answer: boolean }>(`SELECT ${condition} AS answer`);
  return rows[0]?.answer === true;
}

const areGone =
  (names: readonly string[]) =>
  (session: Session): Promise<boolean> =>
    answer(session, names.map((name) => `to_regclass(${quoteLiteral(name)}) IS NULL`).join(" AND "));

/** Indexes that were to take the place of others, or have given it up. */
function reindex({ kind, relation, params }: Node): Outside | undefined {
  const isConcurrent = ((params ?? []) as readonly Node[]).some(
    (one) => (one["DefElem"] as Node | undefined)?.["defname"] === "concurrently",
  );
  if (!isConcurrent || relation === undefined) return undefined;
  const named = `to_regclass(${quoteLiteral(textOf(relation as Relation))})`;
  const ofIndex = kind === "REINDEX_OBJECT_INDEX";
  const table = ofIndex ? `(SELECT o.indrelid FROM pg_catalog.pg_index o WHERE o.indexrelid = ${named})` : named;
  const start = ofIndex ? `^${(relation as Relation).relname.replaceAll(/[^\w]/g, ".")}` : "";
  const left = (session: Session) =>
    indexesOf(session, table, `NOT i.indisvalid AND c.relname ~ ${quoteLiteral(`${start}_cc(new|old)\\d*$`)}`);
  const remove = async (session: Session): Promise<void> => dropIndexes(session, await left(session));
  return { takeUp: remove, begin: async (session) => () => remove(session) };
}

/** A partition that is half detached can only be finished with, in other words. */
function detach({ relation, cmds }: Node): Outside | undefined {
  const [first] = cmds as readonly Node[];
  const command = first?.["AlterTableCmd"] as Node | undefined;
  const partition = (command?.["def"] as Node | undefined)?.["PartitionCmd"] as Node | undefined;
  if (command?.["subtype"] !== "AT_DetachPartition" || partition?.["concurrent"] !== true) return undefined;
  const parent = textOf(relation as Relation);
  const child = textOf(partition["name"] as Relation);
  const link = `SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = to_regclass(${quoteLiteral(child)})
  AND inhparent = to_regclass(${quoteLiteral(parent)})`;
  return {
    takeUp: async (session) => {
      if (await answer(session, `EXISTS (${link} AND inhdetachpending)`))
        await session.execute(`ALTER TABLE ${parent} DETACH PARTITION ${child} FINALIZE`);
    },
    isDone: (session) => answer(session, `NOT EXISTS (${link})`),
  };
}

function newLabel({ typeName, newVal, oldVal }: Node): Outside | undefined {
  if (typeof newVal !== "string" || oldVal !== undefined) return undefined;
  const names = (typeName as readonly { readonly String: { readonly sval: string } }[]).map(({ String: each }) =>
    quoteIdentifier(each.sval),
  );
  return {
    isDone: (session) =>
      answer(
        session,
        `EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = to_regtype(${quoteLiteral(names.join("."))}) AND enumlabel = ${quoteLiteral(newVal)})`,
      ),
  };
}

const hasDatabase =
  (name: string, wanted: boolean) =>
  (session: Session): Promise<boolean> =>
    answer(
      session,
      `${wanted ? "" : "NOT "}EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = ${quoteLiteral(name)})`,
    );
