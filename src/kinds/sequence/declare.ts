import type { Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";
import { compact } from "../canonical.ts";
import type { SequenceOptions } from "../column/declaration.ts";
import type { Declared, DeclareContext, DeclaredObject } from "../declared-object.ts";
import { declaredOne } from "../declared-type.ts";
import { parseColumnTarget, qualify, withSchema } from "../qualify.ts";
import { sequenceKey, sequenceOwnerKey, type SequenceModel, type SequenceOwnerModel } from "./model.ts";
import { canonicalSequence, type SequenceType } from "./options.ts";

/** Options of `sequence()`. */
export interface SequenceDeclarationOptions extends SequenceOptions {
  readonly schema?: string;
  readonly comment?: string;
  readonly renamedFrom?: string;
  /** `bigint` where absent. */
  readonly type?: SequenceType;
  readonly unlogged?: boolean;
  /** `table.column` or `schema.table.column`: the sequence goes with that column. */
  readonly ownedBy?: string;
}

/** A sequence of its own: `sequence("invoice_number", { start: 1000, cache: 20 })`. */
export function sequence(name: string, options: SequenceDeclarationOptions = {}): DeclaredObject {
  const written = withSchema(name, options.schema);
  return Object.freeze({
    memberKind: "object" as const,
    word: "sequence",
    name: written,
    declare: (context: DeclareContext): Declared => declareSequence(written, options, context),
  });
}

function declareSequence(written: string, options: SequenceDeclarationOptions, context: DeclareContext): Declared {
  const type = options.type ?? "bigint";
  const { schema, name } = qualify(written, context.schema);
  const model = compact<SequenceModel>({
    kind: "sequence",
    schema,
    name,
    type: type === "bigint" ? undefined : type,
    ...canonicalSequence(type, options),
    unlogged: options.unlogged,
    comment: options.comment,
  });
  const declared = declaredOne(model, sequenceKey, options.renamedFrom);
  if (options.ownedBy === undefined) return declared;
  const owner = parseColumnTarget(options.ownedBy, context.schema);
  const ownership: SequenceOwnerModel = Object.freeze({
    kind: "sequenceOwner",
    schema,
    name,
    tableSchema: owner.schema,
    table: owner.name,
    column: owner.column,
  });
  const objects: (readonly [Key, SchemaObject])[] = [...declared.objects, [sequenceOwnerKey(schema, name), ownership]];
  return { ...declared, objects };
}
