/** `CREATE AGGREGATE` from the row of `pg_aggregate`; PostgreSQL has no function that prints it. */
import { quoteLiteral, quoteQualified } from "../../../../sql/identifier.ts";

export interface AggregateRow {
  readonly kind: string;
  readonly direct: number;
  readonly sfunc: string;
  readonly stype: string;
  readonly sspace: number;
  readonly finalfunc: string | null;
  readonly finalextra: boolean;
  readonly finalmodify: string;
  readonly combinefunc: string | null;
  readonly serialfunc: string | null;
  readonly deserialfunc: string | null;
  readonly initcond: string | null;
  readonly msfunc: string | null;
  readonly minvfunc: string | null;
  readonly mstype: string | null;
  readonly msspace: number;
  readonly mfinalfunc: string | null;
  readonly mfinalextra: boolean;
  readonly mfinalmodify: string;
  readonly minitcond: string | null;
  readonly sortop: string | null;
  readonly parallel: string;
}

const modify: Readonly<Record<string, string>> = { r: "READ_ONLY", s: "SHAREABLE", w: "READ_WRITE" };
const parallel: Readonly<Record<string, string>> = { s: "SAFE", r: "RESTRICTED" };

export function aggregateSql(schema: string, name: string, parameters: string, row: AggregateRow): string {
  // The final function's default is READ_ONLY, or READ_WRITE for an ordered-set aggregate (manual, CREATE AGGREGATE).
  const usual = row.kind === "n" ? "r" : "w";
  const options: (string | undefined)[] = [
    `SFUNC = ${row.sfunc}`,
    `STYPE = ${row.stype}`,
    row.sspace === 0 ? undefined : `SSPACE = ${row.sspace}`,
    option("FINALFUNC", row.finalfunc),
    row.finalextra ? "FINALFUNC_EXTRA" : undefined,
    row.finalfunc === null || row.finalmodify === usual ? undefined : `FINALFUNC_MODIFY = ${modify[row.finalmodify]}`,
    option("COMBINEFUNC", row.combinefunc),
    option("SERIALFUNC", row.serialfunc),
    option("DESERIALFUNC", row.deserialfunc),
    row.initcond === null ? undefined : `INITCOND = ${quoteLiteral(row.initcond)}`,
    option("MSFUNC", row.msfunc),
    option("MINVFUNC", row.minvfunc),
    option("MSTYPE", row.mstype),
    row.msspace === 0 ? undefined : `MSSPACE = ${row.msspace}`,
    option("MFINALFUNC", row.mfinalfunc),
    row.mfinalextra ? "MFINALFUNC_EXTRA" : undefined,
    row.mfinalfunc === null || row.mfinalmodify === usual
      ? undefined
      : `MFINALFUNC_MODIFY = ${modify[row.mfinalmodify]}`,
    row.minitcond === null ? undefined : `MINITCOND = ${quoteLiteral(row.minitcond)}`,
    option("SORTOP", row.sortop),
    row.kind === "h" ? "HYPOTHETICAL" : undefined,
    parallel[row.parallel] === undefined ? undefined : `PARALLEL = ${parallel[row.parallel]}`,
  ];
  const lines = options.filter((entry) => entry !== undefined).map((entry) => `    ${entry}`);
  return `CREATE AGGREGATE ${quoteQualified(schema, name)}(${parameters === "" ? "*" : parameters}) (\n${lines.join(",\n")}\n)`;
}

const option = (name: string, value: string | null): string | undefined =>
  value === null ? undefined : `${name} = ${value}`;
