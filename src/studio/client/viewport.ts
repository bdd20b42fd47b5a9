/** Pan and zoom of the picture, by mouse, touch and keys. */

export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** Below this scale rows can't be read and are left out, which keeps large models quick. */
const farScale = 0.28;

export class Viewport {
  readonly #area: HTMLElement;
  readonly #world: SVGGElement;
  readonly #onChange: () => void;
  #view: View = { x: 0, y: 0, k: 1 };
  #frame = 0;
  #isFitted = false;

  constructor(area: HTMLElement, world: SVGGElement, onChange: () => void) {
    this.#area = area;
    this.#world = world;
    this.#onChange = onChange;
    this.#listen();
  }

  get view(): View {
    return this.#view;
  }

  /** Everything is shown, and nobody has moved since. */
  get isFitted(): boolean {
    return this.#isFitted;
  }

  set(view: View): void {
    this.#isFitted = false;
    this.#view = view;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { x, y, k } = this.#view;
      this.#world.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${k.toFixed(4)})`);
      this.#area.classList.toggle("far", k < farScale);
      this.#onChange();
    });
  }

  fit(box: { x: number; y: number; width: number; height: number }): void {
    const { clientWidth: w, clientHeight: h } = this.#area;
    const k = Math.min(w / (box.width + 40), h / (box.height + 40), 1.25);
    this.set({ k, x: (w - box.width * k) / 2 - box.x * k, y: (h - box.height * k) / 2 - box.y * k });
    this.#isFitted = true;
  }

  /** Brings a box into the middle, at a size that can be read. */
  center(box: { x: number; y: number; width: number; height: number }): void {
    const { clientWidth: w, clientHeight: h } = this.#area;
    const k = Math.max(this.#view.k, 0.8);
    this.set({ k, x: w / 2 - (box.x + box.width / 2) * k, y: h / 2 - (box.y + Math.min(box.height, h / k) / 2) * k });
  }

  zoom(by: number, at?: { x: number; y: number }): void {
    const { x, y, k } = this.#view;
    const cx = at?.x ?? this.#area.clientWidth / 2;
    const cy = at?.y ?? this.#area.clientHeight / 2;
    const next = Math.min(5, Math.max(0.02, k * by));
    this.set({ k: next, x: cx - ((cx - x) * next) / k, y: cy - ((cy - y) * next) / k });
  }

  pan(dx: number, dy: number): void {
    this.set({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  #listen(): void {
    const area = this.#area;
    const place = (event: MouseEvent): { x: number; y: number } => {
      const frame = area.getBoundingClientRect();
      return { x: event.clientX - frame.left, y: event.clientY - frame.top };
    };
    area.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), place(event));
      },
      { passive: false },
    );
    const fingers = new Map<number, { x: number; y: number }>();
    area.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      fingers.set(event.pointerId, place(event));
    });
    area.addEventListener("pointermove", (event) => {
      const last = fingers.get(event.pointerId);
      if (last === undefined) return;
      const now = place(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      const moved = Math.hypot(now.x - last.x, now.y - last.y);
      if (other === undefined && !area.classList.contains("dragging") && moved < 4) return;
      // Captured only once it is a drag, so that a click still reaches what was clicked.
      if (!area.hasPointerCapture(event.pointerId)) area.setPointerCapture(event.pointerId);
      area.classList.add("dragging");
      if (other === undefined) this.pan(now.x - last.x, now.y - last.y);
      else {
        const before = Math.hypot(last.x - other.x, last.y - other.y) || 1;
        this.zoom((Math.hypot(now.x - other.x, now.y - other.y) || 1) / before, other);
      }
      fingers.set(event.pointerId, now);
    });
    const end = (event: PointerEvent): void => {
      fingers.delete(event.pointerId);
      if (fingers.size === 0) setTimeout(() => area.classList.remove("dragging"));
    };
    area.addEventListener("pointerup", end);
    area.addEventListener("pointercancel", end);
  }
}
