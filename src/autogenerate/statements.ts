/** Operations as SQL. */
import type { Dialect } from "../dialects/dialect.ts";
import { withAddedValuesApart } from "../operations/added-values.ts";
import { UnknownOperationError } from "../operations/errors.ts";
import type { DdlContext, Operation, Statement } from "../operations/operation.ts";

/** The statements of operations, in order. @throws UnknownOperationError */
export function operationStatements(
  operations: readonly Operation[],
  dialect: Pick<Dialect, "operations">,
  ddl: DdlContext,
): Statement[] {
  // A setting of the session is said once.
  const settings = new Set<string>();
  const reasons = new Set<string>();
  const all = operations.flatMap((operation) => {
    if (operation.implied === true) return [];
    const definition = dialect.operations[operation.type];
    if (definition === undefined) throw new UnknownOperationError(operation.type);
    const statements = definition.statements(operation as never, ddl).filter(({ sql }) => {
      const isKnown = settings.has(sql);
      if (sql.startsWith("SET ")) settings.add(sql);
      return !isKnown;
    });
    return withReason(statements, operation.because, reasons);
  });
  return [...withAddedValuesApart(all)];
}

/** A reason is said above the first statement that has it. */
function withReason(statements: readonly Statement[], because: string | undefined, said: Set<string>): Statement[] {
  const [first, ...rest] = statements;
  if (because === undefined || first === undefined || said.has(because)) return [...statements];
  said.add(because);
  return [{ ...first, because }, ...rest];
}
