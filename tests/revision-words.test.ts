/** What an operation writes in a revision builds the operation again, whatever the names and texts. */
import { expect, it } from "vitest";
import * as fc from "fast-check";
import * as builders from "../src/public/migration.ts";
import { SourceWriter } from "../src/operations/source.ts";
import type { Operation } from "../src/operations/operation.ts";
import type { IndexElement, IndexModel } from "../src/kinds/index/model.ts";
import type { AlterColumnOp, ColumnChanges } from "../src/dialects/postgresql/kinds/column/operations.ts";
import { createIndexOp } from "../src/dialects/postgresql/kinds/index/operations.ts";
import type { DomainCheckModel, DomainModel } from "../src/dialects/postgresql/kinds/domain/model.ts";
import { createDomainOp } from "../src/dialects/postgresql/kinds/domain/operations.ts";
import type { GrantOp } from "../src/dialects/postgresql/kinds/grant/operations.ts";
import type { PolicyModel } from "../src/dialects/postgresql/kinds/policy/model.ts";
import { createPolicyOp } from "../src/dialects/postgresql/kinds/policy/operations.ts";
import type { TriggerModel } from "../src/dialects/postgresql/kinds/trigger/model.ts";
import { createTriggerOp } from "../src/dialects/postgresql/kinds/trigger/operations.ts";
import { operations } from "../src/dialects/postgresql/operations.ts";
import { quoteIdentifier, quoteList } from "../src/sql/identifier.ts";

const names = ["orders", "Order", 'say "so"', "a.b", "año", "user", "1st", "x y", "it's", "public", "new", "a`b${c}"];
const texts = ["a > 1", "note <> 'it''s `so` ${x}'", "VALUE ~ '\\d+'", "a IS NULL\n  OR b", "((a = 'x'::text))"];
type Random = fc.GeneratorValue;
const some = <T>(random: Random, list: readonly T[]): T => list[random(fc.nat, { max: list.length - 1 })] as T;
const maybe = <T>(random: Random, value: T): T | undefined => (random(fc.boolean) ? value : undefined);
const place = (random: Random) => ({ schema: some(random, ["public", "shop", "My Shop"]), table: some(random, names) });

function policy(random: Random): Operation {
  const roles = [...new Set([some(random, names), some(random, names)])].filter((role) => role !== "public").sort();
  return createPolicyOp(
    defined<PolicyModel>({
      kind: "policy",
      ...place(random),
      name: some(random, names),
      command: maybe(random, some(random, ["select", "insert", "update", "delete"] as const)),
      restrictive: maybe(random, true),
      roles: roles.length === 0 ? undefined : maybe(random, roles),
      using: maybe(random, some(random, texts)),
      check: maybe(random, some(random, texts)),
      comment: maybe(random, some(random, texts)),
    }),
  );
}

function trigger(random: Random): Operation {
  const called = `${quoteIdentifier(some(random, names))}.${quoteIdentifier(some(random, names))}`;
  const events = some(random, [
    "BEFORE INSERT",
    "AFTER INSERT OR DELETE OR TRUNCATE",
    "INSTEAD OF UPDATE",
    `BEFORE INSERT OR UPDATE OF ${quoteList([some(random, names), some(random, names)])} OR DELETE`,
  ]);
  const action = [
    maybe(random, `DEFERRABLE INITIALLY ${some(random, ["DEFERRED", "IMMEDIATE"])} `),
    maybe(random, `REFERENCING OLD TABLE AS ${quoteIdentifier(some(random, names))} `),
    `FOR EACH ${some(random, ["ROW", "STATEMENT"])} `,
    maybe(random, `WHEN (${some(random, texts)}) `),
    `EXECUTE FUNCTION ${some(random, [called, "tsvector_update_trigger", "public.note"])}(${some(random, ["", "'x', '1'"])})`,
  ];
  return createTriggerOp(
    defined<TriggerModel>({
      kind: "trigger",
      ...place(random),
      name: some(random, names),
      events,
      action: action.join(""),
      constraint: maybe(random, true),
      enabled: maybe(random, some(random, ["disabled", "replica", "always"] as const)),
      comment: maybe(random, some(random, texts)),
    }),
  );
}

function domain(random: Random): Operation {
  const { schema, table: name } = place(random);
  const checks = [0, 1].slice(some(random, [0, 1, 2])).map((at) =>
    defined<DomainCheckModel>({
      kind: "domainCheck",
      schema,
      domain: name,
      name: some(random, [`${name}_check`, `${some(random, names)}_${at}`]),
      expression: some(random, texts),
      notValid: maybe(random, true),
      comment: maybe(random, some(random, texts)),
    }),
  );
  const object = defined<DomainModel>({
    kind: "domain",
    schema,
    name,
    type: some(random, ["text", "numeric(12,2)", "character varying(20)[]", "shop.mood", "timestamp with time zone"]),
    notNull: maybe(random, true),
    default: maybe(random, some(random, ["0", "'it''s'::text", "now()", "'x'", "NULL::text", "'a\\b'"])),
    collation: maybe(random, some(random, ['pg_catalog."C"', 'shop."de-x"'])),
    comment: maybe(random, some(random, texts)),
  });
  return createDomainOp(object, checks);
}

function privileges(random: Random): Operation {
  const table = `TABLE ${quoteIdentifier(some(random, ["public", "My Shop"]))}.${quoteIdentifier(some(random, names))}`;
  const on = some(random, [
    table,
    'FUNCTION public."f x"(integer, text[])',
    "SCHEMA shop",
    'FOREIGN SERVER "far away"',
  ]);
  const column = quoteIdentifier(some(random, names));
  const scope = maybe(random, { forRole: some(random, names), inSchema: maybe(random, some(random, names)) });
  return defined<GrantOp>({
    type: some(random, ["grant", "revoke"] as const),
    privileges: some(
      random,
      scope !== undefined
        ? [["SELECT"], ["INSERT", "SELECT"]]
        : [["SELECT"], ["INSERT", "SELECT"], [`SELECT (${column})`], [`INSERT (${column})`, "SELECT"]],
    ),
    on: scope === undefined ? on : some(random, ["TABLES", "FUNCTIONS", "SCHEMAS"]),
    role: some(random, ["app", "Clerk", "PUBLIC"]),
    grantOption: maybe(random, true),
    onlyOption: maybe(random, true),
    defaults: scope && defined(scope),
  });
}

function index(random: Random): Operation {
  const element = (): IndexElement =>
    defined<IndexElement>({
      ...(random(fc.boolean) ? { column: some(random, names) } : { expression: some(random, texts) }),
      collation: maybe(random, some(random, ['pg_catalog."C"', 'shop."de-x"'])),
      operatorClass: maybe(random, some(random, ["pg_catalog.text_pattern_ops", 'shop."my ops"', "gist_trgm_ops"])),
      operatorClassParameters: maybe(random, ["siglen=32"]),
      descending: maybe(random, true),
      nulls: maybe(random, some(random, ["first", "last"] as const)),
    });
  return createIndexOp(
    defined<IndexModel>({
      kind: "index",
      ...place(random),
      name: some(random, names),
      elements: random(fc.boolean) ? [element()] : [element(), { column: "a" }],
      unique: maybe(random, true),
      method: maybe(random, "gist"),
      include: maybe(random, [some(random, names)]),
      where: maybe(random, some(random, texts)),
      storageParameters: maybe(random, some(random, [["fillfactor=70"], ["fillfactor=070"], ["a=x", "b=true"]])),
      concurrently: maybe(random, true),
      comment: maybe(random, some(random, texts)),
    }),
  );
}

function column(random: Random): Operation {
  return defined<AlterColumnOp>({
    type: "alterColumn",
    ...place(random),
    name: some(random, names),
    changes: defined<ColumnChanges>({
      notNull: maybe(random, random(fc.boolean)),
      serverDefault: maybe(random, some(random, ["0", "'it''s'::text", null])),
      attributeOptions: maybe(random, some(random, [[], ["n_distinct=-0.5"], ["n_distinct=5.0"]])),
      storage: maybe(random, some(random, ["plain", null])),
    }),
  });
}

const defined = <T extends object>(object: { [K in keyof T]: T[K] | undefined }): T =>
  JSON.parse(JSON.stringify(object)) as T;

const op = Object.fromEntries(
  Object.entries(operations).map(([type, definition]) => [type, definition.build as (...args: never) => Operation]),
);

/** Runs the source of one call, as a revision does. */
function run(source: string, imports: readonly string[]): Operation {
  const known = builders as unknown as Readonly<Record<string, unknown>>;
  for (const name of imports) expect(known[name], name).toBeDefined();
  // eslint-disable-next-line typescript/no-implied-eval
  const call = new Function("op", ...imports, `return ${source};`) as (...args: readonly unknown[]) => Operation;
  return call(op, ...imports.map((name) => known[name]));
}

it.each([
  ["createPolicy", policy],
  ["createTrigger", trigger],
  ["createDomain", domain],
  ["grant and revoke", privileges],
  ["createIndex", index],
  ["alterColumn", column],
])("%s", (_name, make) => {
  fc.assert(
    fc.property(fc.gen(), (random) => {
      const operation = make(random);
      const definition = operations[operation.type as "createPolicy"];
      const source = new SourceWriter();
      const text = definition.render(operation as never, source);
      const again = run(text, source.imports);
      if (make === policy || make === privileges) expect(text).toMatch(/^op\.\w+\([^]*\bon: /);
      expect(defined(again), text).toEqual(operation);
      expect(definition.statements(again as never, { serverVersion: 170000 }), text).toEqual(
        definition.statements(operation as never, { serverVersion: 170000 }),
      );
    }),
    { numRuns: 500 },
  );
});

const written = (operation: Operation): string =>
  operations[operation.type as "createPolicy"].render(operation as never, new SourceWriter());

it("writes what a model would say", () => {
  const at = { schema: "public", table: "orders", name: "own" } as const;
  const using = "owner = CURRENT_USER";
  expect(written(createPolicyOp({ kind: "policy", ...at, roles: ["app"], using }))).toBe(
    'op.createPolicy("own", { on: "orders", to: "app", using: sql`owner = CURRENT_USER` })',
  );
  const action = "FOR EACH ROW EXECUTE FUNCTION public.touch()";
  expect(written(createTriggerOp({ kind: "trigger", ...at, events: "BEFORE UPDATE", action }))).toBe(
    'op.createTrigger("own", { on: "orders", timing: "before", events: "update", execute: "touch()" })',
  );
  const email = { schema: "public", domain: "email", name: "email_check" } as const;
  expect(
    written(
      createDomainOp({ kind: "domain", schema: "public", name: "email", type: "text", default: "''" }, [
        { kind: "domainCheck", ...email, expression: "VALUE ~ '@'" },
      ]),
    ),
  ).toBe('op.createDomain("email", text(), { default: "", check: sql`VALUE ~ \'@\'` })');
  const elements = [{ column: "a", descending: true, nulls: "last" }, { expression: "lower(b)" }] as const;
  expect(written(createIndexOp({ kind: "index", ...at, elements, storageParameters: ["fillfactor=70"] }))).toBe(
    'op.createIndex("own", "orders", (t) => [t.a.desc().nullsLast(), sql`lower(b)`], { with: { fillfactor: 70 } })',
  );
  const changes = { notNull: true, attributeOptions: ["n_distinct=-0.5"] };
  expect(written({ type: "alterColumn", ...at, changes } as AlterColumnOp)).toBe(
    'op.alterColumn("orders", "own", { notNull: true, attributeOptions: { n_distinct: -0.5 } })',
  );
  const on = "FUNCTION shop.total(integer)";
  expect(written({ type: "grant", privileges: ["EXECUTE"], on, role: "PUBLIC" } as GrantOp)).toBe(
    'op.grant("execute", { on: { function: "shop.total(integer)" }, to: "public" })',
  );
});

it("grants to several roles at once", () => {
  const grants = operations.grant.build(["select", "insert (price)"], { on: "orders", to: ["app", "public"] });
  expect(operations.grant.statements(grants, { serverVersion: 170000 })).toEqual([
    { sql: "GRANT INSERT (price), SELECT ON TABLE public.orders TO app, PUBLIC" },
  ]);
  const [back] = operations.grant.reverse(grants) as [GrantOp];
  expect(operations.revoke.statements(back, { serverVersion: 170000 })).toEqual([
    { sql: "REVOKE INSERT (price), SELECT ON TABLE public.orders FROM app, PUBLIC" },
  ]);
  expect(written(back)).toBe('op.revoke(["insert (price)", "select"], { on: "orders", from: ["app", "public"] })');
});
