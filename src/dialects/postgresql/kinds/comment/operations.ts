import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { IrreversibleError } from "../../../../operations/errors.ts";
import { defineOperation, type Operation } from "../../../../operations/operation.ts";
import { call, literal } from "../../../../operations/source.ts";
import { parseQualifiedName } from "../../../../sql/qualified-name.ts";
import { commentSql, commentTarget } from "../../ddl/comment.ts";
import { defaultSchema, locate, locateTable, written, writtenTable } from "../../ddl/locate.ts";

export interface CommentOp extends Operation {
  readonly type: "comment";
  /** The object without its attributes: kind, schema, name, and the table of a part. */
  readonly on: SchemaObject;
  readonly comment: string | null;
  /** The comment before; absent where it is not known. */
  readonly former?: string | null;
}

/** What is commented: `{ table: "orders" }`, `{ column: "orders.note" }`, `{ constraint: "orders_pkey", table: "orders" }`. */
export type CommentTarget =
  | { readonly table: string }
  | { readonly column: string }
  | { readonly constraint: string; readonly table: string }
  | { readonly index: string }
  | { readonly sequence: string }
  | { readonly type: string }
  | { readonly domain: string }
  | { readonly domainConstraint: string; readonly domain: string }
  | { readonly schema: string }
  | { readonly extension: string }
  | { readonly subscription: string }
  | { readonly view: string }
  | { readonly materializedView: string }
  /** With the types of its arguments: `"refresh_totals(integer)"`. */
  | { readonly function: string }
  | { readonly procedure: string }
  | { readonly aggregate: string }
  | { readonly trigger: string; readonly table: string }
  | { readonly policy: string; readonly table: string }
  /** Any other object, by its kind and the name `COMMENT ON` gives it: `{ kind: "operator", identity: "public.=== (integer, integer)" }`. */
  | { readonly kind: string; readonly identity: string };

const withoutSchema = ["schema", "extension", "subscription"] as const;

type Located = SchemaObject & { table?: string; domain?: string; arguments?: string; identity?: string };

/** The operation that changes an object's comment. */
export function commentOp(object: SchemaObject, comment: string | undefined, former: string | undefined): CommentOp {
  const { kind, schema, name, table, domain, arguments: types, identity } = object as Located;
  const on = Object.fromEntries(
    Object.entries({ kind, schema, name, table, domain, arguments: types, identity }).filter(
      ([, value]) => typeof value === "string",
    ),
  ) as unknown as SchemaObject;
  return { type: "comment", on, comment: comment ?? null, former: former ?? null };
}

/** op.comment({ column: "orders.note" }, "what the customer said"); null removes the comment. */
export const comment = defineOperation({
  type: "comment",
  build: (target: CommentTarget, text: string | null): CommentOp => ({
    type: "comment",
    on: targetObject(target),
    comment: text,
  }),
  reverse: (op): readonly Operation[] => {
    if (op.former === undefined)
      throw new IrreversibleError(`comment on ${commentTarget(op.on)}`, "the former comment is not known");
    const { implied: _implied, ...rest } = op;
    return [{ ...rest, comment: op.former, former: op.comment } as Operation];
  },
  statements: (op) => [{ sql: commentSql(op.on, op.comment ?? undefined) }],
  render: (op) => call("op.comment", [literal(writtenTarget(op.on)), literal(op.comment)]),
  describe: (op) => `comment on ${commentTarget(op.on).toLowerCase()}`,
});

function targetObject(target: CommentTarget): SchemaObject {
  if ("constraint" in target)
    return { kind: "check", ...locateTable(target.table), name: target.constraint } as SchemaObject;
  if ("domainConstraint" in target) {
    const { schema, name } = locate(target.domain);
    return { kind: "domainCheck", schema, domain: name, name: target.domainConstraint } as SchemaObject;
  }
  if ("column" in target) {
    const parts = parseQualifiedName(target.column);
    const [schema, table, name] = parts.length === 2 ? [defaultSchema(), ...parts] : parts;
    return { kind: "column", schema, table, name } as SchemaObject;
  }
  for (const kind of ["trigger", "policy"] as const) {
    const part = target as { readonly trigger?: string; readonly policy?: string; readonly table: string };
    if (part[kind] !== undefined) return { kind, ...locateTable(part.table), name: part[kind] } as SchemaObject;
  }
  for (const kind of ["function", "procedure", "aggregate"] as const) {
    const routine = (target as Readonly<Record<string, string>>)[kind];
    if (routine !== undefined) return routineObject(kind, routine);
  }
  if ("identity" in target) return { name: target.identity, ...target };
  for (const kind of withoutSchema) {
    const name = (target as Readonly<Record<string, string>>)[kind];
    if (name !== undefined) return { kind, name };
  }
  if ("type" in target) return { kind: "enum", ...locate(target.type) };
  const [kind, name] = Object.entries(target)[0] as [string, string];
  return { kind, ...locate(name) };
}

function routineObject(kind: string, signature: string): SchemaObject {
  const open = signature.indexOf("(");
  return { kind, ...locate(signature.slice(0, open)), arguments: signature.slice(open + 1, -1) } as SchemaObject;
}

function writtenTarget(on: SchemaObject): CommentTarget {
  const { kind, schema, name, table, domain, arguments: types, identity } = on as Located;
  if (typeof identity === "string") return { kind, identity };
  if (types !== undefined) return { [kind]: `${written(schema, name)}(${types})` } as unknown as CommentTarget;
  if (kind === "trigger" || kind === "policy") {
    return {
      [kind]: name,
      table: writtenTable({ schema: schema as string, table: table as string }),
    } as unknown as CommentTarget;
  }
  if (kind === "column") {
    const owner = writtenTable({ schema: schema as string, table: table as string });
    return { column: `${owner}.${/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name}` };
  }
  if (table !== undefined && kind !== "index")
    return { constraint: name, table: writtenTable({ schema: schema as string, table }) };
  if (domain !== undefined) return { domainConstraint: name, domain: written(schema, domain) };
  if (withoutSchema.some((word) => word === kind)) return { [kind]: name } as unknown as CommentTarget;
  if (kind === "enum" || kind === "composite" || kind === "range") return { type: written(schema, name) };
  return { [kind]: written(schema, name) } as unknown as CommentTarget;
}

/** What `op` has of it. */
export const commentOperations = { comment };
