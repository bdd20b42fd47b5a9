/**
 * A connection that is asked the same queries again and again: each is prepared once, so that PostgreSQL need not parse and
 * plan it any more. Over a catalog with few rows of a user's that is most of what a query costs.
 */
import type { QueryOptions, QueryResult } from "../../../driver/driver.ts";
import type { Queryable } from "../../dialect.ts";

/** Statements of one session may not share a name. */
let prepared = 0;

export function preparing(connection: Queryable): Queryable {
  const names = new Map<string, string>();
  return {
    execute: (script, options) => connection.execute(script, options),
    query: async <Row>(
      sql: string,
      parameters: readonly unknown[] = [],
      options?: QueryOptions,
    ): Promise<QueryResult<Row>> => {
      if (parameters.length > 0 || !/^\s*(select|with)\b/i.test(sql)) return connection.query(sql, parameters, options);
      const known = names.get(sql);
      if (known !== undefined) return connection.query(`EXECUTE ${known}`, [], options);
      const name = `limbeck_query_${++prepared}`;
      names.set(sql, name);
      // Sent before the answer is awaited, so that the order of queries stays what it was.
      const [, result] = await Promise.all([
        connection.execute(`PREPARE ${name} AS ${sql}`),
        connection.query<Row>(`EXECUTE ${name}`, [], options),
      ]);
      return result;
    },
  };
}
