/** What lint refuses. */
import { LimbeckError } from "../../util/errors.ts";

/** The file of `--statistics` does not have the form that `limbeck stats` writes. */
export class StatisticsMalformedError extends LimbeckError {
  readonly file: string;

  constructor(file: string) {
    super({
      code: "lint.statistics-malformed",
      message: `${file} holds no statistics: \`tables\` with \`rows\` and \`bytes\` of each are missing.`,
      hint: "Write it with `limbeck stats -e production -o stats.json`.",
    });
    this.file = file;
  }
}
