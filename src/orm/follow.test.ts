/** Loaded relationships follow changed keys, or are no longer loaded: what a session says is what a new one would read. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Author, Book, Label, Labeling, library, Profile } from "../../tests/support/library.ts";
import { City, Country, Peak, world } from "../../tests/support/world.ts";
import { sql } from "../sql/sql.ts";
import type { Session } from "./session.ts";

describeServers("loaded relationships", (target) => {
  let store: Store<typeof library>;
  let session: Session<typeof library.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, library);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(`TRUNCATE authors, profiles, books, labels, book_labels RESTART IDENTITY;
      INSERT INTO authors (name) VALUES ('ann'), ('ben');
      INSERT INTO books (title, author_id, editor_id) VALUES ('a', 1, 2), ('b', 1, 2), ('c', 2, NULL);
      INSERT INTO profiles (text, author_id) VALUES ('', 1); INSERT INTO labels VALUES ('x'), ('y');
      INSERT INTO book_labels VALUES (1, 'x'), (2, 'x')`);
    session = store.session();
  });

  const tree = { books: true, shelf: true, edited: true, profile: true } as const;
  const authors = () => session.select(Author).with(tree).orderBy("id").all();
  const books = () =>
    session
      .select(Book)
      .with({ author: true, writer: true, editor: true, labels: true, labelings: true })
      .orderBy("id")
      .all();
  const titles = (list: Iterable<Book>) => [...list].map(({ title }) => title).toSorted();
  const stored = (query: string) => store.rows(query);

  describe("when a key is set", () => {
    test("follow on both sides, and a deleted parent takes only its own children", async () => {
      const [ann, ben] = await authors();
      const [a] = await books();
      a!.authorId = ben!.id;
      await session.commit();
      expect([a!.author, a!.writer]).toEqual([ben, ben]);
      expect([titles(ann!.books), titles(ben!.books)]).toEqual([["b"], ["a", "c"]]);
      session.delete(ann!);
      await session.commit();
      expect(await stored("SELECT title FROM books ORDER BY 1")).toEqual([["a"], ["c"]]);
    });

    test("and the parent is deleted in the same flush, the child stays with its new parent, or alone", async () => {
      const [ann, ben] = await authors();
      const [a, b] = await books();
      a!.authorId = ben!.id;
      b!.authorId = null;
      session.delete(ann!);
      await session.commit();
      expect(await stored("SELECT title, author_id FROM books ORDER BY 1")).toEqual([
        ["a", 2],
        ["b", null],
        ["c", 2],
      ]);
      expect([a!.author, b!.author]).toEqual([ben, null]);
      expect(titles(ben!.books)).toEqual(["a", "c"]);
    });

    test("and the new row goes before anything of it is written, it leaves what was loaded", async () => {
      const [ann, ben] = await authors();
      const [moved, alone] = [new Book({ title: "d", author: ann! }), new Book({ title: "e", authorId: ann!.id })];
      session.add(moved, alone);
      await session.flush();
      await session.load([ann!, ben!], { shelf: true });
      expect(titles(ann!.shelf)).toEqual(["a", "b", "d", "e"]);
      [moved.authorId, alone.authorId] = [ben!.id, null];
      session.delete(moved, alone);
      await session.commit();
      expect([titles(ann!.shelf), titles(ben!.shelf)]).toEqual([["a", "b"], ["c"]]);
    });

    test("from one parent that goes to another one that goes, the child goes too", async () => {
      const [ann, ben] = await authors();
      (await books())[0]!.authorId = ben!.id;
      session.delete(ann!, ben!);
      await session.commit();
      expect(await stored("SELECT title FROM books")).toEqual([]);
    });

    test("of an object that is new, and by an expression", async () => {
      const [ann, ben] = await authors();
      const [a] = await books();
      session.add(new Book({ title: "new", authorId: ann!.id }));
      Object.assign(a!, { authorId: sql`author_id + 1` });
      await session.flush();
      expect([titles(ann!.books), titles(ben!.books)]).toEqual([
        ["b", "new"],
        ["a", "c"],
      ]);
      expect(() => ann!.shelf.length).toThrow("not loaded");
      expect(a!.author).toBe(ben);
      const cid = new Author({ name: "cid" });
      session.add(cid);
      await session.flush();
      expect([cid.books.length, cid.profile]).toEqual([0, null]);
      session.add(new Book({ title: "first", authorId: cid.id }), new Profile({ authorId: cid.id }));
      await session.commit();
      expect([titles(cid.books), cid.profile?.authorId]).toEqual([["first"], cid.id]);
    });

    test("of a one-to-one", async () => {
      const [ann, ben] = await authors();
      const { profile } = ann!;
      profile!.authorId = ben!.id;
      await session.commit();
      expect([ann!.profile, ben!.profile, profile!.author]).toEqual([null, profile, ben]);
    });

    test("and read before it is set once more, what was set last counts", async () => {
      const [ann, ben] = await authors();
      const book = new Book({ title: "new", authorId: ann!.id });
      session.add(book);
      expect(book.author).toBe(ann);
      book.authorId = ben!.id;
      await session.commit();
      expect(book.author).toBe(ben);
      expect(await stored("SELECT author_id FROM books WHERE title = 'new'")).toEqual([[2]]);
    });

    test("are as before after a rollback, also of a savepoint", async () => {
      const [ann, ben] = await authors();
      const [a] = await books();
      const savepoint = await session.beginNested();
      a!.authorId = ben!.id;
      await session.flush();
      await savepoint.rollback();
      expect([a!.authorId, a!.author]).toEqual([1, ann]);
      expect([titles(ann!.books), titles(ben!.books)]).toEqual([["a", "b"], ["c"]]);
      await session.select(Book).where({ title: "a" }).update({ authorId: 2 });
      await session.select(Book).where({ title: "b" }).delete();
      await session.rollback();
      expect([a!.authorId, a!.author]).toEqual([1, ann]);
      expect([titles(ann!.books), titles(ben!.books)]).toEqual([["a", "b"], ["c"]]);
    });
  });

  describe("when a statement by criteria changes keys", () => {
    test("follow on both sides", async () => {
      const [ann, ben] = await authors();
      const [a, b] = await books();
      await session.select(Book).where({ title: "a" }).update({ authorId: 2, editorId: null });
      await session.commit();
      expect([a!.author, a!.editor, b!.editor]).toEqual([ben, null, ben]);
      expect([titles(ann!.books), titles(ben!.books), titles(ben!.edited)]).toEqual([["b"], ["a", "c"], ["b"]]);
      session.delete(ann!);
      await session.commit();
      expect(await stored("SELECT title FROM books ORDER BY 1")).toEqual([["a"], ["c"]]);
    });

    test("of rows that nobody loaded, the collections of their new parents are no longer loaded", async () => {
      const ben = await session.select(Author).where({ name: "ben" }).with({ books: true }).one();
      await session.select(Book).where({ title: "a" }).update({ authorId: ben.id });
      expect(() => ben.books.length).toThrow("not loaded");
      await ben.load("books");
      expect(titles(ben.books)).toEqual(["a", "c"]);
    });

    test("keep what the user changed and no flush has written", async () => {
      await session.close();
      session = store.session({ autoflush: false });
      const [ann, ben] = await authors();
      const [a] = await books();
      ben!.books.add(new Book({ title: "new" }));
      a!.title = "changed";
      await session.select(Book).where({ title: "a" }).update({ authorId: 2 });
      expect([titles(ann!.books), titles(ben!.books), a!.author]).toEqual([["b"], ["c", "changed", "new"], ben]);
      await session.commit();
      expect(await stored("SELECT title, author_id FROM books ORDER BY 1")).toEqual([
        ["b", 1],
        ["c", 2],
        ["changed", 2],
        ["new", 2],
      ]);
    });
  });

  describe("when rows go", () => {
    test("by criteria, their objects leave at once", async () => {
      const [ann, ben] = await authors();
      const [a, b] = await books();
      expect(await session.select(Book).where({ title: "a" }).delete()).toBe(1);
      expect([titles(ann!.books), titles(ben!.edited)]).toEqual([["b"], ["b"]]);
      expect(session.stateOf(a!)).toBe("deleted");
      await session.commit();
      expect([titles(ann!.books), b!.labels.map(({ code }) => code)]).toEqual([["b"], ["x"]]);
    });

    test("and references are set to NULL, what referred to them says so", async () => {
      await store.execute("UPDATE books SET author_id = 1");
      const [, ben] = await authors();
      const [a] = await books();
      await session.select(Author).where({ id: ben!.id }).delete();
      expect([a!.editorId, a!.editor]).toEqual([null, null]);
      await session.rollback();
      expect([a!.editorId, a!.editor]).toEqual([2, ben]);
    });

    test("their links go on both sides, also where only one of them has a relationship", async () => {
      const [a, b] = await books();
      const label = await session.get(Label, "x");
      session.delete(label!);
      await session.commit();
      expect([a!.labels.length, a!.labelings.length, b!.labels.length]).toEqual([0, 0, 0]);
    });
  });

  test("that see one association table differently don't contradict one another", async () => {
    const [a, b] = await books();
    const [, y] = await session.select(Label).with({ labelings: true }).orderBy("code").all();
    a!.labels.add(y!);
    await session.flush();
    expect(() => a!.labelings.length).toThrow("not loaded");
    expect(() => y!.labelings.length).toThrow("not loaded");
    b!.labelings.add(new Labeling({ label: y! }));
    await session.flush();
    expect(b!.labels.map(({ code }) => code)).toEqual(["x", "y"]);
    b!.labelings.remove(b!.labelings[0]!);
    await session.commit();
    expect(b!.labels.map(({ code }) => code)).toEqual(["y"]);
    await session.select(Labeling).where({ bookId: b!.id }).delete();
    expect([b!.labels.length, b!.labelings.length]).toEqual([0, 0]);
  });

  test("follow a row that is read again", async () => {
    const [ann, ben] = await authors();
    const [a] = await books();
    await session.commit();
    await store.execute("UPDATE books SET author_id = 2 WHERE title = 'a'");
    await session.get(Book, a!.id, { populateExisting: true });
    expect([a!.author, titles(ann!.books), titles(ben!.books)]).toEqual([ben, ["b"], ["a", "c"]]);
  });

  test("that somebody else changed stop a cascade: the row belongs to another parent by now", async () => {
    const [ann] = await authors();
    await session.commit();
    await store.execute("UPDATE books SET author_id = 2 WHERE title = 'a'");
    session.delete(ann!);
    await expect(session.commit()).rejects.toMatchObject({ code: "session.stale", expected: 2, matched: 1 });
    await session.rollback();
    expect(await stored("SELECT title FROM books ORDER BY 1")).toEqual([["a"], ["b"], ["c"]]);
    session.expireAll();
    session.delete((await session.get(Author, 1))!);
    await session.commit();
    expect(await stored("SELECT title FROM books ORDER BY 1")).toEqual([["a"], ["c"]]);
  });

  test("that a filter loaded are not taken for the whole", async () => {
    const ann = await session
      .select(Author)
      .where({ name: "ann" })
      .with({ books: (b) => b.where({ title: "a" }), profile: true })
      .one();
    expect(titles(ann.books)).toEqual(["a"]);
    session.add(new Book({ title: "other", authorId: ann.id }));
    await session.flush();
    expect(() => ann.books.length).toThrow("not loaded");
    session.delete(ann);
    await session.commit();
    expect(await stored("SELECT title FROM books")).toEqual([["c"]]);
  });

  test("with a filter don't let a link be written twice", async () => {
    const book = await session
      .select(Book)
      .where({ title: "a" })
      .with({ labels: (l) => l.where({ code: "y" }) })
      .one();
    book.labels.add((await session.get(Label, "x"))!);
    await session.commit();
    expect(await stored("SELECT count(*)::int FROM book_labels WHERE book_id = 1")).toEqual([[1]]);
  });
});

describeServers("a key that a statement by criteria changes", (target) => {
  let store: Store<typeof world>;
  beforeAll(async () => {
    store = await storeOf(target, world);
    await store.execute(`INSERT INTO countries VALUES ('it'), ('fr'); INSERT INTO cities VALUES ('Rome', 'it');
      INSERT INTO peaks VALUES ('Etna', 'it')`);
  });
  afterAll(() => store.drop());

  test("is the object's as well, and those that refer to it follow", async () => {
    const session = store.session();
    const italy = (await session.select(Country).where({ code: "it" }).with({ cities: true, peaks: true }).one())!;
    const [rome, etna] = [(await session.get(City, "Rome"))!, (await session.get(Peak, "Etna"))!];
    expect([rome.country, etna.country]).toEqual([italy, italy]);
    expect(await session.select(Country).where({ code: "it" }).update({ code: "IT" })).toBe(1);
    expect([italy.code, rome.countryCode, etna.countryCode]).toEqual(["IT", "IT", null]);
    expect([rome.country, etna.country, italy.cities.length, italy.peaks.length]).toEqual([italy, null, 1, 0]);
    expect(await session.get(Country, "IT")).toBe(italy);
    expect(await session.get(Country, "it")).toBeNull();
    await session.rollback();
    expect([italy.code, rome.countryCode, etna.country, italy.peaks.length]).toEqual(["it", "it", italy, 1]);
    await session.close();
  });
});
