/** Filters of classes: soft deletion, tenants, classes below; everywhere a session reads by criteria, and ways past them. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Article, Author, Issue, magazine, Note, type Magazine } from "../../tests/support/magazine.ts";
import { Company, Employee, Engineer, Manager, staff } from "../../tests/support/staff.ts";
import { addFilter } from "./filters.ts";
import type { Session } from "./session.ts";

describeServers("filters", { versions: "newest" }, (target) => {
  let store: Store<typeof magazine>;
  let session: Session<Magazine>;
  const off: (() => void)[] = [];
  const tenant = { filters: { tenant: { tenantId: 1 } } };

  beforeAll(async () => {
    store = await storeOf(target, magazine);
    off.push(
      addFilter(Article, "live", (article) => article("deletedAt", "is", null)),
      addFilter(Article, "rated", (article) => article("rating", ">", 2), { enabled: false }),
      addFilter(Note, "tenant", (note, { tenantId }: { tenantId: number }) => note("tenantId", "=", tenantId)),
    );
  });
  beforeEach(async () => {
    const making = store.session({ filters: false });
    const ada = new Author({ name: "Ada" });
    const issue = new Issue({ number: 1 });
    for (const [title, deletedAt] of [
      ["one", null],
      ["two", new Date()],
      ["three", null],
    ] as const) {
      const article = new Article({ title, body: "b", deletedAt, rating: title === "one" ? 1 : 5 });
      article.notes.add(new Note({ text: "mine" }), new Note({ text: "theirs", tenantId: 2 }));
      article.issues.add(issue);
      ada.articles.add(article);
    }
    making.add(ada);
    await making.commit();
    await making.close();
    session = store.session(tenant);
    store.statements.length = 0;
  });
  afterEach(async () => {
    await session.close();
    await store.execute("TRUNCATE authors, articles, notes, issues, article_issues RESTART IDENTITY");
  });
  afterAll(async () => {
    for (const one of off) one();
    await store.drop();
  });

  const titles = (articles: Iterable<{ readonly title: string }>) =>
    Array.from(articles, ({ title }) => title).toSorted();

  test("hold for queries, counts, existence, pages, streams, and gets", async () => {
    const all = session.select(Article).orderBy("id");
    expect(titles(await all.all())).toEqual(["one", "three"]);
    expect(await all.count()).toBe(2);
    expect(await all.where({ title: "two" }).exists()).toBe(false);
    expect((await all.page({ size: 5 })).items).toHaveLength(2);
    const streamed: string[] = [];
    for await (const { title } of all.stream()) streamed.push(title);
    expect(streamed).toEqual(["one", "three"]);
    expect(await session.get(Article, 2)).toBeNull();
    expect((await session.get(Article, 2, { filters: { live: false } }))?.title).toBe("two");
    // What was read past the filter is not given out where it counts.
    expect(await session.get(Article, 2)).toBeNull();
    expect(await session.select(Note).count()).toBe(3);
  });

  test("hold for relationships, however they are loaded", async () => {
    const ada = await session
      .select(Author)
      .with({ articles: { notes: true } })
      .one();
    expect(titles(ada.articles)).toEqual(["one", "three"]);
    expect(ada.articles.map(({ notes }) => notes.map((note) => note.tenantId))).toEqual([[1], [1]]);
    const second = store.session(tenant);
    const joined = await second.select(Author).with({ articles: "joined" }).one();
    expect(titles(joined.articles)).toEqual(["one", "three"]);
    const third = store.session(tenant);
    const author = (await third.get(Author, 1))!;
    await author.load("articles");
    expect(titles(author.articles)).toEqual(["one", "three"]);
    const issue = await third.select(Issue).with({ articles: true }).one();
    expect(titles(issue.articles)).toEqual(["one", "three"]);
    // A limit for each owner, and a filter of its own.
    const fourth = store.session(tenant);
    const limited = await fourth
      .select(Author)
      .with({ articles: (a) => a.orderBy("id", "desc").limit(2).filters({ live: false }) })
      .one();
    expect(titles(limited.articles)).toEqual(["three", "two"]);
    const notes = await store.session(tenant).select(Note).where({ articleId: 2 }).with({ article: true }).all();
    expect(notes.map(({ article }) => article)).toEqual([null]);
    for (const one of [second, third, fourth]) await one.close();
  });

  test("hold in conditions on related rows, and for updates and deletes by criteria", async () => {
    expect(
      await session
        .select(Author)
        .whereAny("articles", (a) => a.where({ title: "two" }))
        .count(),
    ).toBe(0);
    const past = session.select(Author).whereAny("articles", (a) => a.where({ title: "two" }).filters(false));
    expect(await past.count()).toBe(1);
    const all = session.select(Author).whereAny("articles", (a) => a.where({ title: "two" }));
    expect(await all.filters({ live: false }).count()).toBe(1);
    expect(await session.select(Article).update({ rating: 9 })).toBe(2);
    expect(await session.select(Note).delete()).toBe(3);
    expect(await session.select(Note).filters(false).count()).toBe(3);
    expect(await session.select(Article).filters({ live: false }).where({ rating: 5 }).count()).toBe(1);
  });

  test("take parameters, are turned on and off, and are never left out for want of parameters", async () => {
    session.filters({ tenant: { tenantId: 2 } });
    expect((await session.select(Note).all()).map(({ text }) => text)).toEqual(["theirs", "theirs", "theirs"]);
    expect(titles(await session.select(Article).filters({ rated: true }).all())).toEqual(["three"]);
    expect(titles(await session.select(Article).filters(false).all())).toEqual(["one", "three", "two"]);
    const careless = store.session();
    await expect(careless.select(Note).all()).rejects.toMatchObject({ code: "session.filter-parameters" });
    await expect(careless.select(Article).with({ notes: true }).all()).rejects.toMatchObject({
      code: "session.filter-parameters",
    });
    await expect(careless.get(Note, 1)).rejects.toMatchObject({ code: "session.filter-parameters" });
    await expect(
      careless
        .select(Note)
        .filters({ tenant: { tenantId: undefined } })
        .all(),
    ).rejects.toMatchObject({
      code: "session.undefined",
    });
    expect(() => careless.select(Note).filters({ tennant: false })).toThrow(
      expect.objectContaining({ code: "session.unknown-filter" }),
    );
    await careless.close();
  });

  test("leave flushes alone: a cascade reaches what a filter hides, and merges find it", async () => {
    const ada = await session
      .select(Author)
      .with({ articles: { notes: true } })
      .one();
    session.delete(ada);
    await session.commit();
    expect(await session.select(Article).filters(false).count()).toBe(0);
    expect(await session.select(Note).filters(false).count()).toBe(0);
  });

  test("hide what is deleted softly, by a hook", async () => {
    const article = await session.select(Article).where({ title: "one" }).one();
    article.deletedAt = new Date();
    await session.commit();
    expect(titles(await session.select(Article).all())).toEqual(["three"]);
    const merged = await session.merge(Object.assign(new Article({ title: "uno", body: "b" }), { id: 2, authorId: 1 }));
    expect(merged).toBe(await session.get(Article, 2, { filters: false }));
    await session.commit();
    expect(await session.select(Article).filters(false).where({ title: "uno" }).count()).toBe(1);
  });
});

describeServers("filters of classes that extend one another", { versions: "newest" }, (target) => {
  let store: Store<typeof staff>;
  beforeAll(async () => {
    store = await storeOf(target, staff);
    const session = store.session();
    const company = new Company({ name: "c" });
    company.employees.add(
      new Employee({ name: "eve" }),
      new Engineer({ name: "ann", language: "c" }),
      new Engineer({ name: "bob", language: "ada" }),
      new Manager({ name: "mia", level: 1 }),
      new Manager({ name: "max", level: 3 }),
    );
    session.add(company);
    await session.commit();
    await session.close();
  });
  afterAll(() => store.drop());

  const all = [
    addFilter(Engineer, "modern", (engineer) => engineer("language", "!=", "ada"), { enabled: false }),
    addFilter(Manager, "senior", (manager) => manager("level", ">", 2), { enabled: false }),
    addFilter(Employee, "short", (employee) => employee("name", "<", "mia"), { enabled: false }),
  ];
  afterAll(() => all.forEach((off) => off()));

  test("hold for the class and those below it, seen from above as well", async () => {
    const session = store.session({ filters: { modern: true, senior: true } });
    const names = (rows: readonly Employee[]) => rows.map(({ name }) => name).toSorted();
    expect(names(await session.select(Employee).all())).toEqual(["ann", "eve", "max"]);
    expect(names(await session.select(Engineer).all())).toEqual(["ann"]);
    expect(names(await session.select(Manager).filters({ senior: false }).all())).toEqual(["max", "mia"]);
    expect(names(await session.select(Manager).filters({ short: true }).all())).toEqual(["max"]);
    const company = await session.select(Company).with({ employees: true, engineers: true }).one();
    expect(names([...company.employees])).toEqual(["ann", "eve", "max"]);
    expect(names([...company.engineers])).toEqual(["ann"]);
    expect(
      await session
        .select(Company)
        .whereAny("employees", (e) => e.where({ name: "mia" }))
        .count(),
    ).toBe(0);
    expect(await session.select(Employee).update({ name: "x" })).toBe(3);
    await session.rollback();
    await session.close();
  });
});
