import type { Queryable, Settlement } from "../../dialect.ts";
import type { MetaData } from "../../../metadata/metadata.ts";

export async function settle(_connection: Queryable, _database: MetaData, target: MetaData): Promise<Settlement> {
  return { canonical: target, problems: [] };
}
