/** `CREATE DOMAIN` with its checks, and the domain as a revision writes it. */
import type { DomainCheckModel, DomainModel } from "../kinds/domain/model.ts";
import type { Statement } from "../../../operations/operation.ts";
import { literal, propertyKey, Source, sqlTemplate, type SourceWriter } from "../../../operations/source.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/identifier.ts";
import { commentStatements } from "./comment.ts";

/** `CREATE DOMAIN` with its checks and comments. */
export const createDomainStatements = (object: DomainModel, checks: readonly DomainCheckModel[]): Statement[] => [
  {
    sql: [
      `CREATE DOMAIN ${quoteQualified(object.schema, object.name)} AS ${object.type}`,
      object.collation === undefined ? "" : ` COLLATE ${object.collation}`,
      object.default === undefined ? "" : ` DEFAULT ${object.default}`,
      object.notNull === true ? " NOT NULL" : "",
      ...checks
        .filter((check) => check.notValid !== true)
        .map((check) => ` CONSTRAINT ${quoteIdentifier(check.name)} CHECK (${check.expression})`),
    ].join(""),
  },
  // CREATE DOMAIN knows no NOT VALID (manual).
  ...checks.filter((check) => check.notValid === true).map((check) => ({ sql: addCheckSql(check) })),
  ...commentStatements(object, ...checks),
];

export function addCheckSql({ schema, domain, name, expression, notValid }: DomainCheckModel): string {
  const target = `ALTER DOMAIN ${quoteQualified(schema, domain)} ADD CONSTRAINT ${quoteIdentifier(name)}`;
  return `${target} CHECK (${expression})${notValid === true ? " NOT VALID" : ""}`;
}

/** The options of a domain as object entries. */
export function domainOptions(
  object: DomainModel,
  checks: readonly DomainCheckModel[],
  source: SourceWriter,
): string[] {
  const options: string[] = [];
  if (object.notNull === true) options.push("notNull: true");
  if (object.default !== undefined) {
    source.use("sql");
    options.push(`serverDefault: ${sqlTemplate(object.default)}`);
  }
  if (object.collation !== undefined) options.push(`collation: ${literal(object.collation)}`);
  if (checks.length > 0) {
    source.use("sql");
    options.push(`checks: { ${checks.map(checkSource).join(", ")} }`);
  }
  if (object.comment !== undefined) options.push(`comment: ${literal(object.comment)}`);
  return options;
}

function checkSource({ name, expression, notValid, comment }: DomainCheckModel): string {
  const condition = sqlTemplate(expression);
  if (notValid === undefined && comment === undefined) return `${propertyKey(name)}: ${condition}`;
  return `${propertyKey(name)}: ${literal({ condition: new Source(condition), notValid, comment })}`;
}
