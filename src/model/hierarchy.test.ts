/** Classes that extend one another: what their tables are, and what is refused. */
import { describe, expect, test } from "vitest";
import { check, dataModel, integer, model, oneToMany, sql, text } from "../../tests/support/vocabulary.ts";
import { Employee, Engineer, staff } from "../../tests/support/staff.ts";
import type { ColumnModel } from "../kinds/column/model.ts";
import { tablesOf } from "./mapper.ts";

class Animal extends model(
  "animals",
  { id: integer().identity().primaryKey(), type: text().notNull(), friends: oneToMany<Dog>("Dog") },
  { polymorphicOn: "type" },
) {}
class Dog extends model(
  "animals",
  { breed: text().notNull(), friendId: integer().references("animals.id") },
  (t) => [check(sql`${t.breed} <> ''`)],
  { extends: Animal, polymorphicIdentity: "dog" },
) {}

describe("a hierarchy", () => {
  test("one table holds the columns of all classes, those of classes below may be NULL", () => {
    const { metadata } = dataModel({ Dog, Animal });
    const objects = [...metadata.objects.values()];
    const columns = objects.filter((object) => object.kind === "column");
    expect(columns.map((column) => [column.name, (column as ColumnModel).notNull ?? false])).toEqual([
      ["id", true],
      ["type", true],
      ["breed", false],
      ["friend_id", false],
    ]);
    expect(objects.filter(({ kind }) => kind === "table")).toHaveLength(1);
    expect(objects.filter(({ kind }) => kind === "check" || kind === "foreignKey")).toHaveLength(2);
  });

  test("a joined class has a table of its own, with a foreign key to the one above", () => {
    const director = staff.mappers.get("Director")!;
    expect(tablesOf(director).map(({ table }) => table.name)).toEqual(["employees", "managers", "directors"]);
    expect(director.hierarchy!.key!.onDelete).toBe("cascade");
    expect(staff.mappers.get("Engineer")!.relationships.get("company")!.source.class).toBe(Employee);
    expect(staff.mapperOf(Engineer).hierarchy!.identity).toBe("engineer");
  });

  test.each([
    [
      "extending a class that is not polymorphic",
      "model.inheritance-parent",
      () => {
        class Plain extends model("plain", { id: integer().primaryKey() }) {}
        model("plain", {}, { extends: Plain });
      },
    ],
    [
      "a discriminator that is no column",
      "model.inheritance-discriminator",
      () => model("t", { id: integer().primaryKey() }, { polymorphicOn: "kind" as never }),
    ],
    ["a parent that is not in the data model", "model.inheritance-undeclared", () => dataModel({ Dog })],
    [
      "a joined table whose key leads nowhere",
      "model.inheritance-key",
      () => {
        class Cat extends model("cats", { catId: integer().primaryKey() }, { extends: Animal }) {}
        dataModel({ Animal, Dog, Cat });
      },
    ],
    [
      "a column that two classes of a table declare differently",
      "model.inheritance-member",
      () => {
        class Wolf extends model("animals", { breed: integer() }, { extends: Animal }) {}
        dataModel({ Animal, Dog, Wolf });
      },
    ],
    [
      "a relationship that the parent has",
      "model.inheritance-member",
      () => model("animals", { friends: oneToMany<Dog>("Dog") }, { extends: Animal }),
    ],
    [
      "a key in a shared table",
      "model.inheritance-primary-key",
      () => {
        class Wolf extends model("animals", { pack: integer().primaryKey() }, { extends: Animal }) {}
        dataModel({ Animal, Dog, Wolf });
      },
    ],
    [
      "two classes with one identity",
      "model.inheritance-identity",
      () => {
        class Wolf extends model("animals", {}, { extends: Animal, polymorphicIdentity: "dog" }) {}
        dataModel({ Animal, Dog, Wolf });
      },
    ],
  ])("refuses %s", (_, code, declare) => {
    expect(declare).toThrow(expect.objectContaining({ code }));
  });
});
