/** Articles with large texts, notes below them, and issues that they appear in; for what a query leaves out or adds. */
import {
  boolean,
  computed,
  dataModel,
  integer,
  jsonb,
  manyToMany,
  manyToOne,
  model,
  oneToMany,
  sql,
  text,
  timestamp,
} from "../../src/public/limbeck.ts";

export class Author extends model("authors", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  photo: text().deferred(),
  articles: oneToMany<Article>("Article", { backPopulates: "author", cascade: "all, delete-orphan" }),
  articleCount: computed(integer().notNull(), (it) => it.count("articles")),
  bestRating: computed(integer(), (it) => it.max("articles", "rating")),
}) {}

export class Article extends model("articles", {
  id: integer().identity().primaryKey(),
  title: text().notNull(),
  body: text().notNull().deferred(),
  summary: text(),
  words: integer()
    .generated(sql`length(body)`)
    .deferred(),
  rating: integer(),
  deletedAt: timestamp({ timezone: true }),
  details: jsonb<{ tags?: string[] }>(),
  authorId: integer().notNull().references("authors.id", { onDelete: "cascade" }),
  version: integer().notNull().version(),
  author: manyToOne<Author>("Author", { backPopulates: "articles" }),
  notes: oneToMany<Note>("Note", { backPopulates: "article", cascade: "all, delete-orphan" }),
  issues: manyToMany<Issue>("Issue", { secondary: "article_issues", backPopulates: "articles" }),
  label: computed(text().notNull(), (it) => sql`${it("title")} || '!'`),
  stars: computed(integer().notNull(), (it) => it.sum("notes", "stars")),
  isNoted: computed(boolean().notNull(), (it) => it.exists("notes")),
  issueCount: computed(integer().notNull(), (it) => it.count("issues")),
}) {}

export class Note extends model("notes", {
  id: integer().identity().primaryKey(),
  text: text().notNull(),
  stars: integer().notNull().serverDefault("0"),
  tenantId: integer().notNull().default(1),
  articleId: integer().notNull().references("articles.id"),
  article: manyToOne<Article>("Article", { backPopulates: "notes" }),
}) {}

export class Issue extends model("issues", {
  id: integer().identity().primaryKey(),
  number: integer().notNull().unique(),
  articles: manyToMany<Article>("Article", { secondary: "article_issues", backPopulates: "issues" }),
}) {}

export class ArticleIssue extends model("article_issues", {
  articleId: integer().references("articles.id", { onDelete: "cascade" }).primaryKey(),
  issueId: integer().references("issues.id", { onDelete: "cascade" }).primaryKey(),
}) {}

export const magazine = dataModel({ Author, Article, Note, Issue, ArticleIssue });
export type Magazine = typeof magazine.declarations;

/** A model that can't be: nothing could be told of an object whose key is not read. */
export function deferredKey() {
  class Thing extends model("things", { id: integer().primaryKey().deferred() }) {}
  return dataModel({ Thing });
}

/** A computed property over a relationship that there isn't. */
export function misspeltComputed() {
  class Thing extends model("things", {
    id: integer().primaryKey(),
    parts: computed(integer(), (it) => it.count("parts")),
  }) {}
  return dataModel({ Thing });
}
