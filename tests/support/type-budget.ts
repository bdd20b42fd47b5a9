/** A program of many models with sessions at work on them, to see what its types cost a compiler. */

/**
 * A model in the manner of an application: twelve columns, four relationships, a query with what it loads, a change, an
 * insert.
 *
 * @param from where the package's entry files are: `limbeck`, or a path to `src/public/limbeck.ts`
 */
export function typeBudgetProgram(count: number, from: { readonly models: string; readonly orm: string }): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return [
    `import { bigint, boolean, dataModel, integer, manyToMany, manyToOne, model, now, numeric, oneToMany, table, text, timestamp, uuid, varchar } from "${from.models}";`,
    `import { createEngine, Session, type Loaded } from "${from.orm}";`,
    ...indexes.map((index) => modelText(index, count)),
    `const all = dataModel({ ${indexes.map((index) => `Model${index}, links${index}`).join(", ")} });`,
    `const session = new Session(await createEngine("pglite:memory"), all);`,
    ...indexes.map((index) => useText(index)),
  ].join("\n");
}

function modelText(index: number, count: number): string {
  const parent = Math.floor(index / 2);
  const other = (index + 7) % count;
  return `
class Model${index} extends model("table_${index}", {
  id: integer().identity({ always: true }).primaryKey(),
  code: varchar(20).notNull().unique(),
  title: text().notNull(),
  note: text(),
  count: integer().notNull().serverDefault("0"),
  price: numeric(12, 2).notNull(),
  size: bigint(),
  active: boolean().notNull().default(true),
  token: uuid(),
  createdAt: timestamp({ timezone: true }).notNull().serverDefault(now()),
  parentId: integer().notNull().references("table_${parent}.id"),
  version: integer().notNull().version(),
  parent: manyToOne<Model${parent}>("Model${parent}", { backPopulates: "children${index}" }),
  others: manyToMany<Model${other}>("Model${other}", { secondary: "links_${index}" }),
  children${index * 2}: oneToMany<Model${(index * 2) % count}>("Model${(index * 2) % count}"),
  children${index * 2 + 1}: oneToMany<Model${(index * 2 + 1) % count}>("Model${(index * 2 + 1) % count}"),
}) {
  get label(): string { return this.code + this.title; }
}
const links${index} = table("links_${index}", {
  fromId: integer().references("table_${index}.id").primaryKey(),
  toId: integer().references("table_${other}.id").primaryKey(),
});`;
}

function useText(index: number): string {
  return `
export async function use${index}() {
  const made = new Model${index}({ code: "a", title: "b", price: "1.00" });
  session.add(made);
  const found = await session.select(Model${index}).where({ code: "a" }).where("price", ">", "3").orderBy("createdAt").with({ parent: true, others: { parent: true } }).all();
  const read = (one: Loaded<Model${index}, { others: true }>) => one.others.map((other) => other.title.length);
  for (const one of found) { one.title = one.label; read(one); }
  await session.select(Model${index}).where((eb) => eb("count", ">", 1)).update({ note: "x" });
  return (await session.get(Model${index}, 1))?.parent?.title;
}`;
}
