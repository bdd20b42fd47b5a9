/** A made-up project for tests and benchmarks: any number of tables and revisions, with a branch and a merge. */
import type { Diagram, DiagramTable } from "../../src/erd/diagram.ts";
import { HistoryPacker, type RevisionNode, type StudioSource } from "../../src/erd/model-history.ts";
import { readDiagram } from "../../src/erd/read-diagram.ts";
import { sampleMetaData } from "./erd-models.ts";

export interface SampleSourceOptions {
  readonly tables: number;
  readonly revisions: number;
  /** Part of names, messages and comments. */
  readonly text?: string;
}

export function sampleSource({ tables, revisions, text = "" }: SampleSourceOptions): StudioSource {
  const whole = readDiagram(sampleMetaData({ seed: 1, tables, schemas: 2 }));
  const nodes = Array.from({ length: revisions }, (_, at) => nodeAt(at, revisions, text));
  const diagrams = new Map<string, Diagram>();
  return {
    title: `sample${text}`,
    nodes,
    model: async () => ({ diagram: whole }),
    history: async (onProgress) => {
      const packer = new HistoryPacker();
      for (const [at, node] of nodes.entries()) {
        const diagram = diagramAt(whole, { at, revisions, text, before: diagrams.get(node.parents[0] ?? "") });
        diagrams.set(node.id, diagram);
        packer.add(node.id, node.parents, diagram);
        onProgress?.(at + 1);
      }
      return packer.pack();
    },
    environments: async () => [
      { name: "production", rows: [nodes[Math.min(2, revisions - 1)]!.id] },
      { name: "development", rows: [] },
      { name: "preview", rows: [`0badbadbad${text}`] },
      { name: "staging", rows: [], problem: `unreachable${text}` },
    ],
    details: async (id) => ({
      operations: [`create table ${id}${text}`],
      up: `-- up ${id}${text}\nCREATE TABLE t ();`,
      down: `-- down ${id}`,
      source: `export const revision = "${id}";${text}`,
      findings: [{ level: "warning", text: `drop table ${id}${text}: its rows are gone afterwards` }],
      verification: {
        status: "failed",
        verifiedAt: "2026-02-04T05:06:07Z",
        findings: [{ level: "failure", text: `The downgrade does not restore ${id}${text}.`, details: [`- ${text}`] }],
      },
      authorship: { author: `Ada${text}`, date: "2026-02-03T04:05:06Z", commit: "0123456789abcdef" },
    }),
  };
}

function nodeAt(at: number, revisions: number, text: string): RevisionNode {
  const id = (of: number): string => `${of.toString(16).padStart(4, "0")}deadbeef`;
  const parents = at === 0 ? [] : at === 4 ? [id(2)] : at === 5 ? [id(4), id(3)] : [id(at - 1)];
  return {
    id: id(at),
    message: `Step ${at}${text}`,
    doc: `Step ${at}${text}\n\nMore about step ${at}${text}.`,
    parents,
    dependsOn: [],
    labels: at === 1 ? [`label${text}`] : [],
    head: at === revisions - 1,
    path: `migrations/${id(at)}.ts`,
  };
}

interface Step {
  readonly at: number;
  readonly revisions: number;
  readonly text: string;
  readonly before: Diagram | undefined;
}

/** Tables arrive one after the other; in between, one of them gets a column. */
function diagramAt(whole: Diagram, { at, revisions, text, before }: Step): Diagram {
  const count = Math.max(1, Math.ceil((whole.tables.length * (at + 1)) / revisions));
  const known = new Map((before?.tables ?? []).map((table) => [table.key, table]));
  const tables = whole.tables.slice(0, count).map((table) => known.get(table.key) ?? withText(table, text));
  if (tables.length === before?.tables.length) {
    const chosen = at % tables.length;
    const column = {
      name: `extra_${at}${text}`,
      type: "text",
      nullable: true,
      primaryKey: false,
      foreignKey: false,
      unique: false,
    };
    tables[chosen] = { ...tables[chosen]!, columns: [...tables[chosen]!.columns, column] };
  }
  const keys = new Set(tables.map((table) => table.key));
  return { tables, links: whole.links.filter((link) => keys.has(link.from) && keys.has(link.to)), compared: false };
}

const withText = (table: DiagramTable, text: string): DiagramTable =>
  text === "" ? table : { ...table, name: `${table.name}${text}`, comment: `About${text}` };
