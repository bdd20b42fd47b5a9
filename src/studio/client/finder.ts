/** The field for searching and the list below it, worked by keys as well as by mouse. */
import { byId, h, replace } from "./dom.ts";
import type { Hit } from "./search.ts";

export interface FinderActions {
  readonly find: (words: string) => readonly Hit[];
  readonly take: (hit: Hit) => void;
  readonly leave: () => void;
}

export function listenToFinder({ find, take, leave }: FinderActions): void {
  const input = byId("search") as HTMLInputElement;
  let hits: readonly Hit[] = [];
  let chosen = 0;
  const choose = (hit: Hit): void => {
    byId("hits").hidden = true;
    take(hit);
  };
  const changed = (): void => {
    const isEmpty = input.value.trim() === "";
    [hits, chosen] = [find(input.value), 0];
    replace(
      byId("hits"),
      hits.map((hit, at) => hitRow(hit, at, choose)),
    );
    byId("hits").hidden = isEmpty;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    byId("count").textContent = isEmpty ? "" : `${hits.length} found`;
  };
  const move = (by: number): void => {
    chosen = (chosen + by + hits.length) % hits.length;
    [...byId("hits").children].forEach((row, at) => {
      row.setAttribute("aria-selected", String(at === chosen));
      if (at === chosen) row.scrollIntoView({ block: "nearest" });
    });
    input.setAttribute("aria-activedescendant", `hit-${chosen}`);
  };
  const keyed = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const hit = hits[chosen];
    if (by !== undefined && hits.length > 0) {
      event.preventDefault();
      move(by);
    } else if (event.key === "Enter" && hit !== undefined) choose(hit);
    else if (event.key === "Escape") {
      input.value = "";
      changed();
      leave();
    }
  };
  input.addEventListener("input", changed);
  input.addEventListener("focus", changed);
  input.addEventListener("keydown", keyed);
  input.addEventListener("blur", () => (byId("hits").hidden = true));
}

const hitRow = (hit: Hit, at: number, choose: (hit: Hit) => void): HTMLElement =>
  h(
    "li",
    {
      role: "option",
      id: `hit-${at}`,
      class: hit.kind,
      "aria-selected": String(at === 0),
      onmousedown: (event) => {
        event.preventDefault();
        choose(hit);
      },
    },
    h("span", { class: "kind" }, hit.word),
    ` ${hit.text} `,
    h("span", { class: "faint" }, hit.more),
  );
