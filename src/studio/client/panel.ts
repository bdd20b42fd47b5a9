/** The right panel: a revision, or a table with its own history. */
import { signs, type Diagram, type DiagramPart, type DiagramTable } from "../../erd/diagram.ts";
import { columnTitle, titleOf } from "../../erd/translate.ts";
import type { RevisionDetails, RevisionFinding, RevisionNode } from "../../erd/model-history.ts";
import { changesOf, type Change } from "../../erd/changes.ts";
import { originsOf, type HistoryEntry } from "./changes.ts";
import { docOf, wordOf } from "./words.ts";
import { byId, h, replace } from "./dom.ts";

const isReference = ({ kind }: Diagram["links"][number]): boolean => kind === "foreignKey";

/** What a view reads, by names or by lines. */
const readBy = (table: DiagramTable, { links }: Diagram): string[] => [
  ...new Set([
    ...table.reads,
    ...links.filter(({ kind, from }) => kind === "reads" && from === table.key).map(({ to }) => to),
  ]),
];

/** The views that read it. */
const readersOf = (key: string, { tables, links }: Diagram): string[] => [
  ...new Set([
    ...tables.filter(({ reads }) => reads.includes(key)).map((table) => table.key),
    ...links.filter(({ kind, to }) => kind === "reads" && to === key).map(({ from }) => from),
  ]),
];

const section = <T>(title: string, items: readonly T[], show: (item: T) => HTMLElement): HTMLElement | false =>
  items.length > 0 &&
  h(
    "section",
    {},
    h("h3", {}, title),
    h(
      "ul",
      {},
      items.map((item) => h("li", {}, show(item))),
    ),
  );

const partGroups: readonly (readonly [title: string, kinds: readonly DiagramPart["kind"][]])[] = [
  ["Constraints", ["primaryKey", "unique", "check", "exclusion"]],
  ["Indexes", ["index"]],
  ["Triggers", ["trigger"]],
  ["Policies", ["policy"]],
];

function partSections({ parts }: DiagramTable): (HTMLElement | false)[] {
  return partGroups.map(([title, kinds]) => {
    const own = parts.filter(({ kind }) => kinds.includes(kind));
    return (
      own.length > 0 &&
      h(
        "section",
        {},
        h("h3", {}, title),
        h(
          "ul",
          { class: "parts" },
          own.map((part) =>
            h(
              "li",
              { class: part.change },
              part.change !== undefined && `${signs[part.change]} `,
              h("b", {}, columnTitle(part)),
              h("code", {}, part.text),
              part.comment,
            ),
          ),
        ),
      )
    );
  });
}

export interface PanelActions {
  readonly hideTable: (key: string) => void;
  readonly chooseRevision: (id: string) => void;
  readonly chooseTable: (key: string | undefined) => void;
}

const list = (changes: readonly Change[], actions: PanelActions): HTMLElement =>
  h(
    "ul",
    { class: "changes" },
    changes.map(({ mark, text, table }) =>
      h(
        "li",
        { class: mark },
        h("span", { class: "mark", "aria-label": mark }, signs[mark]),
        table === undefined
          ? text
          : h("button", { type: "button", class: "link", onclick: () => actions.chooseTable(table) }, text),
      ),
    ),
  );

export interface RevisionView {
  readonly node: RevisionNode;
  readonly diagram: Diagram;
  readonly problem: string | undefined;
  readonly children: readonly string[];
}

export function showRevision({ node, diagram, problem, children }: RevisionView, actions: PanelActions): void {
  const changes = changesOf(diagram);
  const { text, answers } = docOf(node.doc);
  const links = (ids: readonly string[]): HTMLElement[] =>
    ids.map((id) =>
      h(
        "button",
        { type: "button", class: "link", onclick: () => actions.chooseRevision(id) },
        h("code", {}, id.slice(0, 12)),
      ),
    );
  const fact = (name: string, ...values: (Node | string)[]): (HTMLElement | false)[] =>
    values.length > 0 ? [h("dt", {}, name), h("dd", {}, ...values)] : [];
  replace(
    byId("panel"),
    h("h2", {}, node.message || "(no message)"),
    text !== "" && h("p", { class: "doc" }, text),
    h(
      "dl",
      {},
      fact("Revision", h("code", {}, node.id)),
      fact(
        node.parents.length > 1 ? "Parents" : "Parent",
        ...(node.parents.length === 0 ? ["none: a base"] : links(node.parents)),
      ),
      fact(children.length > 1 ? "Children" : "Child", ...(children.length === 0 ? ["none yet"] : links(children))),
      fact("Depends on", ...links(node.dependsOn)),
      node.labels.length > 0 && fact("Labels", node.labels.join(", ")),
      node.createdAt !== undefined && fact("Created", node.createdAt.slice(0, 16).replace("T", " ")),
      fact("File", h("code", {}, node.path)),
      answers.map(({ name, text: answer }) => fact(name, h("code", {}, answer))).flat(),
    ),
    problem !== undefined &&
      h("p", { class: "problem", role: "alert" }, `This revision could not be replayed: ${problem}`),
    h("h3", {}, `Changes (${changes.length})`),
    changes.length === 0 ? h("p", { class: "faint" }, "The tables stay as they are.") : list(changes, actions),
    h("div", { id: "details", "aria-live": "polite" }, h("p", { class: "faint" }, "Reading the file…")),
  );
}

export function showDetails(details: RevisionDetails): void {
  const block = (title: string, text: string | undefined, open: boolean): HTMLElement | false =>
    text !== undefined &&
    h("details", { open }, h("summary", {}, title), h("pre", { tabindex: 0 }, h("code", {}, text.trim())));
  const { authorship, operations, findings = [] } = details;
  replace(
    byId("details"),
    authorship !== undefined &&
      h(
        "dl",
        { class: "author" },
        h("dt", {}, "Author"),
        h("dd", {}, authorship.author),
        h("dt", {}, "Committed"),
        h("dd", {}, `${authorship.date.slice(0, 10)} `, h("code", {}, authorship.commit.slice(0, 10))),
      ),
    operations.length > 0 && h("h3", {}, "Operations"),
    operations.length > 0 &&
      h(
        "ol",
        { class: "operations" },
        operations.map((text) => h("li", {}, text)),
      ),
    findings.length > 0 && h("h3", {}, "Findings"),
    findings.length > 0 && findingList(findings),
    ...verificationOf(details),
    block("SQL up", details.up, true),
    block("SQL down", details.down, false),
    block("File", details.source, false),
    details.problem !== undefined && h("p", { class: "problem" }, details.problem),
  );
}

const levelSigns: Readonly<Record<RevisionFinding["level"], string>> = { failure: "\u2717", warning: "!", note: "i" };

function findingList(findings: readonly RevisionFinding[]): HTMLElement {
  const items = findings.map(({ level, text, details = [] }) =>
    h(
      "li",
      { class: level },
      h("span", { class: "mark", title: level }, levelSigns[level], h("span", { class: "heard" }, ` ${level}: `)),
      h("div", {}, text, details.length > 0 && h("pre", { tabindex: 0 }, details.join("\n"))),
    ),
  );
  return h("ul", { class: "findings" }, items);
}

function verificationOf({ verification }: RevisionDetails): HTMLElement[] {
  if (verification === undefined) return [];
  const { status, verifiedAt, findings } = verification;
  const good = status === "verified";
  return [
    h("h3", {}, "Verification"),
    h(
      "p",
      { class: good ? "verified" : "unverified" },
      `${good ? "\u2713 " : ""}${status}`,
      h("span", { class: "faint" }, `, ${verifiedAt.slice(0, 16).replace("T", " ")}`),
    ),
    findingList(findings),
  ];
}

export interface TableView {
  readonly table: DiagramTable;
  readonly diagram: Diagram;
  readonly history: readonly HistoryEntry[];
}

export function showTable({ table, diagram, history }: TableView, actions: PanelActions): void {
  const outgoing = diagram.links.filter((link) => link.from === table.key);
  const incoming = diagram.links.filter((link) => link.to === table.key && link.from !== table.key);
  const linkList = (links: Diagram["links"], end: "from" | "to"): HTMLElement =>
    h(
      "ul",
      {},
      links.map((link) =>
        h(
          "li",
          {},
          h("button", { type: "button", class: "link", onclick: () => actions.chooseTable(link[end]) }, link[end]),
          ` ${link.fromColumns.join(", ")}${link.rules.length === 0 ? "" : `, ${link.rules.join(", ")}`}`,
        ),
      ),
    );
  const linkSection = (title: string, links: Diagram["links"], end: "from" | "to"): (HTMLElement | false)[] =>
    links.length === 0 ? [] : [h("h3", {}, title), linkList(links, end)];
  const boxSection = (title: string, keys: readonly string[]): (HTMLElement | false)[] => [
    section(title, keys, (key) =>
      h("button", { type: "button", class: "link", onclick: () => actions.chooseTable(key) }, key),
    ),
  ];
  replace(
    byId("panel"),
    h(
      "button",
      { type: "button", class: "link back", onclick: () => actions.chooseTable(undefined) },
      history.length > 0 ? "← revision" : "← close",
    ),
    h("h2", {}, titleOf(table)),
    h(
      "p",
      { class: "faint" },
      `${wordOf(table.kind)} in ${table.schema}`,
      table.partitions > 0 && `, ${table.partitions === 1 ? "1 partition" : `${table.partitions} partitions`}`,
    ),
    h("button", { type: "button", class: "hide", onclick: () => actions.hideTable(table.key) }, "Hide in the picture"),
    table.comment !== undefined && h("p", { class: "doc" }, table.comment),
    table.columns.length > 0 && columnTable({ table, diagram, history }, actions),
    ...partSections(table),
    section("Functions", table.functions ?? [], (name) => h("code", {}, name)),
    ...linkSection("Refers to", outgoing.filter(isReference), "to"),
    ...linkSection("Referred to by", incoming.filter(isReference), "from"),
    ...boxSection(
      "Inherits from",
      outgoing.filter(({ kind }) => kind === "inherits").map(({ to }) => to),
    ),
    ...boxSection(
      "Inherited by",
      incoming.filter(({ kind }) => kind === "inherits").map(({ from }) => from),
    ),
    ...boxSection("Reads", readBy(table, diagram)),
    ...boxSection("Read by", readersOf(table.key, diagram)),
    table.definition !== undefined && h("h3", {}, "Definition"),
    table.definition !== undefined && h("pre", { tabindex: 0 }, h("code", {}, table.definition)),
    history.length > 0 && h("h3", {}, "History"),
    h(
      "ol",
      { class: "history" },
      history.map(({ node, changes }) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "link", onclick: () => actions.chooseRevision(node.id) },
            h("code", {}, node.id.slice(0, 8)),
            ` ${node.message}`,
          ),
          list(
            changes.map(({ mark, text }) => ({ mark, text })),
            actions,
          ),
        ),
      ),
    ),
  );
}

function columnTable({ table, history }: TableView, { chooseRevision }: PanelActions): HTMLElement {
  const isEnum = table.kind === "enum";
  const origins = originsOf(history);
  const origin = (name: string): HTMLElement | undefined => {
    const node = origins.get(name);
    if (node === undefined) return undefined;
    const title = `Added by ${node.id.slice(0, 12)} ${node.message}`;
    const onclick = (): void => chooseRevision(node.id);
    return h("button", { type: "button", class: "link since", title, onclick }, `since ${node.id.slice(0, 8)}`);
  };
  return h(
    "table",
    {},
    h("caption", {}, isEnum ? "Values" : "Columns"),
    h(
      "tbody",
      {},
      table.columns.map((column) =>
        h(
          "tr",
          { class: column.change },
          h("th", { scope: "row" }, column.change === undefined ? "" : `${signs[column.change]} `, columnTitle(column)),
          h("td", {}, column.type, column.comment !== undefined && h("div", { class: "faint" }, column.comment)),
          h(
            "td",
            {},
            isEnum ? "" : column.nullable ? "null" : "not null",
            column.default !== undefined && h("div", { class: "faint" }, column.default),
            origin(column.name),
          ),
        ),
      ),
    ),
  );
}
