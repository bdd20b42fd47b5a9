import { expect, test } from "vitest";
import type { ColumnModel } from "../../../kinds/column/model.ts";
import { MetaData } from "../../../metadata/metadata.ts";
import { castFor } from "./casts.ts";

const nothing = new MetaData({ objects: [] });
const column = (type: string): ColumnModel => ({ kind: "column", schema: "public", table: "t", name: "c", type });

test("a cast that only a newer server has is a decision on the older one", () => {
  const cast = (from: string, to: string, serverVersion: number) =>
    castFor(column(from), column(to), { serverVersion, database: nothing, target: nothing });
  for (const [from, to] of [
    ["integer", "bytea"],
    ["bytea", "bigint"],
  ] as const) {
    expect(cast(from, to, 180_000)).toMatchObject({ isImplicit: false, using: `c::${to}` });
    expect(cast(from, to, 170_004).decision).toContain(`decide how ${from} becomes ${to}`);
  }
});

test("the type of an extension is one type with its schema and without, and casts as the extension says", () => {
  const context = { serverVersion: 180_000, database: nothing, target: nothing };
  const cast = (from: string, to: string) => castFor(column(from), column(to), context);
  expect(cast("public.geometry", "geometry(PointZ)")).toEqual({ isImplicit: true });
  expect(cast("geometry(Point,4326)", "public.geometry(Point,3857)")).toEqual({ isImplicit: true });
  expect(cast("public.citext", "text")).toMatchObject({ isImplicit: false });
  expect(cast("text", "public.citext")).toMatchObject({ isImplicit: false, using: "c::public.citext" });
  expect(cast("public.hstore", "jsonb")).toEqual({ isImplicit: false, using: "to_jsonb(c)" });
  const across = cast("public.geography(Point,4326)", "geometry(Point,4326)");
  expect(across.using).toBe("c::geometry(Point,4326)");
  expect(across.decision).toBe(
    "decide whether public.geography(Point,4326) becomes geometry(Point,4326) by a cast: the extension that brings the type must have one",
  );
  expect(cast("uuid", "public.geometry").using).toBe("c::public.geometry");
});
