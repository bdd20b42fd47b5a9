/** Properties that SQL computes: read, filtered, ordered by, and never out of date. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import {
  Article,
  Author,
  Issue,
  magazine,
  misspeltComputed,
  Note,
  type Magazine,
} from "../../tests/support/magazine.ts";
import type { Session } from "./session.ts";

describeServers("computed properties", { versions: "newest" }, (target) => {
  let store: Store<typeof magazine>;
  let session: Session<Magazine>;

  beforeAll(async () => {
    store = await storeOf(target, magazine);
  });
  beforeEach(async () => {
    session = store.session();
    const [ada, bob] = [new Author({ name: "Ada" }), new Author({ name: "Bob" })];
    for (const [title, rating] of [
      ["one", 3],
      ["two", 5],
      ["three", null],
    ] as const) {
      const article = new Article({ title, body: "b", rating });
      for (let n = 0; n < title.length - 3; n++) article.notes.add(new Note({ text: "n", stars: n + 1 }));
      article.issues.add(new Issue({ number: title.length + (title === "two" ? 9 : 0) }));
      ada.articles.add(article);
    }
    session.add(ada, bob);
    await session.commit();
    await session.close();
    session = store.session();
  });
  afterEach(async () => {
    await session.close();
    await store.execute("TRUNCATE authors, articles, notes, issues, article_issues RESTART IDENTITY");
  });
  afterAll(() => store.drop());

  const notLoaded = expect.objectContaining({ code: "session.not-loaded" }) as Error;

  test("are read where they are asked for, with objects or later, at every depth", async () => {
    const authors = await session
      .select(Author)
      .orderBy("name")
      .with({ articleCount: true, articles: { stars: true, label: true, issueCount: true, isNoted: true } })
      .all();
    expect(authors.map(({ articleCount }) => articleCount)).toEqual([3, 0]);
    expect(() => authors[0]!.bestRating).toThrow(notLoaded);
    await session.load(authors, { bestRating: true });
    expect(authors.map(({ bestRating }) => bestRating)).toEqual([5, null]);
    const three = authors[0]!.articles.find(({ title }) => title === "three")!;
    expect([three.stars, three.label, three.issueCount, three.isNoted]).toEqual([3, "three!", 1, true]);
    const notes = await session
      .select(Note)
      .with({ article: { stars: true } })
      .all();
    expect(notes.map(({ article }) => article!.stars)).toEqual([3, 3]);
    const other = store.session();
    const joined = await other.select(Article).with({ author: "joined" }).orderBy("id").all();
    await joined[0]!.author!.load("articleCount");
    expect(joined[0]!.author!.articleCount).toBe(3);
    await other.close();
  });

  test("take part in conditions, orders, pages, values and related conditions", async () => {
    const articles = session.select(Article);
    const titles = async (query: { all(): Promise<{ title: string }[]> }) =>
      (await query.all()).map(({ title }) => title);
    expect(await titles(articles.where("stars", ">", 1))).toEqual(["three"]);
    expect(await titles(articles.where({ label: ["one!", "two!"] }).orderBy("id"))).toEqual(["one", "two"]);
    expect(await articles.where((eb) => eb("isNoted", "=", false)).count()).toBe(2);
    expect(await titles(articles.orderBy("stars", "desc").orderBy("label"))).toEqual(["three", "one", "two"]);
    expect(await session.select(Author).where("articleCount", "=", 0).values("name", "articleCount")).toEqual([
      { name: "Bob", articleCount: 0 },
    ]);
    expect(
      await session
        .select(Author)
        .whereAny("articles", (a) => a.where("stars", ">", 2))
        .count(),
    ).toBe(1);
    expect(await articles.where("stars", "<", 1).update({ rating: 1 })).toBe(2);
    const page = await articles.orderBy("stars", "desc").page({ size: 1 });
    const next = await articles.orderBy("stars", "desc").page({ size: 5, after: page.next });
    expect([...page.items, ...next.items].map(({ title }) => title)).toEqual(["three", "one", "two"]);
    expect(await titles(articles.orderBy("author.bestRating").orderBy("id").limit(1))).toEqual(["one"]);
  });

  test("are forgotten with every write, and in a rollback", async () => {
    const ada = await session.select(Author).where({ name: "Ada" }).with({ articleCount: true, articles: true }).one();
    ada.articles.add(new Article({ title: "four", body: "b" }));
    expect(ada.articleCount).toBe(3);
    await session.flush();
    expect(() => ada.articleCount).toThrow(notLoaded);
    await ada.load("articleCount");
    expect(ada.articleCount).toBe(4);
    await session.rollback();
    expect(() => ada.articleCount).toThrow(notLoaded);
    await session.refresh(ada);
    await ada.load("articleCount");
    await session
      .select(Article)
      .where({ title: "one" })
      .delete()
      .catch(() => {});
    expect(() => ada.articleCount).toThrow(notLoaded);
    await session.rollback();
    await ada.load("articleCount");
    ada.name = "Eve";
    await session.commit();
    expect(await session.select(Author).where({ name: "Eve" }).count()).toBe(1);
  });
});

test("a computed property over what there is not is told at once", async () => {
  const { Session } = await import("./session.ts");
  const { createEngine } = await import("../engine/engine.ts");
  const engine = await createEngine("pglite:memory");
  expect(() => new Session(engine, misspeltComputed())).toThrow('Thing has no property "parts"');
  await engine.close();
});
