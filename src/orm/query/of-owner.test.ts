/** Queries on a relationship of one object, and rows of queries of one's own as objects. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../../tests/support/commerce.ts";
import { describeServers } from "../../../tests/support/databases.ts";
import { Article, Author, Issue, magazine, Note, type Magazine } from "../../../tests/support/magazine.ts";
import { Employee, Engineer, Manager, staff } from "../../../tests/support/staff.ts";
import { sql } from "../../sql/sql.ts";
import type { Session } from "../session.ts";

describeServers("queries", { versions: "newest" }, (target) => {
  let store: Store<typeof magazine>;
  let session: Session<Magazine>;
  beforeAll(async () => {
    store = await storeOf(target, magazine);
    const making = store.session();
    const issue = new Issue({ number: 1 });
    for (const name of ["Ada", "Bob"]) {
      const author = new Author({ name });
      for (const title of ["one", "two", "three"]) {
        const article = new Article({ title: `${name} ${title}`, body: "b", rating: title.length });
        article.notes.add(new Note({ text: title }));
        if (title !== "two") article.issues.add(issue);
        author.articles.add(article);
      }
      making.add(author);
    }
    await making.commit();
    await making.close();
  });
  beforeEach(async () => {
    await session?.close();
    session = store.session();
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });

  const titles = (articles: Iterable<{ readonly title: string }>) => Array.from(articles, ({ title }) => title);

  test("on a relationship that is not loaded count, filter and page without loading it", async () => {
    const ada = await session.select(Author).where({ name: "Ada" }).one();
    const articles = session.related(ada, "articles");
    expect(await articles.count()).toBe(3);
    expect(titles(await articles.where("rating", "<", 5).orderBy("id", "desc").all())).toEqual(["Ada two", "Ada one"]);
    expect(ada.articles.isLoaded).toBe(false);
    expect((await articles.page({ size: 2 })).items).toHaveLength(2);
    const article = await articles.first();
    expect(await session.related(article!, "author").one()).toBe(ada);
    const issue = await session.select(Issue).one();
    expect(titles(await session.related(issue, "articles").where({ author: ada }).orderBy("id").all())).toEqual([
      "Ada one",
      "Ada three",
    ]);
    expect(await session.related(article!, "issues").count()).toBe(1);
    expect(await articles.where({ title: "Ada two" }).update({ rating: 9 })).toBe(1);
    await session.rollback();
    expect(() => session.related(ada, "article" as never)).toThrow(
      expect.objectContaining({ code: "session.unknown-property" }),
    );
    expect(() => session.related(new Author({ name: "x" }), "articles")).toThrow(
      expect.objectContaining({ code: "session.state" }),
    );
  });

  test("of one's own give objects, with all that a query can do", async () => {
    const own = session
      .select(Article)
      .from(sql`SELECT a.* FROM articles AS a WHERE a.title LIKE ${"%o%"} ORDER BY a.title DESC`);
    expect(titles(await own.all())).toEqual(["Bob two", "Bob three", "Bob one", "Ada two", "Ada one"]);
    expect(await own.where("rating", "=", 3).count()).toBe(4);
    const [first] = await own.where({ title: "Bob one" }).with({ author: "joined", notes: true, body: true }).all();
    expect([first!.author!.name, first!.notes.length, first!.body]).toEqual(["Bob", 1, "b"]);
    expect(titles(await own.orderBy("title").limit(1).all())).toEqual(["Ada one"]);
    const known = await session.get(Article, first!.id);
    expect(known).toBe(first);
    const kysely = session.kysely.selectFrom("Article").selectAll().where("rating", ">", 4).orderBy("id", "desc");
    const found = await session.select(Article).from(kysely).where("rating", "<", 9).with({ author: "joined" }).all();
    expect(titles(found)).toEqual(["Bob three", "Ada three"]);
    await expect(own.update({ rating: 1 })).rejects.toMatchObject({ code: "session.source-change" });
  });
});

describeServers("queries of one's own on a hierarchy", { versions: "newest" }, (target) => {
  test("give objects of the right classes", async () => {
    const store = await storeOf(target, staff);
    const session = store.session();
    session.add(new Engineer({ name: "ann", language: "c" }), new Manager({ name: "mia", level: 1 }));
    await session.commit();
    const fresh = store.session();
    const all = await fresh
      .select(Employee)
      .from(sql`SELECT * FROM employees ORDER BY name DESC`)
      .all();
    expect(all.map((one) => [one.constructor.name, one.name])).toEqual([
      ["Manager", "mia"],
      ["Engineer", "ann"],
    ]);
    expect(
      (
        await fresh
          .select(Manager)
          .from(sql`SELECT * FROM employees`)
          .all()
      ).map(({ level }) => level),
    ).toEqual([1]);
    await session.close();
    await fresh.close();
    await store.drop();
  });
});
