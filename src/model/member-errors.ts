import { LimbeckError } from "../util/errors.ts";

/** A column that objects can't be without is declared to be left out of what is read. */
export class DeferredKeyError extends LimbeckError {
  readonly place: string;

  constructor(place: string) {
    super({
      code: "model.deferred-key",
      message: `${place} can't be deferred: objects are known by it, or their relationships go by it.`,
      hint: "Take deferred() away; it is for columns with large values.",
    });
    this.place = place;
  }
}

/** A relationship is to be loaded in a way that there isn't. */
export class RelationshipLoadError extends LimbeckError {
  readonly place: string;

  constructor(place: string, written: string) {
    super({
      code: "model.relationship-load",
      message:
        written === "writeOnly"
          ? `${place} leads to one object and can't be { load: "writeOnly" }.`
          : `${place} is { load: "${written}" }, which is no way to load a relationship.`,
      hint: 'Ways: "selectin" and "joined"; "writeOnly" for a collection.',
    });
    this.place = place;
  }
}

/** Hooks are hung onto something that is no column of the class. */
export class UnknownAttributeError extends LimbeckError {
  readonly model: string;

  constructor(model: string, written: string, known: readonly string[]) {
    super({
      code: "model.unknown-attribute",
      message: `${model}.${written} is no column: hooks of attributes are for columns.`,
      hint: `Columns: ${known.join(", ")}.`,
    });
    this.model = model;
  }
}

/** An object was given to a second owner through a relationship with `singleParent`. */
export class SingleParentError extends LimbeckError {
  readonly place: string;

  constructor(place: string, item: object) {
    super({
      code: "model.single-parent",
      message: `${place} is { singleParent: true }, and the ${item.constructor.name} has another parent already.`,
      hint: "Take it away from its parent first, or leave singleParent out.",
    });
    this.place = place;
  }
}
