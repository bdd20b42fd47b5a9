/** What statements do to names, as PostgreSQL's own parser reads them: pictures follow what was renamed or moved. */
import type { NamedThing, NameStep } from "../dialect.ts";

/** Spares most statements the parser, which is the judge of the rest. */
const mayCount = /\b(?:rename|schema|drop|create|add)\b/i;

interface Named {
  readonly schemaname?: string;
  readonly relname: string;
}

interface Text {
  readonly String?: { readonly sval: string };
}

interface ObjectNode extends Text {
  readonly List?: { readonly items: readonly Text[] };
  readonly TypeName?: { readonly names: readonly Text[] };
}

interface ParsedStatement {
  readonly RenameStmt?: {
    readonly renameType: string;
    readonly relation?: Named;
    readonly object?: ObjectNode;
    readonly subname?: string;
    readonly newname: string;
  };
  readonly AlterObjectSchemaStmt?: {
    readonly objectType: string;
    readonly relation?: Named;
    readonly object?: ObjectNode;
    readonly newschema: string;
  };
  readonly AlterEnumStmt?: { readonly typeName: readonly Text[]; readonly oldVal?: string; readonly newVal?: string };
  readonly AlterTableStmt?: {
    readonly relation: Named;
    readonly cmds: readonly { readonly AlterTableCmd?: AlterTableCommand }[];
  };
  readonly DropStmt?: { readonly removeType: string; readonly objects: readonly ObjectNode[] };
  readonly CreateStmt?: { readonly relation: Named };
  readonly CreateTableAsStmt?: { readonly into: { readonly rel: Named } };
  readonly ViewStmt?: { readonly view: Named };
  readonly CreateEnumStmt?: { readonly typeName: readonly Text[] };
  readonly VariableSetStmt?: {
    readonly name: string;
    readonly args?: readonly { readonly A_Const?: { readonly sval?: { readonly sval: string } } }[];
  };
}

interface AlterTableCommand {
  readonly subtype: string;
  readonly name?: string;
  readonly def?: { readonly ColumnDef?: { readonly colname: string } };
}

/** Statements that may be put together; one that the parser refuses keeps the others. */
export async function nameStepsBy(statements: readonly string[]): Promise<readonly NameStep[]> {
  const { parse } = await import("libpg-query");
  const steps: NameStep[] = [];
  let path = "";
  for (const sql of statements) {
    if (!mayCount.test(sql) && !/search_path/i.test(sql)) continue;
    // What the parser refuses the server refuses, too.
    const parsed = await parse(sql).catch(() => undefined);
    const { stmts = [] } = (parsed ?? {}) as { readonly stmts?: readonly { readonly stmt: ParsedStatement }[] };
    for (const { stmt } of stmts) {
      path = searchPathOf(stmt) ?? path;
      steps.push(...stepsOf(stmt).map((step) => (step.schema === "" ? { ...step, schema: path } : step)));
    }
  }
  return steps;
}

/** The first schema of a search path that a statement sets: where names without a schema lead. */
function searchPathOf({ VariableSetStmt: set }: ParsedStatement): string | undefined {
  if (set?.name !== "search_path") return undefined;
  const schemas = (set.args ?? []).flatMap(({ A_Const: value }) => value?.sval?.sval ?? []);
  return schemas.find((schema) => schema !== "$user" && schema !== "") ?? "";
}

function stepsOf(stmt: ParsedStatement): NameStep[] {
  const { RenameStmt, AlterObjectSchemaStmt, AlterEnumStmt, AlterTableStmt, DropStmt, CreateEnumStmt } = stmt;
  if (RenameStmt !== undefined) return renameSteps(RenameStmt);
  if (AlterObjectSchemaStmt !== undefined) return moveSteps(AlterObjectSchemaStmt);
  if (AlterEnumStmt?.oldVal !== undefined && AlterEnumStmt.newVal !== undefined) {
    const { typeName, oldVal: part, newVal } = AlterEnumStmt;
    return [{ does: "rename", on: "value", ...located(typeName), part, to: { part: newVal } }];
  }
  if (AlterTableStmt !== undefined) return columnSteps(AlterTableStmt);
  if (DropStmt !== undefined) return dropSteps(DropStmt);
  if (CreateEnumStmt !== undefined) return [{ does: "make", on: "type", ...located(CreateEnumStmt.typeName) }];
  const made = stmt.CreateStmt?.relation ?? stmt.CreateTableAsStmt?.into.rel ?? stmt.ViewStmt?.view;
  return made === undefined ? [] : [{ does: "make", on: "relation", ...relationOf(made) }];
}

const things: Readonly<Record<string, NamedThing>> = {
  OBJECT_TABLE: "relation",
  OBJECT_FOREIGN_TABLE: "relation",
  OBJECT_VIEW: "relation",
  OBJECT_MATVIEW: "relation",
  OBJECT_SEQUENCE: "relation",
  OBJECT_INDEX: "index",
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "type",
  OBJECT_SCHEMA: "schema",
  OBJECT_COLUMN: "column",
  OBJECT_TABCONSTRAINT: "constraint",
  OBJECT_TRIGGER: "trigger",
  OBJECT_POLICY: "policy",
};

function renameSteps({
  renameType,
  newname,
  subname,
  ...stmt
}: NonNullable<ParsedStatement["RenameStmt"]>): NameStep[] {
  const on = things[renameType];
  if (on === undefined) return [];
  if (on === "schema") return [{ does: "rename", on, schema: subname ?? "", name: "", to: { schema: newname } }];
  const at = placeOf(stmt);
  if (at === undefined) return [];
  return subname === undefined
    ? [{ does: "rename", on, ...at, to: { name: newname } }]
    : [{ does: "rename", on, ...at, part: subname, to: { part: newname } }];
}

function moveSteps({
  objectType,
  newschema,
  ...stmt
}: NonNullable<ParsedStatement["AlterObjectSchemaStmt"]>): NameStep[] {
  const on = things[objectType];
  const at = placeOf(stmt);
  if ((on !== "relation" && on !== "type") || at === undefined) return [];
  return [{ does: "rename", on, ...at, to: { schema: newschema } }];
}

function columnSteps({ relation, cmds }: NonNullable<ParsedStatement["AlterTableStmt"]>): NameStep[] {
  const at = relationOf(relation);
  return cmds.flatMap(({ AlterTableCmd: command }): NameStep[] => {
    const made = command?.subtype === "AT_AddColumn" ? command.def?.ColumnDef?.colname : undefined;
    if (made !== undefined) return [{ does: "make", on: "column", ...at, part: made }];
    const dropped = command?.subtype === "AT_DropColumn" ? command.name : undefined;
    return dropped === undefined ? [] : [{ does: "drop", on: "column", ...at, part: dropped }];
  });
}

function dropSteps({ removeType, objects }: NonNullable<ParsedStatement["DropStmt"]>): NameStep[] {
  const on = things[removeType];
  if (on === "schema")
    return objects.map(({ String: text }) => ({ does: "drop", on, schema: text?.sval ?? "", name: "" }));
  if (on !== "relation" && on !== "type") return [];
  return objects.flatMap((object): NameStep[] => {
    const at = placeOf({ object });
    return at === undefined ? [] : [{ does: "drop", on, ...at }];
  });
}

interface Place {
  readonly schema: string;
  readonly name: string;
}

function placeOf(stmt: { readonly relation?: Named; readonly object?: ObjectNode }): Place | undefined {
  if (stmt.relation !== undefined) return relationOf(stmt.relation);
  const names = stmt.object?.List?.items ?? stmt.object?.TypeName?.names;
  return names === undefined ? undefined : located(names);
}

const relationOf = ({ schemaname, relname }: Named): Place => ({ schema: schemaname ?? "", name: relname });

function located(names: readonly Text[]): Place {
  const texts = names.map(({ String: text }) => text?.sval ?? "");
  return { schema: texts.length > 1 ? texts.at(-2)! : "", name: texts.at(-1) ?? "" };
}
