/** The order of queries: NULLs, values of related objects, one row for each value; values instead of objects. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../../tests/support/commerce.ts";
import { describeServers } from "../../../tests/support/databases.ts";
import { Article, Author, magazine, Note, type Magazine } from "../../../tests/support/magazine.ts";
import type { Session } from "../session.ts";

describeServers("the order of a query", { versions: "newest" }, (target) => {
  let store: Store<typeof magazine>;
  let session: Session<Magazine>;

  beforeAll(async () => {
    store = await storeOf(target, magazine);
    const making = store.session();
    const [zoe, ada] = [new Author({ name: "Zoe" }), new Author({ name: "Ada" })];
    const ratings = [2, null, 5, null, 1];
    ratings.forEach((rating, at) => {
      const article = new Article({ title: `t${at}`, body: "b", rating });
      article.notes.add(new Note({ text: `n${at}` }));
      (at % 2 === 0 ? zoe : ada).articles.add(article);
    });
    making.add(zoe, ada);
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

  const titles = (articles: Iterable<{ readonly title: string }>) =>
    Array.from(articles, ({ title }) => title).join(" ");

  test("has rows without a value first or last", async () => {
    const all = session.select(Article);
    const by = async (direction: "asc nulls first" | "desc nulls last" | "asc" | "desc") =>
      titles(await all.orderBy("rating", direction).orderBy("id").all());
    expect(await by("asc")).toBe("t4 t0 t2 t1 t3");
    expect(await by("asc nulls first")).toBe("t1 t3 t4 t0 t2");
    expect(await by("desc")).toBe("t1 t3 t2 t0 t4");
    expect(await by("desc nulls last")).toBe("t2 t0 t4 t1 t3");
    expect(() => all.orderBy("rating", "down" as never)).toThrow(expect.objectContaining({ code: "session.choice" }));
    // Pages follow it.
    for (const direction of ["asc", "asc nulls first", "desc", "desc nulls last", "desc nulls first"] as const) {
      const ordered = all.orderBy("rating", direction);
      const whole = titles(await ordered.orderBy("id").all());
      for (const size of [1, 2, 3]) {
        const seen: string[] = [];
        let after: string | null | undefined;
        do {
          const page = await ordered.page({ size, after: after ?? null });
          seen.push(...page.items.map(({ title }) => title));
          after = page.next;
        } while (after !== null);
        expect([direction, size, seen.join(" ")]).toEqual([direction, size, whole]);
      }
    }
  });

  test("goes by columns of related objects, however far away", async () => {
    const byAuthor = session.select(Article).orderBy("author.name").orderBy("id", "desc");
    expect(titles(await byAuthor.all())).toBe("t3 t1 t4 t2 t0");
    expect(titles(await byAuthor.limit(2).with({ author: "joined", notes: "joined" }).all())).toBe("t3 t1");
    const notes = await session.select(Note).orderBy("article.author.name", "desc").orderBy("article.title").all();
    expect(notes.map(({ text }) => text).join(" ")).toBe("n0 n2 n4 n1 n3");
    const authors = await session
      .select(Author)
      .orderBy("name")
      .with({ articles: (a) => a.orderBy("author.name").orderBy("rating", "desc nulls last").limit(2) })
      .all();
    expect(authors.map(({ articles }) => titles(articles))).toEqual(["t1 t3", "t2 t0"]);
    expect(() => session.select(Article).orderBy("author.nam" as never)).toThrow('no property "nam"');
    expect(() => session.select(Article).orderBy("notes.text" as never)).toThrow('no property "notes"');
    await expect(byAuthor.page({ size: 2 })).rejects.toMatchObject({ code: "session.page-order" });
  });

  test("takes one object for each value of some columns", async () => {
    const best = session.select(Article).distinctOn("authorId").orderBy("rating", "desc nulls last");
    expect(titles(await best.all())).toBe("t2 t1");
    expect(await best.count()).toBe(2);
    expect(titles(await best.with({ notes: "joined" }).all())).toBe("t2 t1");
    expect(titles(await best.orderBy("authorId", "desc").limit(1).all())).toBe("t1");
    await expect(best.page({ size: 1 })).rejects.toMatchObject({ code: "session.page-order" });
  });

  test("serves values instead of objects", async () => {
    const articles = session.select(Article);
    expect(await articles.distinctValues("authorId")).toHaveLength(2);
    expect(await articles.orderBy("rating", "desc nulls last").distinctValues("rating")).toEqual([
      { rating: 5 },
      { rating: 2 },
      { rating: 1 },
      { rating: null },
    ]);
    const [first] = await articles.where({ title: "t0" }).values("id", "body", "deletedAt");
    expect(first).toEqual({ id: 1, body: "b", deletedAt: null });
    await expect(articles.values("titel" as never)).rejects.toMatchObject({ code: "session.unknown-property" });
  });
});
