/**
 * Stand-ins for extensions that the embedded database lacks: a control file and an empty script, which the server writes
 * into its own folder in memory, so that `CREATE EXTENSION` works and makes nothing.
 */
import type { Queryable } from "../../dialect.ts";
import { quoteLiteral } from "../../../sql/identifier.ts";

/** Names that PostgreSQL accepts for the files of an extension (`check_valid_extension_name`). */
const acceptable = /^(?!-)(?!.*--)[^/\\\n]+(?<!-)$/;

/** Makes an extension creatable in a version; false where there can be none of that name. */
export async function standInForExtension(
  connection: Queryable,
  name: string,
  version: string = "0",
): Promise<boolean> {
  if (!acceptable.test(name) || !acceptable.test(version)) return false;
  const { rows } = await connection.query<{ folder: string }>(
    "SELECT setting || '/extension/' AS folder FROM pg_catalog.pg_config() WHERE name = 'SHAREDIR'",
  );
  const folder = rows[0]?.folder ?? "";
  const control = [`comment = 'stands in for ${name.replaceAll("'", "")}'`, `default_version = '${version}'`];
  const write = async (lines: readonly string[], file: string): Promise<void> => {
    const rows = `SELECT unnest(ARRAY[${lines.map(quoteLiteral).join(", ")}]::text[])`;
    await connection.execute(`COPY (${rows}) TO ${quoteLiteral(folder + file)}`);
  };
  await write(control, `${name}.control`);
  await write([], `${name}--${version}.sql`);
  return true;
}
