import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "./folder-lock.ts";

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "limbeck-lock-"));
  folder = join(root, "db");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const claims = () => readdirSync(`${folder}.lock`);

/** A claim like our own, as another process would have left it. */
async function claimOf(change: (fields: string[]) => void): Promise<string> {
  const unlock = await lockFolder(folder);
  const fields = (claims()[0] as string).split(".");
  unlock();
  change(fields);
  mkdirSync(`${folder}.lock`, { recursive: true });
  const file = join(`${folder}.lock`, fields.join("."));
  writeFileSync(file, "");
  return file;
}

test("is taken once, and again after it was given back", async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: "driver.folder-in-use", processId: process.pid });
  unlock();
  unlock();
  (await lockFolder(folder))();
});

test("is won by one of many that come at once", async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(claims()).toHaveLength(1);
});

test("of a dead process is taken over", async () => {
  await claimOf((fields) => (fields[1] = "4194304"));
  const unlock = await lockFolder(folder);
  expect(claims()).toHaveLength(1);
  unlock();
});

test.runIf(process.platform === "linux")("of a dead process whose id was used again is taken over", async () => {
  await claimOf((fields) => (fields[2] = "1"));
  (await lockFolder(folder))();
});

test("from before the machine started again is taken over", async () => {
  await claimOf((fields) => (fields[4] = "000000000000"));
  (await lockFolder(folder))();
});

test("of a process that we can't see holds while it gives signs of life", async () => {
  const file = await claimOf((fields) => (fields[3] = "somewhere-else"));
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: "driver.folder-in-use" });
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(file, longAgo, longAgo);
  (await lockFolder(folder))();
});

test("left by a process that died while it contended is no obstacle", async () => {
  const file = await claimOf((fields) => (fields[1] = "4194304"));
  renameSync(file, file.replace("held.", "pending."));
  (await lockFolder(folder))();
});
