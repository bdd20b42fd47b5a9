/** Operations as SQL. */
import type { Dialect } from "../dialects/dialect.ts";
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
  return operations.flatMap((operation) => {
    if (operation.implied === true) return [];
    const definition = dialect.operations[operation.type];
    if (definition === undefined) throw new UnknownOperationError(operation.type);
    return definition.statements(operation as never, ddl).filter(({ sql }) => {
      const isKnown = settings.has(sql);
      if (sql.startsWith("SET ")) settings.add(sql);
      return !isKnown;
    });
  });
}
