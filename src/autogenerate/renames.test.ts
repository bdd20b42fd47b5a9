import { describe, expect, test } from "vitest";
import { integer, schema, table, text, type DataModelOptions } from "../../tests/support/vocabulary.ts";
import { dataModel } from "../model/data-model.ts";
import { postgresql } from "../dialects/postgresql/dialect.ts";
import { keyOf } from "../metadata/key.ts";
import { definePluginKind } from "../metadata/kind.ts";
import { MetaData } from "../metadata/metadata.ts";
import { resolveRenames, type RenameAnswer, type ResolvedRenames } from "./renames.ts";
import type { Declarable } from "../testing/case.ts";

const modelOf = (tables: readonly Declarable[], options?: DataModelOptions) =>
  dataModel(Object.fromEntries(tables.map((each, at) => [`t${at}`, each])), options).metadata;

/** Both sides as declared; what a server would say of them plays no part in renames. */
function resolve(
  before: readonly Declarable[],
  after: readonly Declarable[],
  settings: { readonly renames?: readonly RenameAnswer[]; readonly assumeNoRenames?: boolean } = {},
): ResolvedRenames {
  const target = modelOf(after);
  return resolveRenames({ dialect: postgresql, database: modelOf(before), target, canonical: target, ...settings });
}

const keys = ({ renamed }: ResolvedRenames): string[] => renamed.map(({ formerKey, key }) => `${formerKey} → ${key}`);
const users = (columns: Parameters<typeof table>[1]) => table("users", { id: integer().primaryKey(), ...columns });

describe("a column that goes while a similar one comes", () => {
  const before = [users({ mail: text() })];
  const after = [users({ email: text() })];

  test("is a question with a flag for each answer", () => {
    const { decisions, renamed } = resolve(before, after);
    expect(renamed).toEqual([]);
    expect(decisions).toMatchObject([
      {
        from: "users.mail",
        candidates: ["users.email"],
        table: ["public", "users"],
        flags: ["--rename users.mail=users.email", "--rename users.mail=users.mail"],
      },
    ]);
  });

  test("is renamed by an answer, with or without the default schema", () => {
    for (const prefix of ["", "public."]) {
      const found = resolve(before, after, { renames: [{ from: `${prefix}users.mail`, to: `${prefix}users.email` }] });
      expect(keys(found)).toEqual(["column public.users.mail → column public.users.email"]);
      expect(found.decisions).toEqual([]);
    }
  });

  test("is dropped when the answer names itself", () => {
    const found = resolve(before, after, { renames: [{ from: "users.mail", to: "users.mail" }] });
    expect([keys(found), found.decisions]).toEqual([[], []]);
  });

  test("is dropped by its whole name, too", () => {
    const found = resolve(before, after, { renames: [{ from: "public.users.mail", to: "public.users.mail" }] });
    expect([keys(found), found.decisions]).toEqual([[], []]);
  });

  test("may have blanks and dots in every name", () => {
    const odd = (name: string) => [
      schema("S 1"),
      table('S 1."Big.T"', { id: integer().primaryKey(), x: text().named(name) }),
    ];
    const [from, to] = ['S 1."Big.T".Old Name', 'S 1."Big.T"."New.Name"'];
    const asked = resolve(odd("Old Name"), odd("New.Name"));
    expect(asked.decisions).toMatchObject([
      { from, candidates: [to], flags: [`--rename '${from}=${to}'`, `--rename '${from}=${from}'`] },
    ]);
    const found = resolve(odd("Old Name"), odd("New.Name"), { renames: [{ from, to }] });
    expect(keys(found)).toEqual(['column "S 1"."Big.T"."Old Name" → column "S 1"."Big.T"."New.Name"']);
    expect(found.decisions).toEqual([]);
  });

  test("is refused where an answer names what is nowhere, with what is near", () => {
    const refused = (from: string, to: string, renamed: readonly RenameAnswer[] = []): unknown => {
      try {
        return resolve(before, after, { renames: [...renamed, { from, to }] }).renamed.length;
      } catch (error) {
        return error;
      }
    };
    const code = "autogenerate.rename-unknown";
    expect(refused("users.mial", "users.email")).toMatchObject({
      code,
      problem: "from",
      hint: expect.stringContaining('"users.mail" before'),
    });
    expect(refused("public.users.mail", "users.emial")).toMatchObject({
      code,
      problem: "to",
      hint: expect.stringContaining('"users.email" after'),
    });
    expect(refused("nothing", "nothing")).toMatchObject({ code, problem: "from" });
    expect(refused("users", "users.email")).toMatchObject({ code, problem: "kind" });
  });

  test("is answered again after it was followed, and nothing happens", () => {
    expect(keys(resolve(after, after, { renames: [{ from: "users.mail", to: "users.email" }] }))).toEqual([]);
  });

  test("is not asked about where nothing was renamed", () => {
    expect(resolve(before, after, { assumeNoRenames: true }).decisions).toEqual([]);
  });

  test("is no question where the types have nothing to do with each other", () => {
    expect(resolve(before, [users({ age: integer() })]).decisions).toEqual([]);
  });

  test("has all similar ones as candidates", () => {
    expect(resolve(before, [users({ email: text(), phone: text() })]).decisions[0]?.candidates).toEqual([
      "users.email",
      "users.phone",
    ]);
  });
});

describe("a hint in the model", () => {
  test("renames a column, and is spent once the database has the new name", () => {
    const hinted = [users({ email: text().renamedFrom("mail") })];
    expect(keys(resolve([users({ mail: text() })], hinted))).toEqual([
      "column public.users.mail → column public.users.email",
    ]);
    expect(keys(resolve([users({ email: text() })], hinted))).toEqual([]);
  });

  test("renames a table together with its columns, tables first", () => {
    const people = table(
      "people",
      { id: integer().primaryKey(), email: text().renamedFrom("mail") },
      { renamedFrom: "users" },
    );
    expect(keys(resolve([users({ mail: text() })], [people])).slice(0, 2)).toEqual([
      "table public.users → table public.people",
      "column public.people.mail → column public.people.email",
    ]);
  });

  test("chains: what gives up its name makes room for the next", () => {
    const before = [users({ a: text(), b: text() })];
    const after = [users({ b: text().renamedFrom("a"), c: text().renamedFrom("b") })];
    expect(keys(resolve(before, after))).toEqual([
      "column public.users.b → column public.users.c",
      "column public.users.a → column public.users.b",
    ]);
  });
});

describe("a table", () => {
  const shape = { id: integer().primaryKey(), mail: text(), name: text() };

  test("that shares half of its columns with one that comes is a question", () => {
    expect(resolve([table("users", shape)], [table("people", shape)]).decisions).toMatchObject([
      { from: "users", candidates: ["people"] },
    ]);
  });

  test("that comes in another schema under the same name is a question, whatever else changed", () => {
    const moved = (columns: Parameters<typeof table>[1]) => [schema("s"), table("s.users", columns)];
    for (const columns of [shape, { key: text(), nothing: integer() }])
      expect(resolve([table("users", shape)], moved(columns)).decisions).toMatchObject([
        { from: "users", candidates: ["s.users"], flags: ["--rename users=s.users", "--rename users=users"] },
      ]);
  });

  test("that comes in another schema under another name is a question where they are alike", () => {
    const other = [schema("s"), table("s.people", shape)];
    expect(resolve([table("users", shape)], other).decisions).toMatchObject([
      { from: "users", candidates: ["s.people"] },
    ]);
  });

  test("moves by an answer in either spelling of the default schema, there and back", () => {
    const here = [schema("s"), table("users", shape)];
    const there = [schema("s"), table("s.users", shape)];
    for (const prefix of ["", "public."]) {
      const away = resolve(here, there, { renames: [{ from: `${prefix}users`, to: "s.users" }] });
      expect(keys(away)[0]).toBe("table public.users → table s.users");
      const back = resolve(there, here, { renames: [{ from: "s.users", to: `${prefix}users` }] });
      expect(keys(back)[0]).toBe("table s.users → table public.users");
    }
  });

  test("moves by a hint that names it in the default schema, with or without that", () => {
    for (const renamedFrom of ["users", "public.users"]) {
      const moved = [schema("s"), table("s.users", shape, { renamedFrom })];
      expect(keys(resolve([schema("s"), table("users", shape)], moved))[0]).toBe("table public.users → table s.users");
    }
  });

  test("of a schema of its own is asked about with that schema", () => {
    const named = (name: string) => [schema("s"), table(`s.${name}`, shape)];
    expect(resolve(named("users"), named("people")).decisions).toMatchObject([
      { from: "s.users", candidates: ["s.people"], flags: ["--rename s.users=s.people", "--rename s.users=s.users"] },
    ]);
  });
});

describe("what names a column that is renamed", () => {
  test("follows by the attributes that its kind declares", () => {
    const before = [users({ number: integer().notNull() })];
    const after = [users({ count: integer().notNull() })];
    const parts = [
      { kind: "identityPersistence", schema: "public", table: "users", name: "users_number_seq", column: "number" },
      { kind: "sequenceOwner", schema: "public", name: "s", tableSchema: "public", table: "users", column: "number" },
      { kind: "default", schema: "public", table: "users", name: "number", expression: "1" },
    ];
    const [database, target] = [modelOf(before), modelOf(after)];
    const objects = [
      ...database.objects,
      ...parts.map((part) => [postgresql.kinds[part.kind]!.key(part), part] as const),
    ];
    const found = resolveRenames({
      dialect: postgresql,
      database: new MetaData({ ...database, objects }),
      target,
      canonical: target,
      renames: [{ from: "users.number", to: "users.count" }],
    });
    expect([...found.database.objects.values()].slice(-3)).toEqual([
      { ...parts[0], column: "count" },
      { ...parts[1], column: "count" },
      { ...parts[2], name: "count" },
    ]);
  });
});

describe("a kind of a plugin", () => {
  const tenant = definePluginKind({
    name: "tenant",
    rank: 100,
    key: ({ name }) => keyOf("tenant", name),
    dependsOn: () => [],
    attributes: {},
    create: () => [],
    drop: () => [],
    rename: () => [],
    renaming: { word: "tenant", moves: true },
    operations: {},
  });
  const dialect = { ...postgresql, kinds: { ...postgresql.kinds, tenant } };
  const side = (name: string) => new MetaData({ objects: [[keyOf("tenant", name), { kind: "tenant", name }]] });
  const request = { dialect, database: side("acme"), target: side("apex"), canonical: side("apex") };

  test("is asked about in its own word, and renamed by an answer", () => {
    expect(resolveRenames(request).decisions).toMatchObject([
      { text: "Was the tenant acme renamed to apex, or dropped?", flags: ["--rename acme=apex", "--rename acme=acme"] },
    ]);
    const found = resolveRenames({ ...request, renames: [{ from: "acme", to: "apex" }] });
    expect(keys(found)).toEqual(["tenant acme → tenant apex"]);
  });
});
