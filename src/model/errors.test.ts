/** Each mistake in a data model is one error that names class and property. */
import { describe, expect, test } from "vitest";
import { enumType } from "../dialects/postgresql/kinds/enum/declare.ts";
import { foreignKey } from "../kinds/foreign-key/declare.ts";
import { primaryKey } from "../kinds/primary-key/declare.ts";
import { sequence } from "../kinds/sequence/declare.ts";
import { table } from "../kinds/table/table.ts";
import { bigint, integer, serial } from "../dialects/postgresql/types/numbers.ts";
import { text, uuid } from "../dialects/postgresql/types/text.ts";
import { sql } from "../sql/sql.ts";
import { dataModel, type Declarations, type DataModelOptions } from "./data-model.ts";
import { mapperOf } from "./mapper.ts";
import { model, type Members } from "./model.ts";
import { manyToMany, manyToOne, oneToMany, oneToOne, type Cascade } from "./relationship.ts";

const id = () => integer().primaryKey();

/** An anonymous model. */
const classOf = (name: string, members: Members) => class extends model(name, members) {};

const parent = (more: Members = {}) => classOf("parents", { id: id(), ...more });
const child = (more: Members = {}) =>
  classOf("children", { id: id(), parentId: integer().references("parents.id"), ...more });

function failure(
  declarations: Declarations,
  options?: DataModelOptions,
): { code: string; message: string; hint: string } {
  try {
    dataModel(declarations, options);
  } catch (error) {
    return error as never;
  }
  return { code: "none", message: "", hint: "" };
}

interface Case {
  readonly about: string;
  readonly declarations: Declarations;
  readonly code: string;
  /** Parts of the message or the hint. */
  readonly says: readonly string[];
}

const status = enumType("status", ["on", "off"]);

const cases: readonly Case[] = [
  {
    about: "a table that a foreign key can't find",
    declarations: { Child: child(), Parent: classOf("parent", { id: id() }) },
    code: "model.unknown-table",
    says: ["Child.parentId", '"parents"', 'Did you mean "parent"?'],
  },
  {
    about: "a column that a foreign key can't find",
    declarations: {
      Parent: classOf("parents", { parentId: id() }),
      Child: classOf("children", { id: id(), parentId: integer().references("parents.parentId") }),
    },
    code: "model.unknown-column",
    says: ["Child.parentId", 'Did you mean "parent_id"?'],
  },
  {
    about: "a target that is no column",
    declarations: { Child: classOf("children", { id: id(), parentId: integer().references("parents") }) },
    code: "table.invalid-target",
    says: ["Child.parentId", '"parents"'],
  },
  {
    about: "types that can't be compared",
    declarations: { Parent: parent(), Child: classOf("c", { id: id(), parentId: uuid().references("parents.id") }) },
    code: "model.foreign-key-type",
    says: ["Child.parentId", "uuid", "integer"],
  },
  {
    about: "a foreign key to columns that aren't unique",
    declarations: {
      Parent: parent({ name: text() }),
      Child: classOf("c", { id: id(), parent: text().references("parents.name") }),
    },
    code: "model.not-unique",
    says: ["Child.parent", "parents (name)"],
  },
  {
    about: "foreign keys that take their types from one another",
    declarations: {
      a: table("a", { id: foreignKey("b.id").primaryKey() }),
      b: table("b", { id: foreignKey("a.id").primaryKey() }),
    },
    code: "model.circular-type",
    says: ["b.id"],
  },
  {
    about: "a model without a primary key",
    declarations: { Loose: classOf("loose", { name: text() }) },
    code: "model.missing-primary-key",
    says: ["Loose"],
  },
  {
    about: "two declarations of one table",
    declarations: { One: parent(), Two: table("public.parents", { id: id() }) },
    code: "model.duplicate",
    says: ["One and Two", "public.parents"],
  },
  {
    about: "a table and an enum of one name",
    declarations: { status: enumType("status", ["a"]), S: table("status", { id: id() }) },
    code: "model.name-taken",
    says: ["status (enum) and S (table)", "public.status", "each table and view makes one"],
  },
  {
    about: "a view and a sequence of one name",
    declarations: { one: sequence("numbers"), Two: table("numbers", { id: id() }) },
    code: "model.name-taken",
    says: ["one (sequence)", "Two (table)", "share their names"],
  },
  {
    about: "a table that has the name of an identity's sequence",
    declarations: { One: table("t", { id: integer().identity() }), Two: table("t_id_seq", { id: id() }) },
    code: "model.name-taken",
    says: ["(sequence of an identity)", "Two (table)", "public.t_id_seq"],
  },
  {
    about: "columns that hints swap",
    declarations: { One: classOf("one", { id: id(), a: integer().renamedFrom("b"), b: integer().renamedFrom("a") }) },
    code: "model.circular-rename",
    says: ["One.a", "One.b", "--rename one.b=one.a --rename one.a=one.b"],
  },
  {
    about: "tables whose names hints move round",
    declarations: {
      one: table("one", { id: id() }, { renamedFrom: "two" }),
      two: table("two", { id: id() }, { renamedFrom: "s.three" }),
      three: table("s.three", { id: id() }, { renamedFrom: "public.one" }),
    },
    code: "model.circular-rename",
    says: ["one and two and three", "--rename two=one --rename s.three=two --rename one=s.three"],
  },
  {
    about: "two properties for one column",
    declarations: { One: classOf("one", { id: id(), theId: integer().named("id") }) },
    code: "table.duplicate-column",
    says: ["One.id", "One.theId"],
  },
  {
    about: "two constraints of one name",
    declarations: {
      One: classOf("one", {
        id: id(),
        a: integer().check(sql`a > 0`, { name: "positive" }),
        b: integer().check(sql`b > 0`, { name: "positive" }),
      }),
    },
    code: "table.duplicate-name",
    says: ["positive", "One.a", "One.b"],
  },
  {
    about: "two primary keys",
    declarations: { one: table("one", { id: id(), b: integer() }, (t) => [primaryKey([t.id, t.b])]) },
    code: "table.several-primary-keys",
    says: ["one"],
  },
  {
    about: "a column with a default and an identity",
    declarations: { one: table("one", { id: integer().identity().serverDefault(1) }) },
    code: "table.column-conflict",
    says: ["one.id", "a server default and an identity"],
  },
  {
    about: "a serial with a default",
    declarations: { one: table("one", { id: serial().serverDefault(1) }) },
    code: "table.column-conflict",
    says: ["one.id"],
  },
  {
    about: "a name of more than 63 bytes",
    declarations: { one: table("one", { id: integer().named("x".repeat(64)) }) },
    code: "name.invalid",
    says: ["64 bytes"],
  },
  {
    about: "an enum that wasn't passed",
    declarations: { one: table("one", { status: status.column() }) },
    code: "model.undeclared-type",
    says: ["one.status", 'enum "status"'],
  },
  {
    about: "something that can't be declared",
    declarations: { one: integer() as never },
    code: "model.invalid-declaration",
    says: ['"one"'],
  },
  {
    about: "a relationship to a class that isn't there",
    declarations: { Parent: parent({ kids: oneToMany<object>("Chld") }), Child: child() },
    code: "relationship.unknown-target",
    says: ["Parent.kids", 'Did you mean "Child"?'],
  },
  {
    about: "backPopulates that names nothing",
    declarations: {
      Parent: parent({ children: oneToMany<object>("Child", { backPopulates: "parnt" }) }),
      Child: child({ parent: manyToOne<object>("Parent", { backPopulates: "children" }) }),
    },
    code: "relationship.back-populates",
    says: ["Parent.children", 'Did you mean "parent"?'],
  },
  {
    about: "backPopulates that doesn't point back",
    declarations: {
      Parent: parent({ children: oneToMany<object>("Child", { backPopulates: "parent" }) }),
      Child: child({ parent: manyToOne<object>("Parent") }),
    },
    code: "relationship.back-populates",
    says: ["Child.parent does not point back to Parent.children"],
  },
  {
    about: "backPopulates between sides that don't fit",
    declarations: {
      Parent: parent({ children: oneToMany<object>("Child", { backPopulates: "parents" }) }),
      Child: child({ parents: oneToMany<object>("Parent", { backPopulates: "children" }) }),
    },
    code: "relationship.missing-foreign-key",
    says: ["Child.parents", "did you mean manyToOne()?"],
  },
  {
    about: "a relationship without a foreign key",
    declarations: {
      Parent: parent({ children: oneToMany<object>("Child") }),
      Child: classOf("children", { id: id() }),
    },
    code: "relationship.missing-foreign-key",
    says: ["Parent.children", '"children"', '"parents"'],
  },
  {
    about: "a relationship with two candidates",
    declarations: {
      Parent: parent({ children: oneToMany<object>("Child") }),
      Child: child({ otherId: integer().references("parents.id") }),
    },
    code: "relationship.ambiguous-foreign-key",
    says: ["Child (parentId) → Parent (id); Child (otherId) → Parent (id)", "foreignKeys"],
  },
  {
    about: "foreignKeys that name no column",
    declarations: {
      Parent: parent({ children: oneToMany<object>("Child", { foreignKeys: "parentID" }) }),
      Child: child(),
    },
    code: "relationship.unknown-column",
    says: ["Parent.children", "parentID", 'Did you mean "parentId"?'],
  },
  {
    about: "orderBy that names no column",
    declarations: { Parent: parent({ children: oneToMany<object>("Child", { orderBy: "idd desc" }) }), Child: child() },
    code: "relationship.unknown-column",
    says: ["orderBy", "idd"],
  },
  {
    about: "a secondary table that isn't there",
    declarations: { Parent: parent({ children: manyToMany<object>("Child", { secondary: "links" }) }), Child: child() },
    code: "relationship.unknown-secondary",
    says: ["Parent.children", '"links"'],
  },
  {
    about: "a secondary table without its schema",
    declarations: {
      Parent: parent({ children: manyToMany<object>("Child", { secondary: "linking" }) }),
      Child: child(),
      links: table("shop.linking", { parentId: foreignKey("parents.id") }),
    },
    code: "relationship.unknown-secondary",
    says: ["Parent.children", '"linking"', "shop.linking"],
  },
  {
    about: "a secondary table that leads to one side only",
    declarations: {
      Parent: parent({ children: manyToMany<object>("Child", { secondary: "links" }) }),
      Child: child(),
      links: table("links", { parentId: foreignKey("parents.id") }),
    },
    code: "relationship.missing-foreign-key",
    says: ["Parent.children", '"links"', '"children"'],
  },
  {
    about: "a self-reference through a secondary table that doesn't tell its ends apart",
    declarations: {
      Parent: parent({ friends: manyToMany<object>("Parent", { secondary: "links" }) }),
      links: table("links", { aId: foreignKey("parents.id"), bId: foreignKey("parents.id") }),
    },
    code: "relationship.ambiguous-foreign-key",
    says: ["Parent.friends", "remoteSide"],
  },
  {
    about: "a cascade that doesn't exist",
    declarations: {
      Parent: parent({ children: oneToMany<object>("Child", { cascade: "al" as Cascade }) }),
      Child: child(),
    },
    code: "relationship.cascade",
    says: ['"al"', "delete-orphan"],
  },
  {
    about: "delete-orphan on the many side",
    declarations: {
      Parent: parent(),
      Child: child({ parent: manyToOne<object>("Parent", { cascade: "all, delete-orphan" }) }),
    },
    code: "relationship.cascade",
    says: ["Child.parent", "singleParent"],
  },
];

test.each(cases)("$about", ({ declarations, code, says }) => {
  const error = failure(declarations);
  expect({ code: error.code, message: error.message }).toMatchObject({ code });
  for (const part of says) expect(`${error.message} ${error.hint}`).toContain(part);
});

test("a naming convention with a key of its own invention is refused with the key that is meant", () => {
  const convention = (key: string): DataModelOptions => ({ namingConvention: { [key]: "ix_%(table_name)s" } });
  expect(failure({ Parent: parent() }, convention("index"))).toMatchObject({
    code: "naming.unknown-key",
    hint: 'Write "ix".',
  });
  expect(failure({ Parent: parent() }, convention("idx"))).toMatchObject({
    code: "naming.unknown-key",
    hint: expect.stringContaining("ix, uq"),
  });
});

describe("several modules", () => {
  const post = classOf("posts", { id: id() });
  const tags = [classOf("blog.tags", { id: id() }), classOf("shop.tags", { id: id() })] as const;

  test("make one data model, where what several of them export alike stands once", () => {
    const shop = { Tag: tags[1], status };
    const together = dataModel([{ Post: post, status }, shop]);
    expect(together.declarations).toEqual({ Post: post, status, Tag: tags[1] });
    expect([...together.tables.keys()]).toEqual(["public.posts", "shop.tags"]);
    expect([...dataModel([]).tables.keys()]).toEqual([]);
  });

  test("that export one name for two things are refused", () => {
    const modules = [{ Post: post, Tag: tags[0] }, { Tag: tags[1] }] as const;
    expect(() => dataModel(modules)).toThrow(
      expect.objectContaining({
        code: "model.name-clash",
        message: "Two of the modules passed to dataModel() export Tag: table blog.tags and table shop.tags.",
      }),
    );
    expect(() => dataModel([{ status }, { status: post }])).toThrow("enum status and table posts");
  });
});

describe("a class that has no mapper", () => {
  test("in no data model says so", () => {
    expect(() => mapperOf(parent())).toThrow(expect.objectContaining({ code: "model.not-mapped" }));
  });

  test("of its own in several data models says so", () => {
    const Parent = parent();
    const first = dataModel({ Parent });
    dataModel({ Parent }, { schema: "other" });
    expect(() => mapperOf(Parent)).toThrow(expect.objectContaining({ code: "model.mapped-twice" }));
    expect(first.mapperOf(Parent).table.schema).toBe("public");
  });
});

describe("what looks like a mistake but is none", () => {
  test.each<[string, Declarations, DataModelOptions?]>([
    [
      "a bigint that references an integer",
      { Parent: parent(), c: table("c", { p: bigint().references("parents.id") }) },
    ],
    [
      "a foreign key to a unique column",
      { Parent: parent({ code: text().unique() }), c: table("c", { p: text().references("parents.code") }) },
    ],
    [
      "a self-reference",
      {
        Parent: classOf("parents", {
          id: id(),
          upId: integer().references("parents.id"),
          up: manyToOne<object>("Parent", { backPopulates: "down" }),
          down: oneToMany<object>("Parent", { backPopulates: "up" }),
        }),
      },
    ],
    [
      "a one-to-one in either direction",
      {
        Parent: parent({ child: oneToOne<object>("Child", { backPopulates: "parent" }) }),
        Child: child({ parent: oneToOne<object>("Parent", { backPopulates: "child" }) }),
      },
    ],
    [
      "a table that is managed elsewhere",
      { c: table("c", { u: uuid().references("auth.users.id") }) },
      { externalTables: ["auth.users"] },
    ],
    [
      "two relationships that say their foreign keys on one side",
      {
        Parent: parent({ children: oneToMany<object>("Child", { backPopulates: "parent", foreignKeys: "parentId" }) }),
        Child: child({
          otherId: integer().references("parents.id"),
          parent: manyToOne<object>("Parent", { backPopulates: "children" }),
        }),
      },
    ],
    [
      "a self-reference through a secondary table",
      {
        Parent: parent({
          follows: manyToMany<object>("Parent", { secondary: "links", remoteSide: "bId", backPopulates: "followers" }),
          followers: manyToMany<object>("Parent", { secondary: "links", remoteSide: "aId", backPopulates: "follows" }),
        }),
        links: table("links", { aId: foreignKey("parents.id"), bId: foreignKey("parents.id") }),
      },
    ],
  ])("%s", (_about, declarations, options) => {
    expect(failure(declarations, options)).toMatchObject({ code: "none" });
  });
});
