/** Where everything of a picture is. Coordinates are pixels from the picture's upper left corner. */
import type { BoxMeasure, BoxOptions } from "./measure-box.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox extends BoxMeasure {
  readonly key: string;
  readonly x: number;
  readonly y: number;
}

/** A line from the box that refers to the box referred to; only horizontal and vertical pieces. */
export interface Route {
  readonly link: string;
  readonly points: readonly Point[];
  /** Lines of one name share their end at the box referred to. */
  readonly trunk: string;
  /** And those of this name their end at the box that refers. */
  readonly fork: string;
}

/** A reference that would lead across the whole picture: it ends beside its box and names where it goes. */
export interface Stub {
  readonly link: string;
  /** Where it leaves the box. */
  readonly at: Point;
  readonly side: "east" | "west";
  readonly text: string;
  readonly width: number;
}

export interface Group {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly routes: readonly Route[];
  readonly stubs: readonly Stub[];
  readonly groups: readonly Group[];
  readonly options: BoxOptions;
}
