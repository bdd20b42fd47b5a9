/** The diagram and its layout as JSON, for programs. */
import type { Diagram } from "../diagram.ts";
import type { Layout } from "../layout/layout.ts";

export function renderJson(diagram: Diagram, layout: Layout): string {
  const { width, height, routes, stubs, groups } = layout;
  const boxes = layout.boxes.map(({ key, x, y, width: w, height: h }) => ({ key, x, y, width: w, height: h }));
  return `${JSON.stringify(
    {
      version: 1,
      compared: diagram.compared,
      tables: diagram.tables,
      links: diagram.links,
      layout: { width, height, boxes, routes: routes.map(({ link, points }) => ({ link, points })), stubs, groups },
    },
    null,
    2,
  )}\n`;
}
