/** A picture in README is seen on npm only by an absolute address, and only while the package holds the file. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("README's pictures are files of the published package, by an absolute address", () => {
  const { name, files } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { name: string; files: string[] };
  const base = `https://cdn.jsdelivr.net/npm/${name}/`;
  const pictures = [...readFileSync(`${root}README.md`, "utf8").matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(
    ([, to]) => to!,
  );
  expect(pictures.length).toBeGreaterThan(0);
  for (const address of pictures) {
    expect(address.startsWith(base), address).toBe(true);
    const path = address.slice(base.length);
    expect(existsSync(root + path), path).toBe(true);
    expect(
      files.some((folder) => path.startsWith(`${folder}/`)),
      path,
    ).toBe(true);
  }
});
