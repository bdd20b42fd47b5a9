/** Elements from code. Text is always text: nothing that a model, a comment or a message holds becomes markup. */

type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

export function h(
  tag: string,
  attributes: Attributes,
  ...children: readonly (Child | readonly Child[])[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(element: Element, children: readonly (Child | readonly Child[])[]): void {
  for (const child of children.flat()) if (child !== undefined && child !== false) element.append(child);
}

export function replace(element: Element, ...children: readonly (Child | readonly Child[])[]): void {
  element.replaceChildren();
  append(element, children);
}

export function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

const factory = document.createElementNS("http://www.w3.org/2000/svg", "svg");

/** One SVG element from markup that limbeck's own renderer wrote, which escapes every name. */
export function svgElement(markup: string): SVGElement {
  factory.innerHTML = markup;
  const element = factory.firstElementChild as SVGElement;
  element.remove();
  return element;
}
