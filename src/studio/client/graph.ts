/** The left panel: every revision as a row, the graph beside them. */
import type { EnvironmentState, RevisionNode } from "../../erd/model-history.ts";
import { lanesOf, type LaneEdge } from "../lanes.ts";
import { byId, h, replace, svgElement } from "./dom.ts";

const rowHeight = 50;
const laneWidth = 15;
const shownLanes = 9;

export class GraphPanel {
  readonly #rows = new Map<string, HTMLElement>();
  readonly #list = byId("revisions");
  readonly #states = byId("environments");
  readonly #nodes: ReadonlyMap<string, RevisionNode>;
  readonly #choose: (id: string) => void;
  #selected: string | undefined;
  /** What of the list is seen, kept because asking for it makes the browser lay out the whole page first. */
  #seen = { top: 0, height: 0 };

  constructor(nodes: readonly RevisionNode[], choose: (id: string) => void) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#choose = choose;
    const lanes = lanesOf(nodes);
    const width = Math.min(lanes.width, shownLanes) * laneWidth + 14;
    const x = (lane: number): number => 14 + Math.min(lane, shownLanes - 1) * laneWidth;
    const y = (row: number): number => row * rowHeight + rowHeight / 2;
    const dots = lanes.nodes.map(
      ({ row, lane }) => `<circle class="dot c${lane % 6}" cx="${x(lane)}" cy="${y(row)}" r="5"/>`,
    );
    const lines = lanes.edges.map(
      (edge) => `<path class="${edge.dependency ? "needs" : `c${edge.lane % 6}`}" d="${edgePath(edge, x, y)}"/>`,
    );
    const height = nodes.length * rowHeight;
    const svg = svgElement(
      `<svg class="lanes" aria-hidden="true" width="${width}" height="${height}">${lines.join("")}${dots.join("")}</svg>`,
    );
    const rows = [...nodes].reverse().map((node) => this.#row(node, width, choose));
    replace(this.#list, svg, rows);
    this.#list.addEventListener("keydown", (event) => this.#onKey(event, choose));
    const look = (): void => {
      this.#seen = { top: this.#list.scrollTop, height: this.#list.clientHeight };
    };
    this.#list.addEventListener("scroll", look, { passive: true });
    new ResizeObserver(look).observe(this.#list);
  }

  #row(node: RevisionNode, indent: number, choose: (id: string) => void): HTMLElement {
    const row = h(
      "div",
      {
        class: "rev",
        role: "option",
        id: `rev-${node.id}`,
        "aria-selected": "false",
        tabindex: -1,
        onclick: () => choose(node.id),
      },
      h("span", { class: "msg" }, node.message || "(no message)"),
      h(
        "span",
        { class: "meta" },
        h("code", {}, node.id.slice(0, 12)),
        node.parents.length > 1 && h("span", { class: "tag" }, "merge"),
        node.head && h("span", { class: "tag head" }, "head"),
        node.labels.map((label) => h("span", { class: "tag label" }, label)),
        h("span", { class: "envs" }),
      ),
    );
    row.style.paddingLeft = `${indent + 6}px`;
    row.style.height = `${rowHeight}px`;
    row.title = node.doc || node.message;
    this.#rows.set(node.id, row);
    return row;
  }

  select(id: string, smooth: boolean): void {
    this.#rows.get(this.#selected ?? "")?.setAttribute("aria-selected", "false");
    const row = this.#rows.get(id);
    this.#selected = id;
    if (row === undefined) return;
    row.setAttribute("aria-selected", "true");
    this.#list.setAttribute("aria-activedescendant", row.id);
    this.#show([...this.#rows.keys()].indexOf(id), smooth);
  }

  #show(index: number, smooth: boolean): void {
    const { top, height } = this.#seen;
    const [start, end] = [index * rowHeight, (index + 1) * rowHeight];
    if (height > 0 && start >= top && end <= top + height) return;
    const to = start < top || height === 0 ? start : end - height;
    this.#list.scrollTo({ top: to, behavior: smooth ? "smooth" : "instant" });
  }

  environments(states: readonly EnvironmentState[]): void {
    for (const { name, rows } of states) {
      for (const id of rows)
        this.#rows
          .get(id)
          ?.querySelector(".envs")
          ?.append(h("span", { class: "tag env" }, name));
    }
    replace(
      this.#states,
      states.map((state) => h("div", {}, h("b", {}, state.name), ": ", ...this.#noteOf(state))),
    );
  }

  /** Where an environment stands, and how much is still to come. */
  #noteOf({ rows, problem }: EnvironmentState): (Node | string)[] {
    if (problem !== undefined) return [problem];
    const unknown = rows.filter((id) => !this.#rows.has(id));
    if (unknown.length > 0) return [`at ${unknown.join(", ")}, which is no revision here`];
    const missing = this.#nodes.size - this.#reached(rows);
    const left = missing === 0 ? "has them all" : `${missing} of ${this.#nodes.size} to come`;
    if (rows.length === 0) return [`before any revision, ${left}`];
    const places = rows.flatMap((id, at) => [
      at === 0 ? "at " : ", ",
      h("button", { type: "button", class: "link", onclick: () => this.#choose(id) }, h("code", {}, id.slice(0, 12))),
    ]);
    return [...places, `, ${left}`];
  }

  /** How many revisions these and all that they stand on are. */
  #reached(rows: readonly string[]): number {
    const seen = new Set<string>();
    const stack = [...rows];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      const node = seen.has(id) ? undefined : this.#nodes.get(id);
      if (node === undefined) continue;
      seen.add(id);
      stack.push(...node.parents, ...node.dependsOn);
    }
    return seen.size;
  }

  #onKey(event: KeyboardEvent, choose: (id: string) => void): void {
    const order = [...this.#rows.keys()];
    const at = order.indexOf(this.#selected ?? "");
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: order.length - 1,
      PageDown: at + 10,
      PageUp: at - 10,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(order[Math.max(0, Math.min(order.length - 1, next))]!);
  }
}

function edgePath({ child, parent, lane }: LaneEdge, x: (lane: number) => number, y: (row: number) => number): string {
  const [x1, y1, x2, y2, xl] = [x(child.lane), y(child.row), x(parent.lane), y(parent.row), x(lane)];
  const half = rowHeight / 2;
  const down =
    xl === x1 ? `M${x1} ${y1}` : `M${x1} ${y1}C${x1} ${y1 + half} ${xl} ${y1 + half / 2} ${xl} ${y1 + rowHeight}`;
  if (xl === x2) return `${down}V${y2}`;
  return `${down}V${Math.max(y1, y2 - rowHeight)}C${xl} ${y2 - half / 2} ${x2} ${y2 - half} ${x2} ${y2}`;
}
