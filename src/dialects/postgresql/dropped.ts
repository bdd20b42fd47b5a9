/** What a statement drops, as PostgreSQL's own parser reads it: tables, columns, whole schemas. */
import type { Holding } from "../../operations/operation.ts";
import type { Dropped } from "../dialect.ts";

/** Spares most statements the parser, which is the judge of the rest. */
const mayCount = /\b(?:drop|truncate|create)\b/i;

interface Named {
  readonly schemaname?: string;
  readonly relname: string;
}

interface ParsedStatement {
  readonly DropStmt?: { readonly removeType: string; readonly behavior: string; readonly objects: readonly Node[] };
  readonly CreateStmt?: { readonly relation: Named };
  readonly CreateTableAsStmt?: { readonly into: { readonly rel: Named } };
  readonly TruncateStmt?: { readonly relations: readonly { readonly RangeVar: Named }[] };
  readonly AlterTableStmt?: {
    readonly relation: Named;
    readonly cmds: readonly { readonly AlterTableCmd?: { readonly subtype: string; readonly name?: string } }[];
  };
}

interface Node {
  readonly List?: { readonly items: readonly { readonly String?: { readonly sval: string } }[] };
  readonly String?: { readonly sval: string };
}

export async function droppedBy(sql: string): Promise<Dropped> {
  if (!mayCount.test(sql)) return { drops: [], makes: [] };
  const { parse } = await import("libpg-query");
  // What the parser refuses the server refuses, too.
  const parsed = await parse(sql).catch(() => undefined);
  const { stmts = [] } = (parsed ?? {}) as { readonly stmts?: readonly { readonly stmt: ParsedStatement }[] };
  return {
    drops: stmts.flatMap(({ stmt }) => holdingsOf(stmt)),
    makes: stmts.flatMap(({ stmt: { CreateStmt, CreateTableAsStmt } }) => {
      const made = CreateStmt?.relation ?? CreateTableAsStmt?.into.rel;
      return made === undefined ? [] : [located(made)];
    }),
  };
}

function holdingsOf({ DropStmt, TruncateStmt, AlterTableStmt }: ParsedStatement): Holding[] {
  if (TruncateStmt !== undefined) return TruncateStmt.relations.map(({ RangeVar }) => located(RangeVar));
  if (AlterTableStmt !== undefined) {
    return AlterTableStmt.cmds.flatMap(({ AlterTableCmd: command }) =>
      command?.subtype === "AT_DropColumn" && command.name !== undefined
        ? [{ ...located(AlterTableStmt.relation), column: command.name }]
        : [],
    );
  }
  if (DropStmt?.removeType === "OBJECT_TABLE")
    return DropStmt.objects.map((object) => {
      const names = (object.List?.items ?? []).map(({ String: text }) => text?.sval ?? "");
      return { schema: names.length > 1 ? (names.at(-2) as string) : "", name: names.at(-1) ?? "" };
    });
  if (DropStmt?.removeType === "OBJECT_SCHEMA" && DropStmt.behavior === "DROP_CASCADE")
    return DropStmt.objects.map((object) => ({ schema: object.String?.sval ?? "", name: "" }));
  return [];
}

const located = ({ schemaname, relname }: Named): Holding => ({ schema: schemaname ?? "", name: relname });
