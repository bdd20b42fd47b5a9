/** Creation and removal of objects that are known by their whole definition. */
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation, type OperationDefinition } from "../../../../operations/operation.ts";
import { block, call, literal, sqlTemplate, type CallArgument } from "../../../../operations/source.ts";
import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import { commentStatements } from "../../ddl/comment.ts";
import type { DefinitionModel } from "./model.ts";

export interface DefinitionOp<Type extends string = string> extends Operation {
  readonly type: Type;
  readonly object: DefinitionModel;
}

export interface DefinitionOptions {
  readonly comment?: string;
}

export interface DefinitionWords {
  /** Name of the kind: `textSearchParser`. */
  readonly kind: string;
  /** What `DROP` calls it: `TEXT SEARCH PARSER`. */
  readonly word: string;
  /** The statement that removes it, where that is not `DROP` with the word. */
  readonly drop?: (identity: string) => string;
}

type Creation<Type extends string> = OperationDefinition<
  DefinitionOp<Type>,
  [identity: string, definition: Statements, options?: DefinitionOptions]
>;
type Removal<Type extends string> = OperationDefinition<DefinitionOp<Type>, [identity: string]>;

const suffix = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);
export const createDefinitionOp = (object: DefinitionModel): DefinitionOp => ({
  type: `create${suffix(object.kind)}`,
  object,
});
export const dropDefinitionOp = (object: DefinitionModel): DefinitionOp => ({
  type: `drop${suffix(object.kind)}`,
  object,
});

export interface AlterDefinitionOp<Type extends string = string> extends Operation {
  readonly type: Type;
  readonly identity: string;
  readonly statements: readonly string[];
  readonly former: readonly string[];
}

export const alterDefinitionOp = (
  { kind, identity }: Pick<DefinitionModel, "kind" | "identity">,
  statements: readonly string[],
  former: readonly string[],
): AlterDefinitionOp => ({ type: `alter${suffix(kind)}`, identity, statements, former });

type Statements = SqlFragment | readonly SqlFragment[];
type Alteration<Type extends string> = OperationDefinition<
  AlterDefinitionOp<Type>,
  [identity: string, statements: Statements, former?: Statements]
>;

/** `op.alter…(identity, statements, former)`: the former statements are the way back. */
export function alterDefinition<Type extends string>(type: Type, { kind, word }: DefinitionWords): Alteration<Type> {
  return defineOperation<AlterDefinitionOp<Type>, Parameters<Alteration<Type>["build"]>>({
    type,
    build: (identity, statements, former = []) => ({
      type,
      identity,
      statements: texts(statements),
      former: texts(former),
    }),
    reverse: (op): readonly Operation[] => {
      if (op.former.length === 0 && op.statements.length > 0)
        throw new IrreversibleError(`${type} ${op.identity}`, "what it was before is not known");
      return [alterDefinitionOp({ kind, identity: op.identity }, op.former, op.statements)];
    },
    statements: ({ statements }) => statements.map((sql) => ({ sql })),
    render: ({ identity, statements, former }, source) => {
      source.use("sql");
      return call(`op.${type}`, [literal(identity), templates(statements), templates(former)]);
    },
    describe: ({ identity }) => `alter ${word.toLowerCase()} ${identity}`,
  });
}

const texts = (statements: Statements): readonly string[] =>
  (Array.isArray(statements) ? (statements as readonly SqlFragment[]) : [statements as SqlFragment]).map(fragmentText);

function templates(statements: readonly string[]): string | CallArgument {
  const list = statements.map(sqlTemplate);
  return list.length === 1 ? list[0]! : block("[", list, "]");
}

/** `op.create…(identity, definition)`: the identity is what `DROP` will name, the definition one statement or several. */
export function createDefinition<Type extends string>(type: Type, { kind, word }: DefinitionWords): Creation<Type> {
  return defineOperation<DefinitionOp<Type>, Parameters<Creation<Type>["build"]>>({
    type,
    build: (identity, definition, options = {}) => ({
      type,
      object: definitionModel(kind, identity, definition, options),
    }),
    reverse: (op) => [dropDefinitionOp(op.object)],
    statements: ({ object }) => [...object.definition.map((sql) => ({ sql })), ...commentStatements(object)],
    render: ({ object }, source) => {
      source.use("sql");
      return call(`op.${type}`, [
        literal(object.identity),
        templates(object.definition),
        ...(object.comment === undefined ? [] : [block("{", [`comment: ${literal(object.comment)}`], "}")]),
      ]);
    },
    describe: ({ object }) => `create ${word.toLowerCase()} ${object.identity}`,
  });
}

/** `op.drop…(identity)` */
export function dropDefinition<Type extends string>(type: Type, { kind, word, drop }: DefinitionWords): Removal<Type> {
  return defineOperation<DefinitionOp<Type>, [identity: string]>({
    type,
    build: (identity) => ({ type, object: definitionModel(kind, identity, [], {}) }),
    reverse: (op): readonly Operation[] => {
      if (op.object.definition.length === 0)
        throw new IrreversibleError(`${type} ${op.object.identity}`, "its definition is not known");
      return [createDefinitionOp(op.object)];
    },
    statements: ({ object }) => [{ sql: drop?.(object.identity) ?? `DROP ${word} ${object.identity}` }],
    render: ({ object }) => `op.${type}(${literal(object.identity)})`,
    describe: ({ object }) => `drop ${word.toLowerCase()} ${object.identity}`,
  });
}

export function definitionModel(
  kind: string,
  identity: string,
  definition: Statements,
  options: DefinitionOptions,
): DefinitionModel {
  return { kind, name: identity, identity, definition: texts(definition), ...options };
}
