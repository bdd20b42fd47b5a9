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
    expect(cast(from, to, 180_000)).toEqual({ isImplicit: false, using: `c::${to}` });
    expect(cast(from, to, 170_004).decision).toContain(`decide how ${from} becomes ${to}`);
  }
});
