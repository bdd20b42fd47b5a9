/** What is published, and what installs it. The packed package itself is tried by scripts/smoke-package.mjs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSources, root } from "./support/imports.ts";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Package extends Manifest {
  readonly type: string;
  readonly license: string;
  readonly files: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), "utf8")) as T;
const manifest = read<Package>("package.json");
const lock = read<{ readonly packages: Readonly<Record<string, Manifest & { readonly resolved?: string }>> }>(
  "package-lock.json",
);

/** Entries that other entries share; not exported by themselves. */
const shared = new Set(["column-types"]);

describe("the package", () => {
  it("exports every entry file, with its declarations", () => {
    const entries = readdirSync(join(root, "src/public"))
      .filter((file) => /^[\w-]+\.ts$/.test(file))
      .map((file) => file.replace(/\.ts$/, ""))
      .filter((name) => !shared.has(name));
    const expected = Object.fromEntries(
      entries.map((name) => [
        name === "limbeck" ? "." : `./${name}`,
        { types: `./dist/public/${name}.d.ts`, default: `./dist/public/${name}.js` },
      ]),
    );
    const { "./package.json": _, ...exported } = manifest.exports;
    expect(exported).toEqual(expected);
  });

  it("is an ES module under the MIT licence, from Node 20.19 on", () => {
    expect(manifest).toMatchObject({
      type: "module",
      license: "MIT",
      engines: { node: ">=20.19" },
      bin: { limbeck: "./dist/cli/bin.js" },
    });
    expect(readFileSync(join(root, "LICENSE"), "utf8")).toMatch(/^MIT License/);
  });

  it("imports only what it depends on", () => {
    const own = [
      ...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
      ...Object.keys(manifest.peerDependencies ?? {}),
    ];
    const missing = readSources("src")
      .filter(({ path }) => !/\.test(-d)?\.ts$/.test(path))
      .flatMap(({ path, packages }) =>
        packages
          .filter((name) => !name.startsWith("node:") && name !== "limbeck" && !own.includes(name))
          .map((name) => `${path}: ${name}`),
      );
    expect(missing).toEqual([]);
  });

  it("holds what its README and guide link to", () => {
    const packed = (path: string): boolean =>
      manifest.files.some((entry) => path === entry || path.startsWith(`${entry}/`)) && existsSync(join(root, path));
    const guide = readdirSync(join(root, "docs/guide"), { recursive: true, encoding: "utf8" });
    const pages = ["README.md", ...guide.filter((path) => path.endsWith(".md")).map((path) => `docs/guide/${path}`)];
    const dead = pages.flatMap((page) => {
      const links = readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)\s#]+)/g);
      const targets = [...links].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
      return targets.filter((link) => !packed(join(dirname(page), link))).map((link) => `${page}: ${link}`);
    });
    expect(dead).toEqual([]);
  });

  it("loads what an installation may leave out only where it is needed", () => {
    const optional = Object.keys(manifest.optionalDependencies ?? {});
    expect(optional).toEqual(["@electric-sql/pglite", "elkjs", "esbuild"]);
    const imported = readSources("src")
      .filter(({ path }) => !/\.test(-d)?\.ts$/.test(path))
      .flatMap(({ path }) => {
        const text = readFileSync(join(root, path), "utf8");
        return optional
          .filter((name) => new RegExp(`^import (?!type)[^;]*["']${name}`, "m").test(text))
          .map((name) => `${path}: ${name}`);
      });
    expect(imported).toEqual([]);
  });

  it("pins its dependencies", () => {
    const versions = Object.entries({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.devDependencies,
    });
    expect(versions.filter(([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe("the lockfile", () => {
  it("names no registry", () => {
    const named = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes("://"));
    expect(named.map(([name]) => name)).toEqual([]);
  });

  it("knows the binaries of every platform, without which npm ci refuses it", () => {
    const missing = Object.entries(lock.packages).flatMap(([owner, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in lock.packages) && !(`${owner}/node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing, "run node scripts/complete-lockfile.mjs").toEqual([]);
  });

  it("belongs to package.json", () => {
    const { dependencies, devDependencies, peerDependencies } = lock.packages[""] as Manifest;
    expect({ dependencies, devDependencies, peerDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
      peerDependencies: manifest.peerDependencies,
    });
  });
});
