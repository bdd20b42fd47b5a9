import { LimbeckError } from "../util/errors.ts";

/** A name that PostgreSQL cannot store as it is written. */
export class InvalidNameError extends LimbeckError {
  readonly written: string;

  /** @param place whose name it is, `Order.customerId`, where that is known */
  constructor(written: string, bytes?: number, place?: string) {
    const whose = place === undefined ? "" : `${place}: `;
    super({
      code: "name.invalid",
      message:
        bytes === undefined
          ? `${whose}${JSON.stringify(written)} is not a name: a name is not empty, holds no NUL character, and a part with a dot or a double quote stands in double quotes.`
          : `${whose}${place === undefined ? "The" : "the"} name ${JSON.stringify(written)} has ${bytes} bytes; PostgreSQL keeps 63 and would cut the rest silently.`,
      hint:
        bytes === undefined
          ? 'Write it as `name`, `schema.name` or `"odd.name".name`.'
          : "Choose a shorter one: .named(…) for a column, { name: … } for a constraint or an index.",
    });
    this.written = written;
  }
}
