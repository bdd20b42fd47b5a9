/** What objects of models refuse. */
import { LimbeckError } from "../util/errors.ts";

/** An object of another class was put into a relationship. */
export class WrongRelatedError extends LimbeckError {
  readonly place: string;

  constructor(place: string, wanted: string, given: unknown) {
    const name = typeof given === "object" && given !== null ? given.constructor.name : String(given);
    super({
      code: "relationship.wrong-class",
      message: `${place} holds objects of ${wanted}, not ${name}.`,
      hint: `Pass an instance of ${wanted}; several at once as add(...items).`,
    });
    this.place = place;
  }
}

/** Something else than a list was assigned to a collection. */
export class NotACollectionError extends LimbeckError {
  readonly place: string;

  constructor(place: string) {
    super({
      code: "relationship.not-a-collection",
      message: `${place} is a collection and takes a list of objects.`,
      hint: "Assign an array, or empty it with clear().",
    });
    this.place = place;
  }
}

/** A collection that is never loaded is read, or to be loaded. */
export class WriteOnlyError extends LimbeckError {
  readonly place: string;

  constructor(place: string, property: string) {
    super({
      code: "relationship.write-only",
      message: `${place} is { load: "writeOnly" }: it is never loaded.`,
      hint: `Query it: session.related(object, "${property}").`,
    });
    this.place = place;
  }
}

/** A part of a value is changed that the object's property has no longer. */
export class StaleValueError extends LimbeckError {
  readonly place: string;

  constructor(place: string) {
    super({
      code: "object.stale-value",
      message: `the value of ${place} was replaced: what was taken from it before is no part of the object.`,
      hint: "Read the property again, and change what it gives.",
    });
    this.place = place;
  }
}

/** A relationship that was not loaded is read, and no session is there to load it. */
export class DetachedReadError extends LimbeckError {
  readonly place: string;

  constructor(place: string) {
    super({
      code: "relationship.detached",
      message: `${place} was not loaded, and the object belongs to no session.`,
      hint: "Load it before the session ends, or bring the object into a session with merge().",
    });
    this.place = place;
  }
}

/** Relationships of an object are to be loaded, but it belongs to no session. */
export class DetachedLoadError extends LimbeckError {
  constructor(model: string) {
    super({
      code: "relationship.no-session",
      message: `this ${model} belongs to no session, so nothing can be loaded for it.`,
      hint: "Get the object from a session, or bring it into one with add() or merge().",
    });
  }
}
