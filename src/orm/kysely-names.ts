/**
 * Kysely speaks of a data model by its names: declarations for tables, properties for columns. This plugin writes the
 * database's names into queries, and the properties into results.
 */
import {
  AliasNode,
  ColumnNode,
  IdentifierNode,
  OperationNodeTransformer,
  ReferenceNode,
  SchemableIdentifierNode,
  SelectionNode,
  TableNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from "kysely";
import type { ColumnRuntime, TableRuntime } from "./column-runtime.ts";
import type { ModelRuntime } from "./runtime.ts";

/** The tables that a query speaks of, by name and by alias. */
interface Scope {
  readonly byAlias: ReadonlyMap<string, TableRuntime>;
  readonly tables: readonly TableRuntime[];
}

export class KyselyNames implements KyselyPlugin {
  readonly #tables: ReadonlyMap<string, TableRuntime>;
  readonly #scopes = new WeakMap<object, Scope>();

  constructor(runtime: ModelRuntime) {
    this.#tables = new Map([...runtime.tables.values()].map((table) => [table.mapping.name, table]));
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    const scope = this.#scopeOf(node);
    this.#scopes.set(queryId, scope);
    return new NameTransformer(this.#tables, scope).transformNode(node);
  }

  async transformResult({ result, queryId }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const scope = this.#scopes.get(queryId);
    if (scope === undefined || result.rows.length === 0) return result;
    const names = new Map(Object.keys(result.rows[0]!).map((name) => [name, outputOf(scope, name)]));
    const rows = result.rows.map((row) => {
      const entries = Object.entries(row).map(([name, value]): [string, unknown] => {
        const { property, decode } = names.get(name)!;
        return [property, decode === undefined || value === null ? value : decode(value)];
      });
      return Object.fromEntries(entries);
    });
    return { ...result, rows };
  }

  #scopeOf(node: OperationNode): Scope {
    const byAlias = new Map<string, TableRuntime>();
    const tables = new Set<TableRuntime>();
    const collector = new TableCollector((name, alias) => {
      const table = this.#tables.get(name);
      if (table === undefined) return;
      byAlias.set(alias, table);
      tables.add(table);
    });
    collector.transformNode(node);
    return { byAlias, tables: [...tables] };
  }
}

function outputOf(scope: Scope, name: string): { readonly property: string; readonly decode: ColumnRuntime["decode"] } {
  for (const table of scope.tables) {
    const column = table.columns.find((candidate) => candidate.mapping.name === name || candidate.property === name);
    if (column !== undefined) return { property: column.property, decode: column.decode };
  }
  return { property: name, decode: undefined };
}

const nameOf = (node: TableNode): string => node.table.identifier.name;

class TableCollector extends OperationNodeTransformer {
  readonly #found: (name: string, alias: string) => void;

  constructor(found: (name: string, alias: string) => void) {
    super();
    this.#found = found;
  }

  protected override transformAlias(node: AliasNode): AliasNode {
    if (TableNode.is(node.node) && IdentifierNode.is(node.alias)) this.#found(nameOf(node.node), node.alias.name);
    return super.transformAlias(node);
  }

  protected override transformTable(node: TableNode): TableNode {
    if (node.table.schema === undefined) this.#found(nameOf(node), nameOf(node));
    return super.transformTable(node);
  }
}

class NameTransformer extends OperationNodeTransformer {
  readonly #tables: ReadonlyMap<string, TableRuntime>;
  readonly #scope: Scope;

  constructor(tables: ReadonlyMap<string, TableRuntime>, scope: Scope) {
    super();
    this.#tables = tables;
    this.#scope = scope;
  }

  protected override transformTable(node: TableNode): TableNode {
    const table = node.table.schema === undefined ? this.#tables.get(nameOf(node)) : undefined;
    if (table === undefined) return node;
    const { table: named, namesSchema } = table.mapping;
    const identifier = namesSchema
      ? SchemableIdentifierNode.createWithSchema(named.schema, named.name)
      : SchemableIdentifierNode.create(named.name);
    return { ...node, table: identifier };
  }

  protected override transformReference(node: ReferenceNode): ReferenceNode {
    if (!ColumnNode.is(node.column)) return super.transformReference(node);
    const column = this.#columnOf(node.column.column.name, node.table);
    const table = node.table === undefined ? undefined : this.#qualifier(node.table);
    return ReferenceNode.create(ColumnNode.create(column?.mapping.name ?? node.column.column.name), table);
  }

  protected override transformColumn(node: ColumnNode): ColumnNode {
    const column = this.#columnOf(node.column.name, undefined);
    return column === undefined ? node : ColumnNode.create(column.mapping.name);
  }

  protected override transformSelection(node: SelectionNode): SelectionNode {
    const { selection } = node;
    const property =
      ReferenceNode.is(selection) && ColumnNode.is(selection.column) ? selection.column.column.name : undefined;
    const transformed = super.transformSelection(node);
    if (property === undefined || !ReferenceNode.is(selection)) return transformed;
    if (this.#columnOf(property, selection.table)?.mapping.name === property) return transformed;
    return SelectionNode.create(
      AliasNode.create(transformed.selection as ReferenceNode, IdentifierNode.create(property)),
    );
  }

  /** Aliases stay; a declaration's name becomes the table's. */
  #qualifier(node: TableNode): TableNode {
    const known = this.#scope.byAlias.get(nameOf(node));
    return known !== undefined && known === this.#tables.get(nameOf(node)) ? this.transformTable(node) : node;
  }

  #columnOf(property: string, table: TableNode | undefined): ColumnRuntime | undefined {
    const find = (runtime: TableRuntime) => runtime.columns.find((column) => column.property === property);
    if (table !== undefined) {
      const known = this.#scope.byAlias.get(nameOf(table));
      return known === undefined ? undefined : find(known);
    }
    for (const runtime of this.#scope.tables) {
      const column = find(runtime);
      if (column !== undefined) return column;
    }
    return undefined;
  }
}
