/**
 * Names already in use, so that names chosen automatically stay clear of them as PostgreSQL's do: relations (tables,
 * indexes, sequences) are unique in their schema; constraints only in their table, but a chosen name avoids all of the
 * schema's.
 */
export class SchemaNames {
  readonly #relations = new Map<string, Set<string>>();
  readonly #constraints = new Map<string, Set<string>>();

  addRelation(schema: string, name: string): void {
    add(this.#relations, schema, name);
  }

  addConstraint(schema: string, name: string): void {
    add(this.#constraints, schema, name);
  }

  hasRelation(schema: string, name: string): boolean {
    return this.#relations.get(schema)?.has(name) ?? false;
  }

  hasConstraint(schema: string, name: string): boolean {
    return this.#constraints.get(schema)?.has(name) ?? false;
  }
}

function add(names: Map<string, Set<string>>, schema: string, name: string): void {
  const known = names.get(schema);
  if (known === undefined) names.set(schema, new Set([name]));
  else known.add(name);
}
