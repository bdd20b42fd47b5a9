/**
 * Names already in use, so that names chosen automatically stay clear of them as PostgreSQL's do: relations (tables,
 * indexes, sequences) are unique in their schema; constraints only in their table, but a chosen name avoids all of the
 * schema's.
 */
export class SchemaNames {
  readonly #relations = new Set<string>();
  readonly #constraints = new Set<string>();

  addRelation(schema: string, name: string): void {
    this.#relations.add(join(schema, name));
  }

  addConstraint(schema: string, name: string): void {
    this.#constraints.add(join(schema, name));
  }

  hasRelation(schema: string, name: string): boolean {
    return this.#relations.has(join(schema, name));
  }

  hasConstraint(schema: string, name: string): boolean {
    return this.#constraints.has(join(schema, name));
  }
}

// NUL can't be part of a name.
const join = (schema: string, name: string): string => `${schema}\0${name}`;
