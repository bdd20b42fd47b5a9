/** From Kysely's nodes to SQL: properties become columns, values go the way of their column. */
import {
  AndNode,
  BinaryOperationNode,
  CastNode,
  ColumnNode,
  OperationNodeTransformer,
  OperatorNode,
  OrNode,
  ParensNode,
  PostgresQueryCompiler,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  TableNode,
  ValueListNode,
  ValueNode,
  type OperationNode,
  type RootOperationNode,
} from "kysely";
import { aliasOf, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { UndefinedValueError } from "../errors.ts";

/** Names without a table are properties of the class; names with one are columns already. */
class PropertyTransformer extends OperationNodeTransformer {
  readonly #columns: ReadonlyMap<string, ColumnRuntime>;
  readonly #alias: string;
  readonly #model: string;

  constructor(entity: EntityRuntime, alias: string) {
    super();
    this.#columns = columnsByProperty(entity);
    this.#alias = alias;
    this.#model = entity.name;
  }

  protected override transformReference(node: ReferenceNode): ReferenceNode {
    const column = this.#columnOf(node);
    if (column === undefined) return node;
    // What stands for a reference may be any expression; the type of the method knows of one only.
    if (column.expression !== undefined)
      return RawNode.createWithSql(column.expression(this.#alias)) as OperationNode as ReferenceNode;
    const table = TableNode.create(aliasOf(this.#alias, column.tableNumber));
    return { ...ReferenceNode.create(ColumnNode.create(column.mapping.name), table) };
  }

  protected override transformValue(node: ValueNode): ValueNode {
    if (node.value === undefined) throw new UndefinedValueError(this.#model, undefined, "condition");
    return super.transformValue(node);
  }

  protected override transformBinaryOperation(node: BinaryOperationNode): BinaryOperationNode {
    if (isEmptyList(node)) return emptyListCondition(node);
    const column = ReferenceNode.is(node.leftOperand) ? this.#columnOf(node.leftOperand) : undefined;
    if (isUndefined(node.rightOperand)) throw new UndefinedValueError(this.#model, column?.property, "condition");
    const withNull = nullCondition(node);
    // What stands for one comparison may be any expression; the type of the method knows of one only.
    if (withNull !== undefined) return this.transformNode(withNull) as BinaryOperationNode;
    const transformed = super.transformBinaryOperation(node);
    if (column === undefined) return transformed;
    return { ...transformed, rightOperand: castOperand(column, encodeOperand(column, transformed)) };
  }

  #columnOf(node: ReferenceNode): ColumnRuntime | undefined {
    if (node.table !== undefined && node.table.table.identifier.name !== "it") return undefined;
    return ColumnNode.is(node.column) ? this.#columns.get(node.column.column.name) : undefined;
  }
}

const isUndefined = (node: OperationNode): boolean =>
  ValueNode.is(node)
    ? node.value === undefined
    : PrimitiveValueListNode.is(node) && (node.values as readonly unknown[]).includes(undefined);

const negations: Readonly<Record<string, boolean>> = { "=": false, in: false, "!=": true, "<>": true, "not in": true };

/** NULL is equal to nothing in SQL: where it is a value, or one of a list, it is looked for by `IS NULL`. */
function nullCondition({ leftOperand, operator, rightOperand }: BinaryOperationNode): OperationNode | undefined {
  const negated = OperatorNode.is(operator) ? negations[operator.operator] : undefined;
  if (negated === undefined) return undefined;
  const is = (): OperationNode =>
    BinaryOperationNode.create(
      leftOperand,
      OperatorNode.create(negated ? "is not" : "is"),
      ValueNode.createImmediate(null),
    );
  if (ValueNode.is(rightOperand) && rightOperand.value === null) return is();
  if (!isListOperator(operator) || !PrimitiveValueListNode.is(rightOperand)) return undefined;
  const values = rightOperand.values.filter((value) => value !== null);
  if (values.length === rightOperand.values.length) return undefined;
  const others = BinaryOperationNode.create(leftOperand, operator, PrimitiveValueListNode.create(values));
  return ParensNode.create(negated ? AndNode.create(others, is()) : OrNode.create(others, is()));
}

/** SQL has no empty lists. */
const isEmptyList = ({ operator, rightOperand }: BinaryOperationNode): boolean =>
  isListOperator(operator) && PrimitiveValueListNode.is(rightOperand) && rightOperand.values.length === 0;

const isListOperator = (node: OperationNode): boolean =>
  OperatorNode.is(node) && (node.operator === "in" || node.operator === "not in");

/** In none of no values: never true with `in`, always with `not in`. */
function emptyListCondition({ operator }: BinaryOperationNode): BinaryOperationNode {
  const isNegated = OperatorNode.is(operator) && operator.operator === "not in";
  const side = (value: boolean) => ValueNode.createImmediate(value);
  return BinaryOperationNode.create(side(isNegated), OperatorNode.create("="), side(true));
}

function encodeOperand(
  { encode, cast }: ColumnRuntime,
  { operator, rightOperand }: BinaryOperationNode,
): OperationNode {
  if (encode === undefined) return rightOperand;
  const one = (value: unknown): unknown => (value === null ? null : encode(value));
  if (ValueNode.is(rightOperand))
    return rightOperand.value === null ? rightOperand : ValueNode.create(one(rightOperand.value));
  if (!PrimitiveValueListNode.is(rightOperand)) return rightOperand;
  const isList = isListOperator(operator);
  // Compared with a column of arrays, an array is one value.
  if (cast !== undefined && !isList) return ValueNode.create(one(rightOperand.values));
  return PrimitiveValueListNode.create(rightOperand.values.map((value) => one(value)));
}

/** PostgreSQL compares the types that name objects as numbers, which the names would be taken for. */
function castOperand({ mapping }: ColumnRuntime, operand: OperationNode): OperationNode {
  const { type } = mapping.model;
  if (!/^reg[a-z]+$/.test(type)) return operand;
  const cast = (value: OperationNode) => CastNode.create(value, RawNode.createWithSql(type));
  if (ValueNode.is(operand)) return operand.value === null ? operand : cast(operand);
  if (!PrimitiveValueListNode.is(operand)) return operand;
  return ValueListNode.create(operand.values.map((value) => cast(ValueNode.create(value))));
}

const byProperty = new WeakMap<EntityRuntime, ReadonlyMap<string, ColumnRuntime>>();

function columnsByProperty(entity: EntityRuntime): ReadonlyMap<string, ColumnRuntime> {
  let columns = byProperty.get(entity);
  if (columns === undefined) {
    columns = new Map(entity.all.map((column) => [column.property, column]));
    byProperty.set(entity, columns);
  }
  return columns;
}

/** An expression on properties as one on the columns of an alias. */
export function onColumns<Node extends OperationNode>(node: Node, entity: EntityRuntime, alias: string): Node {
  return new PropertyTransformer(entity, alias).transformNode(node);
}

const queryId = { queryId: "limbeck" };

export interface CompiledSql {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The SQL of one expression whose parameters begin at a number. */
export function compileExpression(node: OperationNode, firstParameter: number): CompiledSql {
  const { sql, parameters } = new FragmentCompiler(firstParameter).compileQuery(node as RootOperationNode, queryId);
  return { sql, parameters };
}

class FragmentCompiler extends PostgresQueryCompiler {
  readonly #first: number;
  #count = 0;

  constructor(first: number) {
    super();
    this.#first = first;
  }

  protected override getCurrentParameterPlaceholder(): string {
    this.#count += 1;
    return `$${this.#first + this.#count - 1}`;
  }
}
