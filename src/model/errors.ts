import { LimbeckError } from "../util/errors.ts";
import { suggest } from "../util/suggest.ts";

const didYouMean = (written: string, candidates: Iterable<string>): string | undefined => {
  const closest = suggest(written, candidates);
  return closest === undefined ? undefined : `Did you mean "${closest}"?`;
};

const listed = (names: Iterable<string>): string => [...names].sort().join(", ") || "none";

/** A member of a model that can't be one, or a value for a property that doesn't exist. */
export class InvalidMemberError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string, problem: "name" | "value" | "unknown", known: readonly string[] = []) {
    const messages = {
      name: `${model}.${property} has a name that every object has already.`,
      value: `${model}.${property} is neither a column nor a relationship.`,
      unknown: `${model} has no property "${property}".`,
    };
    const hints = {
      name: 'Choose another property and give the column its name with .named("…").',
      value: "Begin columns with a type, such as integer() or text(), and relationships with oneToMany() or its kin.",
      unknown: didYouMean(property, known) ?? `Known: ${listed(known)}.`,
    };
    super({
      code: `model.${problem === "unknown" ? "unknown-property" : "invalid-member"}`,
      message: messages[problem],
      hint: hints[problem],
    });
    this.model = model;
    this.property = property;
  }
}

/** An association proxy goes through something that is no collection, or ends at nothing. */
export class AssociationProxyError extends LimbeckError {
  readonly place: string;

  constructor(place: string, written: string, known: readonly string[], of?: string) {
    super({
      code: "relationship.association-proxy",
      message:
        of === undefined
          ? `${place} goes through "${written}", which is no collection of its class.`
          : `${place} ends at "${written}", which is no property of ${of}.`,
      hint: didYouMean(written, known) ?? `Known: ${listed(known)}.`,
    });
    this.place = place;
  }
}

type InheritanceProblem = "parent" | "discriminator" | "undeclared" | "key" | "member" | "primary-key" | "identity";

/**
 * A class extends another one in a way that can't be mapped.
 *
 * @remedy Correct the class, its `polymorphicOn` or its `polymorphicIdentity` as the message says.
 */
export class ModelInheritanceError extends LimbeckError {
  readonly model: string;
  readonly problem: InheritanceProblem;

  constructor(model: string, problem: InheritanceProblem, subject: string) {
    const texts: Readonly<Record<InheritanceProblem, readonly [message: string, hint: string]>> = {
      parent: [
        `${model} extends ${subject || "something"} that says nothing of classes below it.`,
        'Give the topmost class { polymorphicOn: "…" }, the property that says of which class a row is.',
      ],
      discriminator: [
        `${model} is polymorphic on "${subject}", which is none of its columns.`,
        "polymorphicOn names a column by its property.",
      ],
      undeclared: [
        `${model} extends ${subject}, which is not in the data model.`,
        `Pass it too: dataModel({ ${subject}, ${model} }).`,
      ],
      key: [
        `${model} has a table of its own that no foreign key of its primary key joins with that of ${subject}.`,
        'Let its primary key reference that of the class above: integer().references("…").primaryKey().',
      ],
      member: [
        `${model}.${subject} is declared by another class of the same hierarchy, too.`,
        "Declare it once, in the class above both, or give it another name; what is no foreign key may be declared alike in classes beside one another.",
      ],
      "primary-key": [
        `${model} shares a table and can't add "${subject}" to its primary key.`,
        "The topmost class declares the key.",
      ],
      identity: [
        `${model} and ${subject} have the same polymorphicIdentity.`,
        "Give each class of a hierarchy a value of its own.",
      ],
    };
    const [message, hint] = texts[problem];
    super({ code: `model.inheritance-${problem}`, message, hint });
    this.model = model;
    this.problem = problem;
  }
}

/** A class is asked for its mapper and is in no data model, or in several. */
export class MapperMissingError extends LimbeckError {
  readonly model: string;

  constructor(model: string, count: number) {
    super({
      code: count === 0 ? "model.not-mapped" : "model.mapped-twice",
      message: count === 0 ? `${model} is in no data model.` : `${model} is in ${count} data models.`,
      hint: count === 0 ? `Pass it to one: dataModel({ ${model} }).` : `Ask the one you mean: shop.mapperOf(${model}).`,
    });
    this.model = model;
  }
}

/** Something passed to `dataModel()` that isn't part of a data model. */
export class InvalidDeclarationError extends LimbeckError {
  readonly declaration: string;

  constructor(declaration: string) {
    super({
      code: "model.invalid-declaration",
      message: `"${declaration}" in dataModel() is neither a model class, a table nor another declared object.`,
      hint: "Pass what model(), table(), enumType() and their kin return.",
    });
    this.declaration = declaration;
  }
}

/** A class, or what is undefined while files import one another, where the name of a class is asked for. */
export class RelationshipTargetKindError extends LimbeckError {
  constructor(kind: string, target: unknown) {
    const name = typeof target === "function" && target.name !== "" && target.name !== "target" ? target.name : "Order";
    super({
      code: "relationship.target-kind",
      message: `${kind}() takes the name of a class, and was given ${typeof target === "function" ? "a class or function" : String(target)}.`,
      hint: `Write \`${kind}<${name}>("${name}")\`: classes that refer to one another can't both be there first.`,
    });
  }
}

/** A class where an object with classes is asked for, which would be a model without tables. */
export class DeclarationsShapeError extends LimbeckError {
  constructor(name: string) {
    super({
      code: "model.declarations-shape",
      message: `dataModel() was given ${name === "" ? "a class" : `the class ${name}`} itself, not an object that names it.`,
      hint: `Write \`dataModel({ ${name === "" ? "Customer" : name}, … })\`, or pass a list of modules.`,
    });
  }
}

/** Two declarations stand for the same object of the database. */
export class DuplicateDeclarationError extends LimbeckError {
  readonly key: string;
  readonly declarations: readonly string[];

  constructor(key: string, declarations: readonly string[]) {
    super({
      code: "model.duplicate",
      message: `${declarations.join(" and ")} are both ${key}.`,
      hint: "Each object of the database is declared once; give one of them another name or schema.",
    });
    this.key = key;
    this.declarations = declarations;
  }
}

/** Two modules of a data model export one name: spreading them would keep the last one and forget the other. */
export class ClashingNamesError extends LimbeckError {
  readonly declaration: string;

  constructor(declaration: string, both: readonly [string, string]) {
    super({
      code: "model.name-clash",
      message: `Two of the modules passed to dataModel() export ${declaration}: ${both[0]} and ${both[1]}.`,
      hint: "Give one of them another name; relationships lead to a class by its name, so that it is one class's alone.",
    });
    this.declaration = declaration;
  }
}

/** Hints of former names that lead round in a circle: after they were followed they would say the same again. */
export class CircularRenameHintError extends LimbeckError {
  readonly places: readonly string[];

  constructor(places: readonly string[], renames: readonly { readonly from: string; readonly to: string }[]) {
    const flags = renames.map(({ from, to }) => `--rename ${from}=${to}`).join(" ");
    super({
      code: "model.circular-rename",
      message: `${places.join(" and ")} are each renamed from the other in a circle; such hints would swap the names again with every revision.`,
      hint: `Take the hints away and say it once: limbeck revision --autogenerate ${flags}`,
    });
    this.places = places;
  }
}

/** A model without a primary key has no identity. */
export class MissingPrimaryKeyError extends LimbeckError {
  readonly model: string;

  constructor(model: string) {
    super({
      code: "model.missing-primary-key",
      message: `${model} has no primary key, so its instances have no identity.`,
      hint: "Mark one or more columns with .primaryKey(), or declare it as table(…) if it needs no class.",
    });
    this.model = model;
  }
}

/** A foreign key leads to a table that isn't in the data model. */
export class UnknownTableError extends LimbeckError {
  readonly place: string;
  readonly table: string;

  constructor(place: string, table: string, known: Iterable<string>) {
    const names = [...known];
    super({
      code: "model.unknown-table",
      message: `${place} references table "${table}", which is not in the data model.`,
      hint:
        didYouMean(table, names) ??
        `Pass it to dataModel(), or name it under externalTables. Tables: ${listed(names)}.`,
    });
    this.place = place;
    this.table = table;
  }
}

/** A foreign key leads to a column that its table doesn't have. */
export class UnknownColumnError extends LimbeckError {
  readonly place: string;
  readonly table: string;
  readonly column: string;

  constructor(place: string, table: string, column: string, known: Iterable<string>) {
    const names = [...known];
    super({
      code: "model.unknown-column",
      message: `${place} references column "${column}" of table "${table}", which has no such column.`,
      hint: didYouMean(column, names) ?? `Columns: ${listed(names)}.`,
    });
    this.place = place;
    this.table = table;
    this.column = column;
  }
}

/** Foreign keys take their types from one another in a circle. */
export class CircularTypeError extends LimbeckError {
  readonly place: string;

  constructor(place: string) {
    super({
      code: "model.circular-type",
      message: `${place} takes its type from a column that takes its type from it.`,
      hint: "Say the type of one of them: integer().references(…).",
    });
    this.place = place;
  }
}

/** A table is a partition of itself or inherits from itself, perhaps by others between. */
export class CircularInheritanceError extends LimbeckError {
  readonly table: string;

  constructor(table: string) {
    super({
      code: "model.circular-inheritance",
      message: `${table} has itself as a parent.`,
      hint: "Look at inherits and partitionOf of this table and its parents.",
    });
    this.table = table;
  }
}

/** The two ends of a foreign key can't be compared. */
export class ForeignKeyTypeError extends LimbeckError {
  readonly place: string;

  constructor(place: string, own: string, target: string, referenced: string) {
    super({
      code: "model.foreign-key-type",
      message: `${place} is ${own}, but references ${target}, which is ${referenced}.`,
      hint: `Give it the type ${referenced}, or write foreignKey("${target}") to take it over.`,
    });
    this.place = place;
  }
}

/** A foreign key leads to columns that several rows may share. */
export class NotUniqueError extends LimbeckError {
  readonly place: string;

  constructor(place: string, table: string, columns: readonly string[]) {
    super({
      code: "model.not-unique",
      message: `${place} references ${table} (${columns.join(", ")}), which is neither its primary key nor unique.`,
      hint: "Reference the primary key, or make the referenced columns unique.",
    });
    this.place = place;
  }
}

/** A column's type was declared, but not passed to the data model. */
export class UndeclaredTypeError extends LimbeckError {
  readonly place: string;

  constructor(place: string, word: string, name: string) {
    super({
      code: "model.undeclared-type",
      message: `${place} has the ${word} "${name}", which is not in the data model.`,
      hint: `Pass the ${word} to dataModel() too.`,
    });
    this.place = place;
  }
}

/** A relationship names a class that isn't in the data model. */
export class UnknownTargetError extends LimbeckError {
  readonly place: string;
  readonly target: string;

  constructor(place: string, target: string, known: Iterable<string>) {
    const names = [...known];
    super({
      code: "relationship.unknown-target",
      message: `${place} leads to "${target}", which is no model of this data model.`,
      hint: didYouMean(target, names) ?? `Pass the class to dataModel(). Models: ${listed(names)}.`,
    });
    this.place = place;
    this.target = target;
  }
}

/**
 * The two sides of a relationship don't name each other.
 *
 * @remedy Let both sides name each other by `backPopulates`.
 */
export class BackPopulatesError extends LimbeckError {
  readonly place: string;

  constructor(place: string, problem: string, hint: string | undefined) {
    super({
      code: "relationship.back-populates",
      message: `${place}: ${problem}.`,
      ...(hint === undefined ? {} : { hint }),
    });
    this.place = place;
  }
}

/** No foreign key joins the two sides. */
export class MissingForeignKeyError extends LimbeckError {
  readonly place: string;

  constructor(place: string, from: string, to: string, hint?: string) {
    super({
      code: "relationship.missing-foreign-key",
      message: `${place}: table "${from}" has no foreign key to table "${to}".`,
      hint: hint ?? `Add one: references("${to}.…").`,
    });
    this.place = place;
  }
}

/** Several foreign keys could join the two sides. */
export class AmbiguousForeignKeyError extends LimbeckError {
  readonly place: string;
  readonly candidates: readonly string[];

  constructor(place: string, candidates: readonly string[], option: "foreignKeys" | "remoteSide" = "foreignKeys") {
    super({
      code: "relationship.ambiguous-foreign-key",
      message: `${place} could be joined by ${candidates.length} foreign keys: ${candidates.join("; ")}.`,
      hint:
        option === "foreignKeys"
          ? 'Say which one by its columns: { foreignKeys: "…" }.'
          : 'Say which columns of the association lead to the far side: { remoteSide: "…" }.',
    });
    this.place = place;
    this.candidates = candidates;
  }
}

/** An option of a relationship names a column that doesn't exist where it should. */
export class UnknownRelationshipColumnError extends LimbeckError {
  readonly place: string;

  constructor(place: string, option: string, written: string, table: string, known: Iterable<string>) {
    const names = [...known];
    super({
      code: "relationship.unknown-column",
      message: `${place}: ${option} names "${written}", which ${table} doesn't have.`,
      hint: didYouMean(written, names) ?? `Known: ${listed(names)}.`,
    });
    this.place = place;
  }
}

/** The association table of a many-to-many isn't in the data model. */
export class UnknownSecondaryError extends LimbeckError {
  readonly place: string;

  constructor(place: string, written: string, known: Iterable<string>) {
    const names = [...known];
    super({
      code: "relationship.unknown-secondary",
      message: `${place}: the secondary table "${written}" is not in the data model.`,
      hint: didYouMean(written, names) ?? `Tables: ${listed(names)}.`,
    });
    this.place = place;
  }
}

/**
 * A cascade that doesn't exist or doesn't fit the relationship.
 *
 * @remedy Leave out the part of `cascade` that the message names.
 */
export class CascadeError extends LimbeckError {
  readonly place: string;

  constructor(place: string, problem: string, hint: string) {
    super({ code: "relationship.cascade", message: `${place}: ${problem}.`, hint });
    this.place = place;
  }
}

/** A relationship was named that the class doesn't have. */
export class UnknownRelationshipError extends LimbeckError {
  readonly model: string;
  readonly property: string;

  constructor(model: string, property: string, known: readonly string[]) {
    super({
      code: "relationship.unknown",
      message: `${model} has no relationship "${property}".`,
      hint: didYouMean(property, known) ?? `Known: ${listed(known)}.`,
    });
    this.model = model;
    this.property = property;
  }
}
