/** Studio in the browser: one state, written to the address so that it can be linked, and four views of it. */
import { schemasOf, type Diagram } from "../../erd/diagram.ts";
import { pinned, unionOf } from "../../erd/layout/pin.ts";
import type { Layout } from "../../erd/layout/layout.ts";
import {
  HistoryReader,
  type EnvironmentState,
  type RevisionDetails,
  type RevisionNode,
} from "../../erd/model-history.ts";
import { keptKey } from "../../erd/translate.ts";
import type { StudioHistory, StudioModel, StudioPage } from "../page-data.ts";
import { historyOf } from "./changes.ts";
import { byId, h, replace } from "./dom.ts";
import { GraphPanel } from "./graph.ts";
import type { Detail } from "../../erd/layout/measure-box.ts";
import { cropped, layerNames, visible, type LayerName } from "./layers.ts";
import { showDetails, showRevision, showTable } from "./panel.ts";
import { savePng, saveSvg, type Shown } from "./save.ts";
import { listenToFinder } from "./finder.ts";
import { Scene } from "./scene.ts";
import { search, type Hit } from "./search.ts";
import { Viewport } from "./viewport.ts";

const page = JSON.parse(byId("page").textContent!) as StudioPage;
const { nodes } = page;
const nodeOf = new Map(nodes.map((node) => [node.id, node]));
const childrenOf = new Map<string, string[]>();
for (const node of nodes)
  for (const parent of node.parents) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), node.id]);

interface State {
  revision: string;
  table: string | undefined;
  hidden: Set<string>;
  tables: Set<string>;
  off: Set<LayerName>;
  detail: Detail;
}

const state: State = {
  revision: nodes.at(-1)?.id ?? "",
  table: undefined,
  hidden: new Set(),
  tables: new Set(),
  off: new Set(),
  detail: "all",
};
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const world = document.querySelector<SVGGElement>("#world")!;
const area = byId("canvas");
const scene = new Scene(world);
const viewport = new Viewport(area, world, () => rememberSoon());
const graph = new GraphPanel(nodes, (id) => choose(id));
const detailsKnown = new Map<string, RevisionDetails>(Object.entries(page.details ?? {}));

let history: { reader: HistoryReader; union: Diagram; layout: Layout } | undefined;
let shown: { diagram: Diagram; layout: Layout } = {
  diagram: { tables: [], links: [], compared: true },
  layout: {
    width: 0,
    height: 0,
    boxes: [],
    routes: [],
    stubs: [],
    groups: [],
    options: { detail: "all", defaults: false, compared: true },
  },
};
let playing = 0;
/** What the models' picture lacks. */
let modelNote = "";

/** The diagram of a revision with what it changed, at the places that all revisions share. */
function markedAt(id: string): { diagram: Diagram; layout: Layout } {
  const { reader, union, layout } = history!;
  const diagram = visible(reader.marked(id), { ...state, schemas: state.hidden });
  return { diagram, layout: pinned(layout, union, diagram, reader.placeOf(id)) };
}

function render(animate: boolean): void {
  const node = nodeOf.get(state.revision);
  if (node === undefined) return;
  renderPosition(node, animate);
  if (history === undefined) return;
  shown = markedAt(state.revision);
  scene.show(shown.diagram, shown.layout, animate && !calm.matches);
  renderPanel(node);
  if (viewport.isFitted) fit();
}

/** The list, the slider and the line below always name the same revision, also while history is replayed. */
function renderPosition(node: RevisionNode, animate: boolean): void {
  graph.select(state.revision, animate && !calm.matches);
  byId("where").textContent = `${node.id.slice(0, 12)} ${node.message}`;
  byId("position").textContent = `${nodes.indexOf(node) + 1} of ${nodes.length}`;
  (byId("slider") as HTMLInputElement).value = String(nodes.indexOf(node));
}

function renderPanel(node: RevisionNode | undefined): void {
  const actions = { chooseRevision: (id: string) => choose(id), chooseTable, hideTable };
  const table = shown.diagram.tables.find((one) => one.key === state.table);
  spotlight();
  if (table !== undefined) {
    const past =
      node === undefined || history === undefined
        ? []
        : historyOf(node.id, {
            nodes,
            tableAt: history.reader.table(keptKey(table.key), node.id),
            renamesAt: (id) => history!.reader.renames(id),
          });
    return showTable({ table, diagram: shown.diagram, history: past }, actions);
  }
  if (node === undefined || history === undefined) return replace(byId("panel"));
  showRevision(
    {
      node,
      diagram: shown.diagram,
      problem: history.reader.problem(node.id),
      children: childrenOf.get(node.id) ?? [],
    },
    actions,
  );
  // While history plays, nobody reads SQL.
  if (playing === 0) void loadDetails(node.id);
}

async function loadDetails(id: string): Promise<void> {
  if (!detailsKnown.has(id) && page.live) {
    try {
      const answer = await fetch(`revision/${encodeURIComponent(id)}.json`);
      if (answer.ok) detailsKnown.set(id, (await answer.json()) as RevisionDetails);
    } catch {
      // The server was stopped; what is on the page stays.
    }
  }
  if (state.revision !== id || state.table !== undefined) return;
  const details = detailsKnown.get(id);
  if (details !== undefined) showDetails(details);
  else replace(byId("details"), h("p", { class: "faint" }, "The server no longer answers."));
}

function spotlight(): void {
  const key = state.table;
  if (key === undefined) return scene.spotlight(undefined, shown.diagram, undefined);
  const near = new Set([key]);
  for (const { from, to } of shown.diagram.links) {
    if (from === key) near.add(to);
    if (to === key) near.add(from);
  }
  scene.spotlight(near, shown.diagram, key);
}

function choose(id: string, animate = true): void {
  if (!nodeOf.has(id)) return;
  state.revision = id;
  render(animate);
  // Browsers refuse addresses that change as often as a history that plays.
  rememberSoon();
}

function chooseTable(key: string | undefined): void {
  state.table = key;
  renderPanel(nodeOf.get(state.revision));
  const box = key === undefined ? undefined : scene.box(key);
  if (box !== undefined && !isVisible(box)) viewport.center(box);
  remember();
}

function hideTable(key: string): void {
  state.tables.add(key);
  state.table = undefined;
  layersChanged();
}

function layersChanged(): void {
  layerMenu();
  render(true);
  remember();
}

function isVisible(box: { x: number; y: number; width: number; height: number }): boolean {
  const { x, y, k } = viewport.view;
  const [left, top] = [box.x * k + x, box.y * k + y];
  return k > 0.5 && left >= 0 && top >= 0 && left + box.width * k <= area.clientWidth && top + 60 <= area.clientHeight;
}

/** `#r=…&t=…&h=…&v=x,y,k`: the whole state, so that any of it can be linked. */
function remember(): void {
  const { x, y, k } = viewport.view;
  const parts = new URLSearchParams({ r: state.revision });
  if (state.table !== undefined) parts.set("t", state.table);
  if (state.hidden.size > 0) parts.set("h", [...state.hidden].join("\n"));
  if (state.tables.size > 0) parts.set("x", [...state.tables].join("\n"));
  if (state.off.size > 0) parts.set("o", [...state.off].join("\n"));
  if (state.detail !== "all") parts.set("d", state.detail);
  parts.set("v", [x.toFixed(0), y.toFixed(0), k.toFixed(3)].join(","));
  globalThis.history.replaceState(null, "", `#${parts}`);
}

let remembering = 0;
function rememberSoon(): void {
  clearTimeout(remembering);
  remembering = setTimeout(remember, 250) as unknown as number;
}

function recall(): boolean {
  const parts = new URLSearchParams(location.hash.slice(1));
  const wanted = parts.get("r") ?? "";
  const revision = nodeOf.has(wanted) ? wanted : nodes.find((node) => wanted !== "" && node.id.startsWith(wanted))?.id;
  if (revision !== undefined) state.revision = revision;
  state.table = parts.get("t") ?? undefined;
  const listed = (name: string): string[] => (parts.get(name) ?? "").split("\n").filter((text) => text !== "");
  state.hidden = new Set(listed("h"));
  state.tables = new Set(listed("x"));
  state.off = new Set(layerNames.filter((name) => listed("o").includes(name)));
  const detail = parts.get("d");
  state.detail = detail === "keys" || detail === "none" ? detail : "all";
  const view = (parts.get("v") ?? "").split(",").map(Number);
  if (view.length !== 3 || view.some((value) => !Number.isFinite(value))) return false;
  viewport.set({ x: view[0]!, y: view[1]!, k: Math.min(5, Math.max(0.02, view[2]!)) });
  return true;
}

function fit(): void {
  const { boxes } = shown.layout;
  if (boxes.length === 0) return;
  const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  viewport.fit({ x: left, y: top, width: right - left, height: bottom - top });
}

function step(by: number): void {
  const at = nodes.findIndex((node) => node.id === state.revision) + by;
  if (nodes[at] !== undefined) choose(nodes[at].id);
}

function play(): void {
  if (playing !== 0) return stop();
  if (state.revision === nodes.at(-1)?.id) choose(nodes[0]!.id);
  // Long histories play faster, so that none takes for ever.
  const pause = Math.max(180, Math.min(1500, 60_000 / nodes.length));
  playing = setInterval(() => {
    if (state.revision === nodes.at(-1)?.id) return stop();
    step(1);
  }, pause) as unknown as number;
  playButton();
}

function stop(): void {
  clearInterval(playing);
  playing = 0;
  playButton();
  void loadDetails(state.revision);
}

function playButton(): void {
  const button = byId("play");
  button.textContent = playing === 0 ? "▶ Play" : "⏸ Pause";
  button.setAttribute("aria-pressed", String(playing !== 0));
}

function shownNow(): Shown {
  const node = nodeOf.get(state.revision);
  const caption = node === undefined ? "" : `${node.id} ${node.message}`;
  return { diagram: shown.diagram, layout: cropped(shown.layout), caption, name: state.revision || "erd" };
}

async function savePicture(): Promise<void> {
  byId("status").textContent = "Drawing the picture…";
  const drawn = await savePng(shownNow());
  byId("status").textContent = drawn ? "" : "This browser can't draw a picture of this size: Save SVG can.";
}

function take(hit: Hit): void {
  if (hit.kind === "revision") {
    state.table = undefined;
    return choose(hit.id);
  }
  chooseTable(hit.id);
  const box = scene.box(hit.id);
  if (box !== undefined) viewport.center(box);
}

function layerMenu(): void {
  if (history === undefined) return;
  const schemas = schemasOf(history.union);
  const box = (text: string, checked: boolean, change: (isOn: boolean) => void, type = "checkbox"): HTMLElement =>
    h(
      "label",
      {},
      h("input", {
        type,
        checked,
        ...(type === "radio" ? { name: "detail" } : {}),
        onchange: (event) => {
          change((event.target as HTMLInputElement).checked);
          layersChanged();
        },
      }),
      ` ${text}`,
    );
  const set = <T>(of: Set<T>, one: T, isOn: boolean): void => void (isOn ? of.delete(one) : of.add(one));
  const details: readonly (readonly [Detail, string])[] = [
    ["all", "all columns"],
    ["keys", "keys only"],
    ["none", "no columns"],
  ];
  replace(
    byId("layer-list"),
    h("h3", {}, "Columns"),
    details.map(([detail, text]) => box(text, state.detail === detail, () => (state.detail = detail), "radio")),
    h("h3", {}, "Layers"),
    layerNames.map((name) => box(name, !state.off.has(name), (isOn) => set(state.off, name, isOn))),
    schemas.length > 1 && h("h3", {}, "Schemas"),
    schemas.length > 1
      ? schemas.map((schema) => box(schema, !state.hidden.has(schema), (isOn) => set(state.hidden, schema, isOn)))
      : [],
    state.tables.size > 0 && h("h3", {}, "Hidden by hand"),
    [...state.tables].map((key) => box(key, false, (isOn) => set(state.tables, key, isOn))),
  );
}

const keys: Readonly<Record<string, () => void>> = {
  "/": () => byId("search").focus(),
  " ": play,
  "+": () => viewport.zoom(1.25),
  "=": () => viewport.zoom(1.25),
  "-": () => viewport.zoom(0.8),
  "0": fit,
  j: () => step(-1),
  k: () => step(1),
  "[": () => step(-1),
  "]": () => step(1),
  ArrowLeft: () => viewport.pan(70, 0),
  ArrowRight: () => viewport.pan(-70, 0),
  ArrowUp: () => viewport.pan(0, 70),
  ArrowDown: () => viewport.pan(0, -70),
  Escape: () => chooseTable(undefined),
  s: () => saveSvg(shownNow()),
  p: () => void savePicture(),
};

function listen(): void {
  addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, summary, pre")) return;
    if (event.key === " " && target.matches("button")) return;
    const action = keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  byId("play").addEventListener("click", play);
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("fit").addEventListener("click", fit);
  byId("save").addEventListener("click", () => saveSvg(shownNow()));
  byId("save-png").addEventListener("click", () => void savePicture());
  byId("slider").addEventListener("input", (event) =>
    choose(nodes[Number((event.target as HTMLInputElement).value)]!.id),
  );
  listenToFinder({ find: (words) => search(words, shown.diagram, nodes), take, leave: () => area.focus() });
  area.addEventListener("click", (event) => {
    if (area.classList.contains("dragging")) return;
    const box = (event.target as Element).closest("[data-box]")?.getAttribute("data-box");
    chooseTable(box === state.table ? undefined : (box ?? undefined));
  });
  addEventListener("hashchange", () => {
    recall();
    layerMenu();
    render(true);
  });
}

async function poll(): Promise<StudioHistory> {
  for (;;) {
    const answer = (await (await fetch("progress.json")).json()) as {
      done: number;
      total: number;
      ready: boolean;
      problem?: string;
    };
    if (answer.problem !== undefined) throw new Error(answer.problem);
    if (answer.ready) return (await (await fetch("history.json")).json()) as StudioHistory;
    byId("status").textContent = `Replaying revisions: ${answer.done} of ${answer.total}`;
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function start(): Promise<void> {
  listen();
  const placed = recall();
  (byId("slider") as HTMLInputElement).max = String(Math.max(0, nodes.length - 1));
  render(false);
  if (nodes.length === 0) return startWithoutRevisions();
  if (page.live) void showModel();
  try {
    const { packed, layout } = page.history ?? (await poll());
    const reader = new HistoryReader(packed);
    const { diagrams, places } = reader.everything();
    history = { reader, union: unionOf(diagrams, places), layout };
  } catch (error) {
    byId("status").textContent = error instanceof Error ? error.message : "The history could not be read.";
    return;
  }
  byId("status").textContent = "";
  layerMenu();
  render(false);
  if (!placed) fit();
  document.documentElement.dataset["ready"] = "history";
  graph.environments(page.environments ?? (await environmentStates()));
}

async function environmentStates(): Promise<readonly EnvironmentState[]> {
  try {
    return (await (await fetch("environments.json")).json()) as readonly EnvironmentState[];
  } catch {
    return [];
  }
}

async function startWithoutRevisions(): Promise<void> {
  document.body.classList.add("without-revisions");
  await showModel();
  const what = shown.diagram.tables.length === 0 ? "" : ` This is the model as it is. ${modelNote}`;
  byId("status").textContent =
    `There are no revisions yet: \`limbeck revision --autogenerate\` writes the first.${what}`;
  if (page.live) graph.environments(await environmentStates());
}

async function readModel(): Promise<StudioModel | undefined> {
  if (page.model !== undefined || !page.live) return page.model;
  const answer = await fetch("model.json");
  return answer.ok ? ((await answer.json()) as StudioModel) : undefined;
}

/** Until the history is there, the models as they are now. */
async function showModel(): Promise<void> {
  const model = await readModel();
  if (model === undefined || history !== undefined) return;
  shown = model;
  modelNote = model.note ?? "";
  scene.show(model.diagram, model.layout, false);
  if (location.hash === "") fit();
  document.documentElement.dataset["ready"] = "model";
}

void start();
