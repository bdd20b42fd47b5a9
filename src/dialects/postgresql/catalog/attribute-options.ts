const isOwn = (option: string): string => `pg_catalog.left(${option}, 10) = 'pg_attver='`;

/**
 * The options of a column as they were set, NULL where there are none, for an alias of `pg_attribute`. Since the minor
 * releases of November 2026 (15.20 and its like) the server notes the age of every new column there, as `pg_attver`; pg_dump
 * leaves it out, too.
 */
export function attributeOptions(attribute: string): string {
  const options = `${attribute}.attoptions`;
  return `CASE WHEN pg_catalog.cardinality(${options}) > 1 OR NOT ${isOwn(`${options}[1]`)} THEN nullif(ARRAY(
         SELECT o.option FROM pg_catalog.unnest(${options}) WITH ORDINALITY o(option, position)
         WHERE NOT ${isOwn("o.option")} ORDER BY o.position), '{}') END`;
}
