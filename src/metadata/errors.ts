import { LimbeckError } from "../util/errors.ts";

/** A naming convention uses a token that means nothing for this constraint. */
export class UnknownTokenError extends LimbeckError {
  readonly token: string;
  readonly template: string;

  constructor(token: string, template: string) {
    super({
      code: "naming.unknown-token",
      message: `The naming convention ${JSON.stringify(template)} uses %(${token})s, which has no value here.`,
      hint: "Known: table_name, column_0_name, column_0N_name, column_0_N_name, column_0_label, column_0_key, referred_table_name, referred_column_0_name, constraint_name, and those given under `tokens`.",
    });
    this.token = token;
    this.template = template;
  }
}

/** A naming convention has a template for something that it does not name. */
export class UnknownConventionKeyError extends LimbeckError {
  readonly key: string;

  constructor(key: string, known: readonly string[], meant: string | undefined) {
    super({
      code: "naming.unknown-key",
      message: `The naming convention has no ${JSON.stringify(key)}.`,
      hint: meant === undefined ? `Known: ${known.join(", ")}.` : `Write ${JSON.stringify(meant)}.`,
    });
    this.key = key;
  }
}

/** A naming convention builds on the declared name, and the declaration has none. */
export class ConstraintNameMissingError extends LimbeckError {
  readonly table: string;
  readonly kind: string;

  constructor(table: string, kind: string, template: string) {
    super({
      code: "naming.name-missing",
      message: `A ${kind} of table "${table}" has no name, but its naming convention ${JSON.stringify(template)} needs one.`,
      hint: 'Give it a name: check(sql`…`, { name: "positive_price" }).',
    });
    this.table = table;
    this.kind = kind;
  }
}
