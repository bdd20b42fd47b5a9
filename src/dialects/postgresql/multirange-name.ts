/** What `CREATE TYPE … AS RANGE` calls the multirange type (manual, CREATE TYPE). */
export function automaticMultirangeName(name: string): string {
  return name.includes("range") ? name.replace("range", "multirange") : `${name}_multirange`;
}
