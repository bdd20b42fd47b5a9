/** Columns that are left out of what is read: declared so, by a query, loaded later, written without having been read. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Article, Author, deferredKey, Issue, magazine, Note, type Magazine } from "../../tests/support/magazine.ts";
import type { Session } from "./session.ts";

describeServers("columns that are left out", { versions: "newest" }, (target) => {
  let store: Store<typeof magazine>;
  let session: Session<Magazine>;

  beforeAll(async () => {
    store = await storeOf(target, magazine);
  });
  beforeEach(async () => {
    session = store.session();
    const ada = new Author({ name: "Ada", photo: "png" });
    for (const title of ["one", "two"]) {
      const article = new Article({ title, body: `${title} body`, summary: "s", rating: 3 });
      article.notes.add(new Note({ text: "n" }));
      article.issues.add(new Issue({ number: title.length + (title === "two" ? 7 : 0) }));
      ada.articles.add(article);
    }
    session.add(ada);
    await session.commit();
    await session.close();
    session = store.session();
    store.statements.length = 0;
  });
  afterEach(async () => {
    await session.close();
    await store.execute("TRUNCATE authors, articles, notes, issues, article_issues RESTART IDENTITY");
  });
  afterAll(() => store.drop());

  const notLoaded = expect.objectContaining({ code: "session.not-loaded" }) as Error;
  const first = () => session.select(Article).where({ title: "one" });

  test("are not read where they are declared so, and are loaded on demand", async () => {
    const article = await first().one();
    expect(store.statements[0]).not.toContain("body");
    expect(() => article.body).toThrow(notLoaded);
    expect(() => article.body).toThrow("Article.body is not loaded");
    expect(article.toJSON()).not.toHaveProperty("body");
    expect(article.summary).toBe("s");
    await article.load("body", "words");
    expect([article.body, article.words]).toEqual(["one body", 8]);
    // One statement for both, and none for what is there.
    expect(store.statements).toHaveLength(2);
    await article.load("body");
    expect(store.statements).toHaveLength(2);
  });

  test("come along where a query asks for them, at every depth", async () => {
    const [article] = await session
      .select(Article)
      .orderBy("id")
      .with({ body: true, author: { photo: true } })
      .all();
    expect([article!.body, article!.author!.photo]).toEqual(["one body", "png"]);
    expect(() => article!.words).toThrow(notLoaded);
    const again = store.session();
    const author = await again.select(Author).one();
    await again.load(author, { photo: true, articles: { body: true } });
    expect([author.photo, ...author.articles.map(({ body }) => body)]).toEqual(["png", "one body", "two body"]);
    await again.close();
  });

  test("are what a query says: only some, or all but some", async () => {
    const only = await first().only("title").one();
    expect(store.statements[0]).not.toContain("summary");
    expect([only.title, only.id, only.authorId]).toEqual(["one", 1, 1]);
    expect(() => (only as Article).summary).toThrow(notLoaded);
    await session.load([only], { author: true });
    const full = await only.load("summary");
    expect(full.summary).toBe("s");
    const other = store.session();
    const without = await other.select(Article).without("summary", "details").orderBy("id").all();
    expect(without.map((each) => each.title)).toEqual(["one", "two"]);
    expect(() => (without[1] as Article).summary).toThrow(notLoaded);
    expect(() => other.select(Article).without("authorId")).toThrow(
      expect.objectContaining({ code: "session.needed-column" }),
    );
    expect(() => other.select(Article).only("titel" as never)).toThrow('no property "titel"');
    // The whole object is asked for: what is missing is read.
    expect((await other.get(Article, 2))!.summary).toBe("s");
    await other.close();
  });

  test("are left out of related objects, with every way of loading", async () => {
    const ada = await session
      .select(Author)
      .with({
        articles: (a) =>
          a
            .only("title")
            .orderBy("id")
            .limit(1)
            .with({ notes: (n) => n.without("text") }),
      })
      .one();
    const [article] = ada.articles;
    expect(article!.title).toBe("one");
    expect(() => (article as unknown as Article).summary).toThrow(notLoaded);
    expect(() => (article!.notes[0] as unknown as Note).text).toThrow(notLoaded);
    const second = store.session();
    const joined = await second
      .select(Article)
      .orderBy("id")
      .with({ author: "joined", issues: (i) => i.only() })
      .all();
    expect(() => joined[0]!.author!.photo).toThrow(notLoaded);
    expect(joined[0]!.author!.name).toBe("Ada");
    expect(() => (joined[0]!.issues[0] as unknown as Issue).number).toThrow(notLoaded);
    await second.close();
  });

  test("are written without having been read, and only where they were set", async () => {
    const article = await first().without("summary").one();
    article.title = "uno";
    await session.flush();
    expect(store.statements.at(-1)).not.toContain("summary");
    (article as Article).body = "new";
    expect((article as Article).body).toBe("new");
    await session.commit();
    expect((article as Article).words).toBe(3);
    const again = store.session();
    const [stored] = await again.select(Article).where({ title: "uno" }).with({ body: true, words: true }).all();
    expect([stored!.body, stored!.words, stored!.summary]).toEqual(["new", 3, "s"]);
    stored!.body = "longer";
    await again.commit();
    expect(stored!.words).toBe(6);
    await again.close();
  });

  test("are as before after a rollback, and forgotten where the row is read again", async () => {
    const article = await first().one();
    article.body = "changed";
    await session.flush();
    await session.rollback();
    expect(() => article.body).toThrow(notLoaded);
    await article.load("body");
    expect(article.body).toBe("one body");
    await store.execute("UPDATE articles SET body = 'elsewhere', title = 'moved' WHERE id = 1");
    await session.select(Article).where({ id: 1 }).populateExisting().one();
    expect(article.title).toBe("moved");
    expect(() => article.body).toThrow(notLoaded);
    await article.load("body");
    await store.execute("UPDATE articles SET body = 'again' WHERE id = 1");
    await session.refresh(article);
    expect(article.body).toBe("again");
  });

  test("are made by the database without being read back, and say so when the session is over", async () => {
    const author = await session.select(Author).one();
    const article = new Article({ title: "x", body: "xyz" });
    author.articles.add(article);
    await session.flush();
    expect(article.body).toBe("xyz");
    expect(() => article.words).toThrow(notLoaded);
    await article.load("words");
    expect(article.words).toBe(3);
    const other = await first().one();
    await session.commit();
    await session.close();
    expect(() => other.body).toThrow(expect.objectContaining({ code: "relationship.detached" }));
    expect(article.words).toBe(3);
  });

  test("are told of rows that are gone, and of streams and updates by criteria", async () => {
    const article = await first().one();
    await session.select(Article).where({ id: article.id }).update({ body: "bulk" });
    expect(article.body).toBe("bulk");
    for await (const each of session.select(Article).with({ body: true }).stream())
      expect(each.body).toBeTypeOf("string");
    await session.commit();
    const [other] = await session.select(Article).where({ title: "two" }).all();
    await store.execute("DELETE FROM notes; DELETE FROM articles");
    await expect(other!.load("words")).rejects.toMatchObject({ code: "session.object-deleted" });
  });
});

test("a key can't be deferred", () => {
  expect(() => deferredKey().mappers).toThrow(expect.objectContaining({ code: "model.deferred-key" }));
});
