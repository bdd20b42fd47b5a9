/** What the server and the page tell each other. */
import type { Diagram } from "../erd/diagram.ts";
import type { Layout } from "../erd/layout/layout.ts";
import type { EnvironmentState, PackedHistory, RevisionDetails, RevisionNode } from "../erd/model-history.ts";

export interface StudioHistory {
  readonly packed: PackedHistory;
  /** One layout for all revisions. */
  readonly layout: Layout;
}

/** The models as they are now, where no revision is there to be shown. */
export interface StudioModel {
  readonly diagram: Diagram;
  readonly layout: Layout;
  /** What it does not show although it is there, and why. */
  readonly note?: string;
}

/** Part of the page itself. */
export interface StudioPage {
  readonly title: string;
  readonly nodes: readonly RevisionNode[];
  /** A server is there to be asked; otherwise all that follows is given. */
  readonly live: boolean;
  readonly history?: StudioHistory;
  readonly model?: StudioModel;
  readonly environments?: readonly EnvironmentState[];
  readonly details?: Readonly<Record<string, RevisionDetails>>;
}
