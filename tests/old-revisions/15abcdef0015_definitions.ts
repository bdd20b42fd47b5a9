/** Old words: definitions */
import { integer, type Op, sql } from "limbeck/migration";

export const revision = "15abcdef0015";
export const downRevision = "14abcdef0014";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-15T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("pairs", { a: integer(), b: integer() });
  op.createStatistics("public.pairs_stat", sql`CREATE STATISTICS public.pairs_stat ON a, b FROM public.pairs`);
  op.createRule("quiet ON public.pairs", sql`CREATE RULE quiet AS ON DELETE TO public.pairs DO INSTEAD NOTHING`);
  op.createPublication("feed", sql`CREATE PUBLICATION feed FOR TABLE public.pairs`);
  op.createCollation("public.simple", [sql`CREATE COLLATION public.simple (locale = 'C')`]);
}

export function downgrade(op: Op) {
  op.dropCollation("public.simple");
  op.dropPublication("feed");
  op.dropRule("quiet ON public.pairs");
  op.dropStatistics("public.pairs_stat");
  op.dropTable("pairs");
}
