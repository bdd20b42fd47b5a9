import { LimbeckError } from "../util/errors.ts";
import { suggest } from "../util/suggest.ts";

/** Something that nobody manages names a renamed column and would be made anew in the same plan, under the former name. */
export class RenamedUnderUnmanagedError extends LimbeckError {
  /** What would be made anew: `view totals`. */
  readonly objects: readonly string[];
  /** The renamed column or table: `column orders.amount`. */
  readonly column: string;

  constructor(objects: readonly string[], column: string, because: string) {
    const [are, them] = objects.length === 1 ? ["names", "it"] : ["name", "them"];
    super({
      code: "autogenerate.renamed-under-unmanaged",
      message: `${objects.join(", ")} ${are} ${column}, which is renamed, and the model does not manage ${them}: made anew in the same revision (${because}), the former name would no longer be there.`,
      hint: `Make two revisions: the rename alone, which PostgreSQL follows, and then the other change. Or declare ${them}.`,
    });
    this.objects = objects;
    this.column = column;
  }
}

type RenameProblem = "from" | "to" | "kind";

/** An answer to rename questions names what is not there. */
export class RenameUnknownError extends LimbeckError {
  readonly from: string;
  readonly to: string;
  readonly problem: RenameProblem;

  /** @param known the names that could stand where the fault is */
  constructor(
    { from, to, flag }: { readonly from: string; readonly to: string; readonly flag?: string },
    problem: RenameProblem,
    known: string[],
  ) {
    const wrong = problem === "to" ? to : from;
    const near = suggest(wrong, known);
    const why: Readonly<Record<RenameProblem, string>> = {
      from: `the database has no ${JSON.stringify(from)}`,
      to: `the target has no ${JSON.stringify(to)}`,
      kind: `${JSON.stringify(from)} cannot become ${JSON.stringify(to)}, which is something else or is there already`,
    };
    const side = problem === "to" ? "after" : "before";
    super({
      code: "autogenerate.rename-unknown",
      message: `${flag ?? `--rename ${from}=${to}`}: ${why[problem]}.`,
      hint:
        near === undefined || problem === "kind"
          ? `Name a table, or a column with its table, as it is called now and as the target calls it: users.mail=users.email.`
          : `Did you mean "${near}"${flag === undefined ? ` ${side} the sign` : ""}?`,
    });
    this.from = from;
    this.to = to;
    this.problem = problem;
  }
}
