import { LimbeckError } from "../util/errors.ts";

/** Something that nobody manages names a renamed column and would be made anew in the same plan, under the former name. */
export class RenamedUnderUnmanagedError extends LimbeckError {
  /** What would be made anew: `view totals`. */
  readonly objects: readonly string[];
  /** The renamed column: `column orders.amount`. */
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
