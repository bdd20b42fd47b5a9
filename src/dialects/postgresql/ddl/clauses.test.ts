import { expect, test } from "vitest";
import { sameParameters } from "./clauses.ts";

const same = (database: readonly string[], target: readonly string[]): boolean =>
  sameParameters({ storageParameters: database }, { storageParameters: target });

test("storage parameters are the same in any order, and truth values by whatever word", () => {
  expect(same(["fillfactor=70", "fastupdate=off"], ["fastupdate=false", "fillfactor=70"])).toBe(true);
  expect(same(["autovacuum_enabled=ON"], ["autovacuum_enabled=true"])).toBe(true);
  expect(same(["fastupdate=off"], ["fastupdate=true"])).toBe(false);
  expect(same(["buffering=auto"], ["buffering=on"])).toBe(false);
  expect(same(["fillfactor=70"], [])).toBe(false);
});
