import { chooseFreeName } from "../../../../metadata/automatic-names.ts";
import type { Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import { checkName } from "../../../../sql/qualified-name.ts";
import { fragmentText, isSqlFragment, type SqlFragment } from "../../../../sql/sql.ts";
import { collationText, compact, serverDefaultText } from "../../../../kinds/canonical.ts";
import type { AnyColumn, ColumnBuilder, ColumnFlag } from "../../../../kinds/column/column-builder.ts";
import type { ServerDefault } from "../../../../kinds/column/declaration.ts";
import type { Declared, DeclareContext } from "../../../../kinds/declared-object.ts";
import { declaredOne, declaredType, partType, type DeclaredTypeObject } from "../../../../kinds/declared-type.ts";
import { qualify, withSchema } from "../../../../kinds/qualify.ts";
import { domainCheckKey, domainKey, type DomainCheckModel, type DomainModel } from "./model.ts";

export interface DomainCheckOptions {
  readonly name?: string;
  readonly expression: SqlFragment;
  readonly notValid?: boolean;
  readonly comment?: string;
}

/** Options of `domain()`. */
export interface DomainOptions {
  readonly schema?: string;
  readonly comment?: string;
  readonly renamedFrom?: string;
  readonly notNull?: boolean;
  readonly default?: ServerDefault;
  readonly collation?: string;
  /** One check or several; `VALUE` stands for the value. */
  readonly check?: SqlFragment | readonly (SqlFragment | DomainCheckOptions)[];
}

/**
 * A domain: `` domain("email", text(), { check: sql`VALUE LIKE '%@%'` }) ``; a column of it is `email.column()`.
 */
export function domain<Value>(
  name: string,
  type: ColumnBuilder<Value, ColumnFlag>,
  options: DomainOptions = {},
): DeclaredTypeObject<Value> {
  const written = withSchema(name, options.schema);
  const declare = (context: DeclareContext): Declared => {
    const qualified = qualify(written, context.schema);
    const model = compact<DomainModel>({
      kind: "domain",
      ...qualified,
      type: partType(type, context, written),
      notNull: options.notNull,
      default: options.default === undefined ? undefined : serverDefaultText(options.default),
      collation: collationText(options.collation),
      comment: options.comment,
    });
    const declared = declaredOne(model, domainKey, options.renamedFrom);
    return { ...declared, objects: [...declared.objects, ...domainChecks(qualified, options.check, context)] };
  };
  type Parts = { word: string; name: string; base: AnyColumn; declare: typeof declare };
  return declaredType<Value, Parts>({ word: "domain", name: written, base: type as AnyColumn, declare });
}

function domainChecks(
  of: { readonly schema: string; readonly name: string },
  checks: DomainOptions["check"],
  context: DeclareContext,
): (readonly [Key, SchemaObject])[] {
  const list = checks === undefined ? [] : isSqlFragment(checks) ? [checks] : checks;
  return list.map((entry) => {
    const check: DomainCheckOptions = isSqlFragment(entry) ? { expression: entry } : entry;
    const name = checkName(check.name ?? automaticCheckName(of, context));
    context.names.addConstraint(of.schema, name);
    const model = compact<DomainCheckModel>({
      kind: "domainCheck",
      schema: of.schema,
      domain: of.name,
      name,
      expression: fragmentText(check.expression),
      notValid: check.notValid,
      comment: check.comment,
    });
    return [domainCheckKey(of.schema, of.name, name), model] as const;
  });
}

const automaticCheckName = (of: { readonly schema: string; readonly name: string }, context: DeclareContext): string =>
  chooseFreeName({ first: of.name, label: "check" }, (name) => context.names.hasConstraint(of.schema, name));
