import { LimbeckError } from "../util/errors.ts";

/** There is nothing to draw. */
export class EmptyDiagramError extends LimbeckError {
  constructor(what: string, selected: boolean) {
    super({
      code: "erd.empty",
      message: selected ? `Nothing in ${what} matches.` : `There is no table in ${what}.`,
      hint: selected
        ? "Check --only and --around: names are those of the database, such as orders or shop.orders; * stands for anything."
        : "A revision, a database or a model with at least one table can be drawn.",
    });
  }
}

/** A file whose name does not say what it should hold. */
export class UnknownEndingError extends LimbeckError {
  constructor(file: string) {
    super({
      code: "erd.unknown-ending",
      message: `The ending of ${JSON.stringify(file)} names no format.`,
      hint: "End it in .svg, .png, .html, .mmd, .dot, .dbml, .puml or .json, or say --format.",
    });
  }
}

/**
 * A table that `--around` names does not exist.
 *
 * @remedy Name a table as the picture does: `table`, or `schema.table` outside of the default schema.
 */
export class UnknownTableError extends LimbeckError {
  readonly table: string;

  constructor(table: string, near: string | undefined) {
    super({
      code: "erd.unknown-table",
      message: `There is no table ${JSON.stringify(table)}.`,
      ...(near === undefined ? {} : { hint: `Did you mean ${JSON.stringify(near)}?` }),
    });
    this.table = table;
  }
}

/** PNG needs a package that is not installed with limbeck. */
export class RasterizerMissingError extends LimbeckError {
  constructor(cause: unknown) {
    super({
      code: "erd.png-needs-resvg",
      message: "A PNG needs the package @resvg/resvg-js, which is not installed.",
      hint: "Install it: `npm install --save-dev @resvg/resvg-js@2.6.2`. SVG needs nothing.",
      cause,
    });
  }
}
