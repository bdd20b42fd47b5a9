import { LimbeckError } from "../util/errors.ts";
import { suggest } from "../util/suggest.ts";

/** A class has a filter that takes parameters, and nobody gave them. */
export class FilterParametersError extends LimbeckError {
  readonly model: string;
  readonly filter: string;

  constructor(model: string, filter: string) {
    super({
      code: "session.filter-parameters",
      message: `the filter "${filter}" of ${model} needs parameters, and nobody gave them.`,
      hint: `Give them to the session, new Session(engine, model, { filters: { ${filter}: { … } } }), or turn it off for a query: .filters({ ${filter}: false }).`,
    });
    this.model = model;
    this.filter = filter;
  }
}

/** A filter is named that no class has. */
export class UnknownFilterError extends LimbeckError {
  readonly filter: string;

  constructor(filter: string, known: readonly string[]) {
    const closest = suggest(filter, known);
    super({
      code: "session.unknown-filter",
      message: `no class has a filter "${filter}".`,
      hint: closest === undefined ? `Known: ${known.join(", ") || "none"}.` : `Did you mean "${closest}"?`,
    });
    this.filter = filter;
  }
}
