/** Classes that share one table, as targets of every kind of join. */
import { computed, dataModel, integer, manyToMany, manyToOne, model, text } from "../../src/public/limbeck.ts";

export class Animal extends model(
  "animals",
  { id: integer().identity().primaryKey(), kind: text().notNull(), name: text().notNull() },
  { polymorphicOn: "kind", polymorphicIdentity: "animal" },
) {}

export class Cat extends model("animals", { lives: integer() }, { extends: Animal, polymorphicIdentity: "cat" }) {}

export class Keeper extends model("keepers", {
  id: integer().identity().primaryKey(),
  name: text().notNull(),
  favouriteId: integer().references("animals.id"),
  favourite: manyToOne<Animal>("Animal"),
  animals: manyToMany<Animal>("Animal", { secondary: "keeper_animals" }),
  animalCount: computed(integer().notNull(), (it) => it.count("animals")),
}) {}

export class KeeperAnimal extends model("keeper_animals", {
  keeperId: integer().references("keepers.id").primaryKey(),
  animalId: integer().references("animals.id").primaryKey(),
}) {}

export const zoo = dataModel({ Animal, Cat, Keeper, KeeperAnimal });
