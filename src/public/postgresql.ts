/** PostgreSQL by itself: the dialect and its drivers, for those who build on them. */
export { postgresql } from "../dialects/postgresql/dialect.ts";
export { driverFor, type DriverOptions } from "../dialects/postgresql/drivers/open-driver.ts";
export type { PostgresqlOperations } from "../dialects/postgresql/operations.ts";
export type { Dialect, Queryable, ReflectOptions, Settlement, SettleProblem } from "../dialects/dialect.ts";
export type { Driver, DriverConnection, Notice, QueryOptions, QueryResult } from "../driver/driver.ts";
export * from "../dialects/errors.ts";
export * from "../dialects/postgresql/drivers/pglite-errors.ts";
export * from "../dialects/postgresql/drivers/throw-away-errors.ts";
export * from "../driver/errors.ts";
