/** Books and what refers to them in every way: relationships beside one another on one key, ordered, one-sided, read only. */
import {
  dataModel,
  integer,
  manyToMany,
  manyToOne,
  model,
  oneToMany,
  oneToOne,
  text,
} from "../../src/public/limbeck.ts";

export class Author extends model("authors", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  books: oneToMany<Book>("Book", { backPopulates: "author", cascade: "all", foreignKeys: "authorId" }),
  shelf: oneToMany<Book>("Book", { viewonly: true, foreignKeys: "authorId", orderBy: "title" }),
  edited: oneToMany<Book>("Book", { backPopulates: "editor", foreignKeys: "editorId" }),
  profile: oneToOne<Profile>("Profile", { backPopulates: "author" }),
}) {}

export class Profile extends model("profiles", {
  id: integer().identity().primaryKey(),
  text: text().notNull().default(""),
  authorId: integer().unique().references("authors.id"),
  author: oneToOne<Author>("Author", { backPopulates: "profile" }),
}) {}

export class Book extends model("books", {
  id: integer().identity().primaryKey(),
  title: text().notNull(),
  authorId: integer().references("authors.id"),
  editorId: integer().references("authors.id", { onDelete: "set null" }),
  author: manyToOne<Author>("Author", { backPopulates: "books", foreignKeys: "authorId" }),
  writer: manyToOne<Author>("Author", { viewonly: true, foreignKeys: "authorId" }),
  editor: manyToOne<Author>("Author", { backPopulates: "edited", foreignKeys: "editorId" }),
  labels: manyToMany<Label>("Label", { secondary: "book_labels" }),
  labelings: oneToMany<Labeling>("Labeling", { backPopulates: "book", cascade: "all, delete-orphan" }),
}) {}

export class Label extends model("labels", {
  code: text().primaryKey(),
  labelings: oneToMany<Labeling>("Labeling", { backPopulates: "label", cascade: "all, delete-orphan" }),
}) {}

export class Labeling extends model("book_labels", {
  bookId: integer().references("books.id", { onDelete: "cascade" }).primaryKey(),
  labelCode: text().references("labels.code", { onDelete: "cascade", onUpdate: "cascade" }).primaryKey(),
  book: manyToOne<Book>("Book", { backPopulates: "labelings" }),
  label: manyToOne<Label>("Label", { backPopulates: "labelings" }),
}) {}

export const library = dataModel({ Author, Profile, Book, Label, Labeling });
