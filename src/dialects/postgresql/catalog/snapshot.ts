/**
 * How catalogs are read: in one read-only snapshot, under an empty search path so that every printed name is qualified,
 * and without JIT: compiling a catalog query takes seconds and running it milliseconds. All of it ends with the transaction.
 */
export const beginSnapshot =
  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ''; SET LOCAL jit = off";
