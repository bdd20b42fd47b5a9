import type { Declared, DeclareContext, DeclaredObject } from "../../../../kinds/declared-object.ts";
import { noOrigins } from "../../../../kinds/declared-object.ts";
import { defaultSchema } from "../../../../sql/default-schema.ts";
import { quoteIdentifier } from "../../../../sql/identifier.ts";
import { fragmentText, type SqlFragment } from "../../../../sql/sql.ts";
import { formatQualifiedName } from "../../../../sql/qualified-name.ts";
import { compact } from "../../../../kinds/canonical.ts";
import { NotARoutineError } from "./errors.ts";
import { isWord, readName, tokensOf } from "../../sql-statement.ts";
import { keyOfRoutine, type RoutineKind, type RoutineModel } from "./model.ts";
import { argumentTypes } from "./signature.ts";

/** Options of `sqlFunction()`. */
export interface RoutineDeclarationOptions {
  readonly comment?: string;
}

/**
 * A function, procedure or aggregate by its whole statement; name and types of the arguments are read from it. Overloads
 * are declared side by side.
 *
 *     sqlFunction(sql`
 *       CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
 *       BEGIN NEW.updated_at := now(); RETURN NEW; END
 *       $$`)
 *
 * @throws NotARoutineError for any other statement
 */
export function sqlFunction(statement: SqlFragment | string, options: RoutineDeclarationOptions = {}): DeclaredObject {
  const text = (typeof statement === "string" ? statement : fragmentText(statement)).trim().replace(/;$/, "");
  const head = readHead(text);
  return Object.freeze({
    memberKind: "object" as const,
    word: head.kind,
    name: `${formatQualifiedName(...head.names)}(${head.types})`,
    calledAt: new Error("declared here"),
    declare: (context: DeclareContext): Declared => declareRoutine(text, head, options, context),
  });
}

interface Head {
  readonly kind: RoutineKind;
  readonly names: readonly string[];
  readonly types: string;
  /** Where the unqualified name stands, so that the schema can be put before it. */
  readonly nameAt: number;
  readonly body?: string;
}

const kinds = ["function", "procedure", "aggregate"] as const;

function readHead(text: string): Head {
  const tokens = tokensOf(text);
  const at = isWord(tokens[1], "or") ? 3 : 1;
  const kind = kinds.find((word) => isWord(tokens[at], word));
  const { names, end } = readName(tokens, at + 1);
  if (!isWord(tokens[0], "create") || kind === undefined || tokens[end]?.text !== "(" || names.length === 0) {
    throw new NotARoutineError(text);
  }
  const as = tokens.findLastIndex((token, index) => isWord(token, "as") && tokens[index + 1]?.sort === "string");
  const body = as === -1 ? undefined : tokens[as + 1]?.text;
  return {
    kind,
    names,
    types: argumentTypes(tokens, end),
    nameAt: (tokens[at + 1] as { readonly at: number }).at,
    ...(body === undefined ? {} : { body }),
  };
}

function declareRoutine(
  text: string,
  { kind, names, types, nameAt, body }: Head,
  options: RoutineDeclarationOptions,
  context: DeclareContext,
): Declared {
  const [schema, name] = names.length === 1 ? [context.schema, names[0] as string] : (names as [string, string]);
  // Revisions run where the default schema is the first of the search path.
  const place = names.length === 1 && schema !== defaultSchema() ? `${quoteIdentifier(schema)}.` : "";
  const definition = text.slice(0, nameAt).replace(/\bor\s+replace\s+/i, "") + place + text.slice(nameAt);
  const model = compact<RoutineModel>({
    kind,
    schema,
    name,
    arguments: types,
    definition,
    body,
    comment: options.comment,
  });
  return { objects: [[keyOfRoutine(model), model]], renamedFrom: [], origins: noOrigins };
}
