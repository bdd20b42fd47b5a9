/** Studio in a real browser. Chromium is looked for at the usual places; without one the browser tests are skipped. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { layoutDiagram } from "../erd/layout/place.ts";
import { readDiagram } from "../erd/read-diagram.ts";
import { renderSvg } from "../erd/render/svg.ts";
import { sampleMetaData } from "../../tests/support/erd-models.ts";
import { search } from "./client/search.ts";
import { docOf } from "./client/words.ts";
import { exportStudio } from "./export.ts";
import { lanesOf } from "./lanes.ts";
import { sampleSource } from "../../tests/support/studio-source.ts";
import { startStudio, type Studio } from "./server.ts";

const executable = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
const hostile = `</script><img src=x onerror="window.hacked=1"><b>&"'\u202e`;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function ask(url: string, options: { readonly host?: string; readonly method?: string } = {}): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = request(
      url,
      { method: options.method ?? "GET", headers: options.host === undefined ? {} : { host: options.host } },
      (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () => done({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.once("error", fail);
    sent.end();
  });
}

describe("the server", () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await startStudio(sampleSource({ tables: 6, revisions: 7 }));
    await studio.ready;
  });
  afterAll(() => studio.close());

  test("answers only who has the token", async () => {
    const { origin } = new URL(studio.url);
    expect((await ask(`${origin}/`)).status).toBe(403);
    expect((await ask(`${origin}/${"x".repeat(32)}/history.json`)).status).toBe(403);
    expect((await ask(`${studio.url}history.json`)).status).toBe(200);
  });

  test("refuses to be reached under another name", async () => {
    expect((await ask(studio.url, { host: `evil.example:${studio.port}` })).status).toBe(403);
  });

  test("only reads", async () => {
    expect((await ask(studio.url, { method: "POST" })).status).toBe(405);
  });

  test("allows no script, style or address but its own", async () => {
    const policy = String((await ask(studio.url)).headers["content-security-policy"]);
    expect(policy).toMatch(
      /default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; connect-src 'self'/,
    );
    expect(policy).not.toContain("unsafe");
  });

  test("knows its revisions and no file", async () => {
    expect((await ask(`${studio.url}revision/${encodeURIComponent("../../package")}.json`)).status).toBe(404);
    expect((await ask(`${studio.url}revision/0001deadbeef.json`)).status).toBe(200);
  });

  test("tells that a port is in use", async () => {
    await expect(startStudio(sampleSource({ tables: 1, revisions: 1 }), { port: studio.port })).rejects.toMatchObject({
      code: "studio.port-in-use",
    });
  });
});

describe("search", () => {
  const diagram = readDiagram(sampleMetaData({ seed: 3, tables: 20 }));
  const name = diagram.tables.find(({ kind }) => kind === "table")!.name;
  const base = diagram.tables[0]!;
  const plain = { name: "", type: "text", nullable: true, primaryKey: false, foreignKey: false, unique: false };
  const made = (own: string, columns: readonly string[], more: object = {}): typeof base => ({
    ...base,
    key: `public.${own}`,
    kind: "table",
    name: own,
    columns: columns.map((column) => ({ ...plain, name: column })),
    ...more,
  });
  const shop = {
    ...diagram,
    tables: [
      made("archived_orders", ["orders"]),
      made("notes", ["order_id"], { comment: "About orders" }),
      made("orders", ["id"]),
      made("orders_view", ["id"], { kind: "view" }),
    ],
  };
  const node = {
    id: "abcd",
    message: "orders",
    doc: "orders",
    parents: [],
    dependsOn: [],
    labels: [],
    head: true,
    path: "",
  };

  test("puts exact names first, tables before columns, and names kinds", () => {
    expect(search("orders", shop, [node]).map(({ word, text }) => `${word} ${text}`)).toEqual([
      "table orders",
      "column orders",
      "revision orders",
      "view orders_view",
      "table archived_orders",
      "table notes",
    ]);
    expect(search(name, diagram, [])[0]).toMatchObject({ kind: "table", text: name });
  });
});

test("answers stand apart from the message", () => {
  const doc = "Rename orders\n\nWhy we do it.\n\nAnswered: --rename orders=purchases\n\nLost on purpose: column x";
  expect(docOf(doc)).toEqual({
    text: "Why we do it.",
    answers: [
      { name: "Answered", text: "--rename orders=purchases" },
      { name: "Lost on purpose", text: "column x" },
    ],
  });
});

test("lanes: a branch stands beside the line that it leaves and comes back to it", () => {
  const { nodes, edges, width } = lanesOf(sampleSource({ tables: 1, revisions: 7 }).nodes);
  expect(nodes.map(({ row, lane }) => `${row}:${lane}`)).toEqual(["0:0", "1:0", "2:0", "3:1", "4:0", "5:0", "6:0"]);
  expect(width).toBe(2);
  expect(edges).toHaveLength(7);
});

/** In the browser: how long a dozen steps take, each until it is painted. */
const stepTimes = `(async () => {
  const found = [];
  for (let at = 0; at < 12; at += 1) {
    const begin = performance.now();
    document.getElementById("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "[", bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    found.push(performance.now() - begin);
  }
  return found.sort((a, b) => a - b);
})()`;

/** In the browser: what the checker holds against the page. */
const axeViolations = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }).then(
  ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + " " + html)),
)`;

/** In the browser: texts that leave the box they belong to, and how many texts there are. */
const textsOutside = `(() => {
  const outside = [];
  const texts = [...document.querySelectorAll(".t text")];
  for (const text of texts) {
    const own = text.getBoundingClientRect();
    const box = text.closest(".t").querySelector(".b").getBoundingClientRect();
    if (own.left < box.left - 0.5 || own.right > box.right + 0.5 || own.top < box.top - 1 || own.bottom > box.bottom + 1)
      outside.push(text.textContent);
  }
  return [outside, texts.length];
})()`;

describe.skipIf(executable === undefined)("the page (needs Chromium)", () => {
  let browser: Browser;
  let studio: Studio;

  beforeAll(async () => {
    const { chromium } = await import("playwright-core");
    browser = await chromium.launch({ executablePath: executable!, args: ["--no-sandbox"] });
    studio = await startStudio(sampleSource({ tables: 8, revisions: 9 }));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
  });

  async function open(
    url = studio.url,
    options: Parameters<Browser["newPage"]>[0] = {},
  ): Promise<Page & { readonly problems: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on(
      "request",
      (sent) =>
        !sent.url().startsWith(new URL(url).origin) && !sent.url().startsWith("blob:") && problems.push(sent.url()),
    );
    await page.goto(url);
    await page.waitForSelector('html[data-ready="history"]', { timeout: 60_000 });
    return Object.assign(page, { problems });
  }

  const selected = (page: Page): Promise<string | null> => page.getAttribute('.rev[aria-selected="true"]', "id");

  test("shows the head, and a revision that is chosen with what it changed", async () => {
    const page = await open();
    expect(await selected(page)).toBe("rev-0008deadbeef");
    await page.click("#rev-0000deadbeef");
    expect(await page.textContent("#panel h2")).toBe("Step 0");
    expect(await page.locator("#scene .t:not(.leave)").count()).toBe(
      await page.locator("#scene .t.added:not(.leave)").count(),
    );
    await page.waitForSelector("#details pre");
    expect(await page.textContent("#details .author")).toContain("AuthorAdaCommitted2026-02-03");
    expect(await page.textContent(".tag.env")).toBe("production");
    expect(await page.locator("#environments div").allTextContents()).toEqual([
      "production: at 0002deadbeef, 6 of 9 to come",
      "development: before any revision, 9 of 9 to come",
      "preview: at 0badbadbad, which is no revision here",
      "staging: unreachable",
    ]);
    expect(page.problems).toEqual([]);
    await page.close();
  }, 120_000);

  test("is worked by keys: revisions, table search, play", async () => {
    const page = await open();
    await page.focus("#revisions");
    await page.keyboard.press("ArrowDown");
    expect(await selected(page)).toBe("rev-0007deadbeef");
    await page.keyboard.press("End");
    expect(await selected(page)).toBe("rev-0000deadbeef");
    await page.focus("#canvas");
    await page.keyboard.press("]");
    expect(await selected(page)).toBe("rev-0001deadbeef");
    await page.keyboard.press("/");
    await page.keyboard.type("step 8");
    await page.keyboard.press("Enter");
    expect(await selected(page)).toBe("rev-0008deadbeef");
    await page.focus("#canvas");
    await page.keyboard.press("Space");
    await page.waitForSelector('#rev-0001deadbeef[aria-selected="true"]');
    await page.keyboard.press("Space");
    expect(await page.getAttribute("#play", "aria-pressed")).toBe("false");
    expect(page.problems).toEqual([]);
    await page.close();
  }, 120_000);

  test("tells a table's own history, and every state has an address", async () => {
    const page = await open();
    const key = (await page.getAttribute("#scene .t:last-child", "data-box"))!;
    await page.locator(`[data-box="${key}"]`).dispatchEvent("click");
    await page.waitForSelector("#panel .history li");
    await page.waitForFunction("location.hash.includes('t=')");
    const other = await open(page.url());
    expect(await other.textContent("#panel h2")).toBe(await page.textContent("#panel h2"));
    const origin = page.locator("#panel .since").last();
    const id = /^Added by (\w+) /.exec((await origin.getAttribute("title"))!)?.[1];
    await origin.click();
    expect(await selected(page)).toBe(`rev-${id}`);
    await page.close();
    await other.close();
  }, 120_000);

  test("what names, comments and messages hold is text, never markup", async () => {
    const hostileStudio = await startStudio(sampleSource({ tables: 4, revisions: 6, text: hostile }));
    const page = await open(hostileStudio.url);
    await page.click("#rev-0003deadbeef");
    await page.waitForSelector("#details pre");
    await page.fill("#search", "onerror");
    await page.locator("#scene .t").first().dispatchEvent("click");
    expect(await page.locator("img, b b").count()).toBe(0);
    expect(await page.evaluate("globalThis.hacked")).toBeUndefined();
    expect(page.problems).toEqual([]);
    await page.close();
    await hostileStudio.close();
  }, 120_000);

  test("hides layers and tables, says so in the address, and saves what is seen", async () => {
    const page = await open();
    const boxes = (): Promise<number> => page.locator("#scene .t:not(.leave)").count();
    const all = await boxes();
    await page.click("#layers summary");
    await page.getByLabel("enums").uncheck();
    expect(await page.locator("#scene .t.enum:not(.leave)").count()).toBe(0);
    await page.getByLabel("references").uncheck();
    expect(await page.locator("#scene .k:not(.leave)").count()).toBe(0);
    await page.getByLabel("no columns").check();
    expect(await page.locator("#scene .t:not(.leave) .n").count()).toBe(0);
    await page.getByLabel("all columns").check();
    await page.getByLabel("enums").check();
    const key = (await page.getAttribute("#scene .t:not(.enum):not(.leave)", "data-box"))!;
    await page.locator(`[data-box="${key}"]:not(.leave)`).first().dispatchEvent("click");
    await page.click("#panel .hide");
    expect(await boxes()).toBe(all - 1);
    await page.waitForFunction("location.hash.includes('x=') && location.hash.includes('o=references')");
    const other = await open(page.url());
    expect(await other.locator("#scene .t").count()).toBe(all - 1);
    const [download] = await Promise.all([other.waitForEvent("download"), other.click("#save")]);
    const svg = readFileSync(await download.path(), "utf8");
    expect(svg).not.toContain(`data-box="${key}"`);
    expect(svg).not.toContain("data-link");
    expect([...page.problems, ...other.problems]).toEqual([]);
    await page.close();
    await other.close();
  }, 240_000);

  test("slider, list and picture name the same revision; fit follows it until somebody moves", async () => {
    const page = await open();
    const world = (): Promise<string | null> => page.getAttribute("#world", "transform");
    expect(await page.inputValue("#slider")).toBe("8");
    await page.waitForFunction("document.querySelector('#world').getAttribute('transform') !== null");
    const first = await world();
    await page.locator("#slider").fill("0");
    expect(await selected(page)).toBe("rev-0000deadbeef");
    expect(await page.textContent("#position")).toBe("1 of 9");
    await page.waitForFunction(
      `document.querySelector('#world').getAttribute('transform') !== ${JSON.stringify(first)}`,
    );
    await page.focus("#canvas");
    await page.keyboard.press("+");
    await page.waitForTimeout(100);
    const moved = await world();
    await page.keyboard.press("]");
    await page.waitForTimeout(100);
    expect(await world()).toBe(moved);
    await page.close();
  }, 240_000);

  test("follows the wish for dark colours and for little motion", async () => {
    const page = await open(studio.url, { colorScheme: "dark", reducedMotion: "reduce" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(15, 20, 27)");
    await page.click("#rev-0002deadbeef");
    expect(await page.locator(".enter, .leave, .update").count()).toBe(0);
    await page.close();
  }, 120_000);

  test("saves what is shown, as SVG and as PNG", async () => {
    const page = await open();
    const saved = async (button: string): Promise<Buffer> => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
      expect(download.suggestedFilename()).toMatch(/^0008deadbeef\.(svg|png)$/);
      return readFileSync(await download.path());
    };
    expect((await saved("#save")).toString("utf8")).toMatch(/^<svg [^]*data-box=/);
    const png = await saved("#save-png");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    // Width and height are those of the picture, twice.
    expect(png.readUInt32BE(16)).toBeGreaterThan(600);
    expect(page.problems).toEqual([]);
    await page.close();
  }, 120_000);

  test("tells what operations warn of and what verification found", async () => {
    const page = await open();
    await page.waitForSelector("#details .findings");
    const text = await page.textContent("#details");
    expect(text).toContain("warning: drop table 0008deadbeef: its rows are gone afterwards");
    expect(text).toContain("Verificationfailed, 2026-02-04 05:06");
    expect(text).toContain("failure: The downgrade does not restore 0008deadbeef.");
    await page.close();
  }, 120_000);

  test.each(["light", "dark"] as const)(
    "has names, roles and contrast for everybody (axe, %s)",
    async (colorScheme) => {
      const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
      // The policy of the page would not let the checker in.
      const page = await open(studio.url, { colorScheme, bypassCSP: true });
      await page.addScriptTag({ path: axe });
      const violations = async (): Promise<unknown> => page.evaluate(axeViolations);
      await page.waitForSelector("#details .findings");
      expect(await violations()).toEqual([]);
      await page.locator("#scene .t").first().dispatchEvent("click");
      await page.waitForSelector("#panel .history li");
      expect(await violations()).toEqual([]);
      await page.fill("#search", "order");
      expect(await violations()).toEqual([]);
      await page.close();
    },
    120_000,
  );

  test("texts stay inside of their boxes with the fonts of this machine", async () => {
    const page = await browser.newPage();
    const diagram = readDiagram(sampleMetaData({ seed: 3, tables: 20 }));
    await page.setContent(renderSvg(diagram, await layoutDiagram(diagram)));
    const [outside, texts] = (await page.evaluate(textsOutside)) as [string[], number];
    expect(outside).toEqual([]);
    expect(texts).toBeGreaterThan(100);
    await page.close();
  }, 120_000);

  test("a phone shows all of it, nothing beside the screen", async () => {
    const page = await open(studio.url, { viewport: { width: 390, height: 800 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    for (const id of ["search", "play", "canvas", "panel"]) {
      const box = (await page.locator(`#${id}`).boundingBox())!;
      expect([id, box.width > 40, box.x >= 0, box.x + box.width <= 390]).toEqual([id, true, true, true]);
    }
    await page.close();
  }, 120_000);

  test("an exported page shows the same without a server", async () => {
    const { html } = await exportStudio(sampleSource({ tables: 5, revisions: 6, text: hostile }));
    const folder = mkdtempSync(join(tmpdir(), "limbeck-site-"));
    writeFileSync(join(folder, "index.html"), html);
    const page = await browser.newPage();
    await page.goto(`file://${folder}/index.html`);
    await page.waitForSelector('html[data-ready="history"]');
    await page.waitForSelector("#details pre");
    expect(await page.locator("#scene .t").count()).toBeGreaterThan(3);
    await page.fill("#search", "id");
    await page.keyboard.press("Enter");
    expect(await page.locator("#panel .history li").count()).toBeGreaterThan(0);
    await page.close();
    rmSync(folder, { recursive: true });
  }, 120_000);

  test("without revisions the model is shown, by the server and in an exported page", async () => {
    const source = { ...sampleSource({ tables: 5, revisions: 0 }), environments: async () => [] };
    const served = await startStudio(source);
    const folder = mkdtempSync(join(tmpdir(), "limbeck-site-"));
    writeFileSync(join(folder, "index.html"), (await exportStudio(source)).html);
    for (const url of [served.url, `file://${folder}/index.html`]) {
      const page = await browser.newPage();
      await page.goto(url);
      await page.waitForSelector('html[data-ready="model"]');
      expect(await page.locator("#scene .t").count()).toBeGreaterThan(4);
      expect(await page.textContent("#status")).toContain("no revisions yet");
      await page.locator("#scene .t").first().dispatchEvent("click");
      expect(await page.locator("#panel table tr").count()).toBeGreaterThan(1);
      await page.close();
    }
    await served.close();
    rmSync(folder, { recursive: true });
  }, 120_000);

  test("500 tables and 1,000 revisions step without lag", async () => {
    const large = await startStudio(sampleSource({ tables: 500, revisions: 1000 }));
    await large.ready;
    const page = await open(large.url);
    const times = (await page.evaluate(stepTimes)) as number[];
    expect(await page.locator("#scene .t").count()).toBeGreaterThan(400);
    expect(times.length).toBeGreaterThan(5);
    if (process.env["LIMBECK_REPORT"] !== undefined)
      process.stderr.write(`steps: ${times.map(Math.round).join(", ")} ms\n`);
    await page.close();
    await large.close();
  }, 180_000);
});
