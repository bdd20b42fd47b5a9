/** Equal texts must mean equal data models: each attribute of a declaration makes another text. */
import { describe, expect, test } from "vitest";
import {
  associationProxy,
  check,
  compositeType,
  dataModel,
  domain,
  enumType,
  exclude,
  expression,
  foreignKey,
  index,
  integer,
  manyToOne,
  model,
  now,
  oneToMany,
  partitionBy,
  primaryKey,
  schema,
  sequence,
  sql,
  table,
  text,
  timestamp,
  unique,
  varchar,
  view,
  type DataModel,
  type DataModelOptions,
  type Declarations,
} from "../src/public/limbeck.ts";
import { declarationsWriterOf } from "../src/model/declarations-writer.ts";
import { deferring } from "../src/model/deferred.ts";
import { mapperOf } from "../src/model/mapper.ts";
import type { AnyColumn } from "../src/kinds/column/column-builder.ts";
import type { Extras, TableOptions } from "../src/kinds/table/table.ts";

const textOf = (target: object): string | undefined => {
  let all = "";
  return declarationsWriterOf(target)?.((part) => (all += part)) === true ? all : undefined;
};

type Make = () => readonly [Declarations, DataModelOptions?];
const id = integer().primaryKey();
const states = enumType("states", ["new", "done"]);
const otherStates = enumType("other_states", ["new", "done"]);

const column = (name: string, a: AnyColumn): [string, Make] => [
  name,
  () => [{ t: table("t", { id, a }), states, otherStates }],
];
const parts = {
  id,
  a: integer(),
  b: integer().notNull(),
  c: text(),
};
const extra = (name: string, extras: Extras<typeof parts>, options?: TableOptions): [string, Make] => [
  name,
  () => [{ t: table("t", parts, extras, options) }],
];
const withOptions = (name: string, options: TableOptions): [string, Make] => extra(name, () => [], options);
const both = (name: string, make: Make): [string, Make] => [name, make];

function family(name: string, options: object = {}, shape: object = {}): [string, Make] {
  return both(name, () => {
    class Club extends model("clubs", { id, members: oneToMany<object>("Person", { backPopulates: "club" }) }) {}
    class Person extends model("people", {
      id,
      clubId: integer().references("clubs.id"),
      club: manyToOne<Club>("Club", { backPopulates: "members", ...options }),
      ...shape,
    }) {}
    return [{ Club, Person }];
  });
}

function animals(name: string, identity: string, extendsCat: boolean): [string, Make] {
  return both(name, () => {
    const options = { polymorphicOn: "kind", polymorphicIdentity: "animal" } as const;
    class Animal extends model("animals", { id, kind: text().notNull() }, options) {}
    class Cat extends model("animals", { purr: text() }, { extends: Animal, polymorphicIdentity: identity }) {}
    const parent = (extendsCat ? Cat : Animal) as typeof Animal;
    class Lion extends model("animals", { mane: text() }, { extends: parent, polymorphicIdentity: "lion" }) {}
    return [{ Animal, Cat, Lion }];
  });
}

const made: readonly (readonly [string, Make])[] = [
  column("a text", text()),
  column("an integer", integer()),
  column("varchar(3)", varchar(3)),
  column("an array", text().array()),
  column("an enum", states.column()),
  column("an enum of another name", otherStates.column()),
  column("not null", text().notNull()),
  column("another name", text().named("b")),
  column("unique", text().unique()),
  column("unique, named", text().unique({ name: "u" })),
  column("unique nulls", text().unique({ nullsNotDistinct: true })),
  column("index", text().index()),
  column("two indexes", text().index().index({ using: "hash" })),
  column("partial index", text().index({ where: sql`a <> ''` })),
  column("default as text", text().serverDefault("1")),
  column("default as number", text().serverDefault(1)),
  column("default as bigint", text().serverDefault(1n)),
  column("default as boolean", text().serverDefault(true)),
  column("default as expression", text().serverDefault(sql`true`)),
  column("default as function", text().serverDefault(now())),
  column("identity", integer().identity()),
  column("identity always", integer().identity({ always: true })),
  column("identity from 5", integer().identity({ start: 5 })),
  column("generated", text().generated(sql`id::text`)),
  column("generated virtually", text().generated(sql`id::text`, { virtual: true })),
  column("collation", text().collate("C")),
  column("compression", text().compression("pglz")),
  column("storage", text().storage("external")),
  column("statistics", text().statistics(7)),
  column("comment", text().comment("x")),
  column("comment of a fragment's text", text().comment("sql`x`")),
  column("check", text().check(sql`a <> ''`)),
  column("check with a literal", text().check(sql`a <> ${"x"}`)),
  column("check, named", text().check(sql`a <> ''`, { name: "c" })),
  column("renamed", text().renamedFrom("before")),
  column("reference", integer().references("t.id")),
  column("reference, deferred", integer().references("t.id", { deferrable: "deferred" })),
  column("reference, cascading", integer().references("t.id", { onDelete: "cascade" })),
  column("counts versions", integer().notNull().version()),
  both("verbatim names", () => [{ t: table("t", { userId: id }) }, { columnNaming: "verbatim" }]),
  both("names of a function", () => [{ t: table("t", { userId: id }) }, { columnNaming: (name) => `x_${name}` }]),
  both("names in snake case", () => [{ t: table("t", { userId: id }) }]),
  both("another schema", () => [{ t: table("t", { userId: id }) }, { schema: "shop" }]),
  both("a convention", () => [{ t: table("t", { userId: id }) }, { namingConvention: { pk: "pk_%(table_name)s" } }]),
  both("an external table", () => [{ t: table("t", { userId: id }) }, { externalTables: ["x.y"] }]),
  both("another order", () => [{ u: table("u", { id }), t: table("t", { id }) }]),
  both("one order", () => [{ t: table("t", { id }), u: table("u", { id }) }]),
  both("a registered name", () => [{ x: table("t", { id }), u: table("u", { id }) }]),
  both("columns in another order", () => [{ t: table("t", { a: text(), id }) }]),
  both("columns in order", () => [{ t: table("t", { id, a: text() }) }]),
  extra("nothing", () => []),
  extra("check", (t) => [check(sql`${t.a} > 0`)]),
  extra("check of another column", (t) => [check(sql`${t.b} > 0`)]),
  extra("check with a number", (t) => [check(sql`${t.a} > ${1}`)]),
  extra("check with a text", (t) => [check(sql`${t.a} > ${"1"}`)]),
  extra("check, not valid", (t) => [check(sql`${t.a} > 0`, { notValid: true })]),
  extra("check, not inherited", (t) => [check(sql`${t.a} > 0`, { noInherit: true })]),
  extra("unique", (t) => [unique([t.a])]),
  extra("unique of two", (t) => [unique([t.a, t.b])]),
  extra("unique of two, turned", (t) => [unique([t.b, t.a])]),
  extra("index", (t) => [index([t.a])]),
  extra("index, descending", (t) => [index([t.a.desc()])]),
  extra("index, nulls first", (t) => [index([t.a.nullsFirst()])]),
  extra("index with a class", (t) => [index([t.c.opclass("text_pattern_ops")])]),
  extra("index with a collation", (t) => [index([t.c.collate("C")])]),
  extra("index of an expression", (t) => [index([sql`lower(${t.c})`])]),
  extra("index of an expression, descending", (t) => [index([expression(sql`lower(${t.c})`).desc()])]),
  extra("index, unique", (t) => [index([t.a], { unique: true })]),
  extra("index, including", (t) => [index([t.a], { include: [t.b] })]),
  extra("index, filled", (t) => [index([t.a], { with: { fillfactor: 70 } })]),
  extra("index, concurrently", (t) => [index([t.a], { concurrently: true })]),
  extra("index, partial", (t) => [index([t.a], { where: sql`${t.b} > 0` })]),
  extra("foreign key", (t) => [foreignKey([t.a], "t", ["id"])]),
  extra("foreign key, matching", (t) => [foreignKey([t.a], "t", ["id"], { match: "full" })]),
  extra("exclusion", (t) => [exclude([[t.a, "="]])]),
  extra("exclusion of others", (t) => [exclude([[t.a, "<>"]])]),
  extra("partitions", (t) => [partitionBy.range(t.id)]),
  extra("partitions by list", (t) => [partitionBy.list(t.id)]),
  withOptions("table comment", { comment: "x" }),
  withOptions("unlogged", { unlogged: true }),
  withOptions("fillfactor", { storageParameters: { fillfactor: 70 } }),
  withOptions("fillfactor as text", { storageParameters: { fillfactor: "70" } }),
  withOptions("replica identity", { replicaIdentity: "full" }),
  withOptions("renamed table", { renamedFrom: "before" }),
  withOptions("schema of the table", { schema: "shop" }),
  both("a key over two", () => [{ t: table("t", { a: integer(), b: integer() }, (t) => [primaryKey([t.a, t.b])]) }]),
  both("a key over two, turned", () => [
    { t: table("t", { a: integer(), b: integer() }, (t) => [primaryKey([t.b, t.a])]) },
  ]),
  both("an enum's values", () => [{ e: enumType("e", ["a", "b"]) }]),
  both("an enum's order", () => [{ e: enumType("e", ["b", "a"]) }]),
  both("a domain", () => [{ e: domain("e", text()) }]),
  both("a composite", () => [{ e: compositeType("e", { a: text() }) }]),
  both("a sequence", () => [{ e: sequence("e") }]),
  both("a sequence by 2", () => [{ e: sequence("e", { increment: 2 }) }]),
  both("a schema", () => [{ e: schema("e") }]),
  both("a view", () => [{ e: view("e", sql`SELECT 1 AS a`) }]),
  both("another view", () => [{ e: view("e", sql`SELECT 2 AS a`) }]),
  family("a family"),
  family("another cascade", { cascade: "all" }),
  family("an order", { orderBy: "id" }),
  family("a relationship more", {}, { other: manyToOne<object>("Club", { viewonly: true }) }),
  family("a proxy", {}, { friends: oneToMany<object>("Person"), ids: associationProxy<object>("friends", "club") }),
  animals("animals", "cat", false),
  animals("another identity", "tiger", false),
  animals("another parent", "cat", true),
  both("a class", () => [{ User: class User extends model("users", { id }) {} }]),
  both("a class of another name", () => [{ User: class Person extends model("users", { id }) {} }]),
  both("no class", () => [{ User: table("users", { id }) }]),
  both("when it was made", () => [{ t: table("t", { id, at: timestamp() }) }]),
];

function write(make: Make): string | undefined {
  let made: DataModel | undefined;
  void deferring(async () => {
    made = dataModel(...make());
  });
  const text = textOf(made!);
  try {
    void made!.tables;
  } catch {
    // Some are wrong on purpose; none may wait for the next test.
  }
  return text;
}

describe("the text of declarations", () => {
  test.each(made)("is the same for the same: %s", (_, make) => {
    const first = write(make);
    expect(first).toBeTypeOf("string");
    expect(write(make)).toBe(first);
  });

  test("is another for whatever differs", () => {
    const byText = new Map<string, string>();
    for (const [name, make] of made) {
      const found = write(make)!;
      expect(byText.get(found), name).toBeUndefined();
      byText.set(found, name);
    }
  });

  test("does not depend on what only the program knows", () => {
    const one = textOf(dataModel({ t: table("t", { id, a: text().default("x") }) }));
    const other = textOf(dataModel({ t: table("t", { id, a: text().default(() => "y") }) }));
    expect(one).toBe(other);
  });

  test("is that of the metadata, too", () => {
    const shop = dataModel({ t: table("t", { id }), states });
    expect(textOf(shop.metadata)).toBe(textOf(shop));
  });

  test.each<[string, Make]>([
    ["a convention by a function", () => [{ t: table("t", { id }) }, { namingConvention: { pk: () => "x" } }]],
    ["a type that is not declared", () => [{ t: table("t", { id, a: states.column() }) }]],
    ["a class above that is not declared", undeclaredParent],
    ["two tables of one name", () => [{ t: table("t", { id }), u: table("t", { id }) }]],
    [
      "extras that throw",
      () => [
        {
          t: table("t", { id }, () => {
            throw new Error("on purpose");
          }),
        },
      ],
    ],
    ["an option of a class of the program's", () => [{ t: table("t", { id }, { comment: new URL("a:b") as never }) }]],
  ])("is not there for %s", (_, make) => {
    expect(write(make)).toBeUndefined();
  });
});

function undeclaredParent(): [Declarations] {
  class Animal extends model("animals", { id, kind: text() }, { polymorphicOn: "kind" }) {}
  class Cat extends model("cats", { id }, { extends: Animal, polymorphicIdentity: "cat" }) {}
  return [{ Cat }];
}

describe("while a command defers", () => {
  const broken = (): Declarations => ({ t: table("t", { id, a: integer().references("nowhere.id") }) });

  test("a data model is worked out when it is asked", async () => {
    const late = await deferring(async () => dataModel(broken()));
    expect(() => late.tables).toThrow(/nowhere/);
    expect(() => late.metadata).toThrow(/nowhere/);
  });

  test("a class finds its mapper all the same", async () => {
    class User extends model("users", { id }) {}
    await deferring(async () => {
      const late = dataModel({ User });
      expect(mapperOf(User)).toBe(late.mappers.get("User"));
    });
  });

  test("it lets others go on meanwhile, and is the same", async () => {
    const many = (): Declarations =>
      Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`t${at}`, table(`t${at}`, { id, a: text() })]));
    const late = await deferring(async () => dataModel(many()));
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const metadata = await late.metadataInTurns();
    isOver = true;
    expect(turns).toBeGreaterThan(1);
    expect(metadata).toBe(late.metadata);
    expect([...metadata.objects]).toEqual([...dataModel(many()).metadata.objects]);
  });

  test("a mistake is told each time", async () => {
    const late = await deferring(async () => dataModel(broken()));
    await expect(late.metadataInTurns()).rejects.toThrow(/nowhere/);
    await expect(late.metadataInTurns()).rejects.toThrow(/nowhere/);
    expect(() => late.tables).toThrow(/nowhere/);
  });

  test("whoever can't wait finishes what was begun", async () => {
    const late = await deferring(async () => dataModel({ t: table("t", { id }), u: table("u", { id }) }));
    const waiting = late.metadataInTurns();
    expect(late.tables.size).toBe(2);
    expect(await waiting).toBe(late.metadata);
  });

  test("and otherwise where it is declared", async () => {
    await deferring(async () => undefined);
    expect(() => dataModel(broken())).toThrow(/nowhere/);
  });
});
