/** Domains as revisions wrote them before they took the words of models: a type as text, checks by name. */
import { fragmentText, isSqlFragment, type SqlFragment } from "../../../sql/sql.ts";
import { locate } from "../ddl/locate.ts";
import type { DomainCheckModel, DomainModel } from "../kinds/domain/model.ts";

export interface LegacyDomainCheck {
  readonly condition: SqlFragment;
  readonly notValid?: boolean;
  readonly comment?: string;
}

export interface LegacyDomainOptions {
  readonly notNull?: boolean;
  readonly serverDefault?: SqlFragment;
  readonly collation?: string;
  /** Checks by name; `VALUE` stands for the value. */
  readonly checks?: Readonly<Record<string, SqlFragment | LegacyDomainCheck>>;
  readonly comment?: string;
}

export type LegacyDomain = [name: string, type: string, options?: LegacyDomainOptions];

/** `` op.createDomain("email", "text", { checks: { email_format: sql`VALUE ~ '@'` } }) `` */
export function legacyDomain(...[name, type, options = {}]: LegacyDomain): [DomainModel, DomainCheckModel[]] {
  const { checks = {}, serverDefault, ...rest } = options;
  const located = locate(name);
  const expression = serverDefault === undefined ? {} : { default: fragmentText(serverDefault) };
  const list = Object.entries(checks).map(([checkName, condition]): DomainCheckModel => ({
    kind: "domainCheck",
    schema: located.schema,
    domain: located.name,
    name: checkName,
    ...(isSqlFragment(condition) ? { expression: fragmentText(condition) } : checkParts(condition)),
  }));
  return [{ kind: "domain", ...located, type, ...expression, ...rest }, list];
}

const checkParts = ({ condition, ...rest }: LegacyDomainCheck) => ({ expression: fragmentText(condition), ...rest });
