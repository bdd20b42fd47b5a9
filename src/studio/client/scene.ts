/** The picture in the middle. A step between revisions changes only the elements that differ. */
import type { Diagram } from "../../erd/diagram.ts";
import type { Layout, PlacedBox } from "../../erd/layout/layout.ts";
import { bracketKey } from "../../erd/render/brackets.ts";
import { sceneParts } from "../../erd/render/svg.ts";
import { textWidth } from "../../erd/text/measure.ts";
import { svgElement } from "./dom.ts";

const leaving = 260;

export class Scene {
  readonly #world: SVGGElement;
  readonly #layers = new Map<string, SVGGElement>();
  readonly #shown = new Map<string, { readonly of: readonly object[]; readonly element: SVGElement }>();
  #boxes = new Map<string, PlacedBox>();

  constructor(world: SVGGElement) {
    this.#world = world;
    for (const name of ["groups", "links", "joints", "boxes", "badges"]) {
      const layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
      this.#world.append(layer);
      this.#layers.set(name, layer);
    }
  }

  box(key: string): PlacedBox | undefined {
    return this.#boxes.get(key);
  }

  /** Draws what is new or different, takes away what is gone. */
  show(diagram: Diagram, layout: Layout, animate: boolean): void {
    this.#boxes = new Map(layout.boxes.map((box) => [box.key, box]));
    const wanted = new Set<string>();
    for (const { layer, key, of, markup } of sceneParts(diagram, layout)) {
      const id = `${layer} ${key}`;
      wanted.add(id);
      const before = this.#shown.get(id);
      if (before !== undefined && sameObjects(before.of, of)) continue;
      const element = svgElement(markup());
      markLong(element);
      if (before === undefined) {
        if (animate) element.classList.add("enter");
        this.#layers.get(layer)!.append(element);
      } else {
        if (animate && layer === "boxes") element.classList.add("update");
        before.element.replaceWith(element);
      }
      this.#shown.set(id, { of, element });
    }
    for (const [id, { element }] of this.#shown) {
      if (wanted.has(id)) continue;
      this.#shown.delete(id);
      if (!animate) {
        element.remove();
        continue;
      }
      element.classList.add("leave");
      setTimeout(() => element.remove(), leaving);
    }
  }

  #lit = false;

  /** Dims all but some boxes and the lines among them; undefined shows everything. */
  spotlight(keys: ReadonlySet<string> | undefined, diagram: Diagram, selected: string | undefined): void {
    if (keys === undefined && !this.#lit) return;
    this.#lit = keys !== undefined;
    this.#world.classList.toggle("dimmed", keys !== undefined);
    for (const box of diagram.tables) {
      const element = this.#shown.get(`boxes ${box.key}`)?.element;
      element?.classList.toggle("lit", keys?.has(box.key) ?? false);
      element?.classList.toggle("chosen", box.key === selected);
    }
    for (const link of diagram.links) {
      const lit =
        selected === undefined
          ? (keys?.has(link.from) ?? false) && (keys?.has(link.to) ?? false)
          : link.from === selected || link.to === selected;
      for (const part of [`links ${link.key}`, `badges ${bracketKey(link.key)}`])
        this.#shown.get(part)?.element.classList.toggle("lit", lit && keys !== undefined);
    }
  }
}

/** Seen from afar titles grow, but for those that would not fit any more. */
function markLong(element: SVGElement): void {
  for (const [selector, size, room] of [
    [".h", 24, 24],
    [".g", 40, 36],
  ] as const) {
    const title = element.querySelector(selector);
    const width = Number(element.querySelector("rect")?.getAttribute("width"));
    if (title !== null && textWidth(title.textContent ?? "", size, "bold") + room > width) title.classList.add("long");
  }
}

const sameObjects = (a: readonly object[], b: readonly object[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);
