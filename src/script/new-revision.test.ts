import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { codeOf, graphOf, revisionsOf } from "../../tests/support/revision-graph.ts";
import { fileNameOf, slugOf } from "./file-name.ts";
import { loadRevisions } from "./load-revisions.ts";
import { draftMerge } from "./merge.ts";
import { draftRevision, newRevisionId, writeRevision } from "./new-revision.ts";
import type { NewRevisionRequest, NewRevisionSettings } from "./new-revision.ts";
import { readRevisionFile } from "./parse-revision.ts";
import { parseSqlSections } from "./parse-sql.ts";
import { renderHead } from "./render-head.ts";
import { RevisionMap } from "./revision-map.ts";

const root = mkdtempSync(join(tmpdir(), "limbeck-new-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const now = new Date("2026-01-26T17:30:18.500Z");
const location = join(root, "migrations");
const settings = (more: Partial<NewRevisionSettings> = {}): NewRevisionSettings => ({
  locations: [location],
  now,
  randomBytes: () => Uint8Array.from([0x96, 0x09, 0x69, 0xe7, 0x58, 0x71]),
  ...more,
});
const map = graphOf("aaaa", "bbbb < aaaa #shop");
const draft = (request: NewRevisionRequest, more?: Partial<NewRevisionSettings>, on = map) =>
  draftRevision(on, request, settings(more));

describe("slugs", () => {
  test.each([
    [
      "Created OrderProduct as an association table to track Order-Product association.",
      "created_orderproduct_as_an_association_",
    ],
    ["Initial commit: created customers, orders, products", "initial_commit_created_customers_orders_"],
    ["Add tags", "add_tags"],
    ["", ""],
    ["../x", "x"],
    ["-rf /", "rf"],
    ["a\0b", "a_b"],
    ["🚀 Launch 🚀", "launch"],
    ["Größe ändern", "größe_ändern"],
    ["x".repeat(300), `${"x".repeat(40)}_`],
    ["twelve chars and exactly forty of them ok", "twelve_chars_and_exactly_forty_of_them_"],
  ])("of %j is %j", (message, slug) => expect(slugOf(message)).toBe(slug));
});

describe("file names", () => {
  const name = (template: string, more: { recursive?: boolean; timeZone?: string; message?: string } = {}): string =>
    fileNameOf(
      { id: "960969e75871", message: more.message ?? "Add tags", createdAt: now, timeZone: more.timeZone },
      { template, extension: "ts", recursive: more.recursive },
    );

  test.each([
    ["%(rev)s_%(slug)s", {}, "960969e75871_add_tags.ts"],
    [
      "%(year)d_%(month).2d_%(day)02d_%(hour).2d%(minute).2d%(second).2d_%(rev)s",
      {},
      "2026_01_26_173018_960969e75871.ts",
    ],
    ["%(epoch)s_%(slug)s", {}, "1769448618_add_tags.ts"],
    ["%(hour).2d_%(slug)s", { timeZone: "Asia/Tokyo" }, "02_add_tags.ts"],
    ["%(year)d/%(month).2d/%(rev)s", { recursive: true }, "2026/01/960969e75871.ts"],
    ["100%%_%(rev)s", {}, "100%_960969e75871.ts"],
    ["%(slug)s", { message: "CON" }, "_con.ts"],
  ])("%s", (template, more, expected) => expect(name(template, more)).toBe(expected));

  test.each([
    "%(author)s",
    "%s",
    "%",
    "%(year)d/%(rev)s",
    "../%(rev)s",
    ".%(rev)s",
    "-%(rev)s",
    "%(rev)s:%(slug)s",
    `%(rev)s${"x".repeat(300)}`,
    "",
  ])("%j is refused", (template) => {
    expect(codeOf(() => name(template))).toBe("revision.file-template");
  });

  test.each(["../%(rev)s", "a//%(rev)s", "/%(rev)s", "..\\%(rev)s", "a./%(rev)s"])(
    "%j is refused also where folders may be named",
    (template) => {
      expect(codeOf(() => name(template, { recursive: true }))).toBe("revision.file-template");
    },
  );
});

describe("a draft", () => {
  test("stands on the head, with a random identifier", () => {
    expect(draft({ message: "Add tags" })).toEqual({
      id: "960969e75871",
      downRevision: ["bbbb"],
      branchLabels: [],
      dependsOn: [],
      message: "Add tags",
      doc: "Add tags",
      createdAt: "2026-01-26T17:30:18Z",
      path: join(location, "960969e75871_add_tags.ts"),
      format: "typescript",
    });
    expect(newRevisionId(() => Uint8Array.from([0, 1, 2, 3, 4, 255]))).toBe("0001020304ff");
  });

  test("an identifier in use is not drawn again", () => {
    const draws = [1, 1, 2];
    const used = new RevisionMap(revisionsOf("010101010101"));
    expect(draft({}, { randomBytes: (count) => new Uint8Array(count).fill(draws.shift()!) }, used).id).toBe(
      "020202020202",
    );
  });

  test.each<[string, NewRevisionRequest, readonly string[]]>([
    ["base begins a new root", { head: "base" }, []],
    ["a beginning is enough", { head: "bb" }, ["bbbb"]],
    ["a branch can be named", { head: "shop@head" }, ["bbbb"]],
    ["an inner revision takes splice", { head: "aaaa", splice: true }, ["aaaa"]],
  ])("%s", (_, request, parents) => expect(draft(request).downRevision).toEqual(parents));

  test("in an empty graph the head is nothing", () => expect(draft({}, {}, graphOf()).downRevision).toEqual([]));

  test("labels in dependsOn stay labels, identifiers become whole", () => {
    expect(draft({ head: "base", dependsOn: ["shop", "aa"] }).dependsOn).toEqual(["shop", "aaaa"]);
  });

  test.each<[string, NewRevisionRequest, string]>([
    ["an inner parent", { head: "aaaa" }, "revision.needs-splice"],
    ["a parent twice", { head: ["bbbb", "shop"] }, "revision.duplicate-parents"],
    ["an unknown parent", { head: "nope" }, "revision.unknown"],
    ["an unknown dependency", { dependsOn: ["nope"] }, "revision.unknown"],
    ["base as a dependency", { dependsOn: ["base"] }, "revision.not-one"],
    ["a label in use", { branchLabels: ["shop"] }, "revision.label-clash"],
    ["a label that is an identifier", { branchLabels: ["aaaa"] }, "revision.label-clash"],
    ["a label with @", { branchLabels: ["a@b"] }, "revision.illegal-label"],
    ["a label like a count", { branchLabels: ["shop-2"] }, "revision.illegal-label"],
    ["a label with a meaning", { branchLabels: ["head"] }, "revision.illegal-label"],
    ["an identifier in use", { id: "aaaa" }, "revision.id-in-use"],
    ["an identifier that is a label", { id: "shop" }, "revision.id-in-use"],
    ["an identifier with @", { id: "a@b" }, "revision.illegal-id"],
    ["an identifier with -", { id: "a-b" }, "revision.illegal-id"],
    ["an identifier with +", { id: "a+b" }, "revision.illegal-id"],
    ["an identifier with :", { id: "a:b" }, "revision.illegal-id"],
    ["an identifier that leads out", { id: "../a" }, "revision.illegal-id"],
    ["an identifier with a quote", { id: "a'b" }, "revision.illegal-id"],
    ["an empty identifier", { id: "" }, "revision.illegal-id"],
    ["a reserved identifier", { id: "heads" }, "revision.illegal-id"],
    ["an identifier too long for the table", { id: "x".repeat(33) }, "revision.illegal-id"],
    ["a folder that is not configured", { versionPath: join(root, "elsewhere") }, "revision.unknown-version-path"],
  ])("%s is refused and leaves no trace", (_, request, code) => {
    expect(codeOf(() => draft(request))).toBe(code);
    expect(existsSync(location)).toBe(false);
  });

  test("several heads are refused with the heads", () => {
    expect(codeOf(() => draft({}, {}, graphOf("aaaa", "bbbb < aaaa", "cccc < aaaa")))).toBe("revision.multiple-heads");
  });
});

describe("folders", () => {
  const [one, two] = [join(root, "one"), join(root, "two")];
  const spread = new RevisionMap(
    revisionsOf("aaaa", "bbbb").map((revision, at) => ({
      ...revision,
      path: join(at === 0 ? one : two, `${revision.id}.ts`),
    })),
  );
  const folderOf = (request: NewRevisionRequest): string =>
    dirname(draft(request, { locations: [one, two] }, spread).path);

  test("a new revision goes where its parent is, or where it is sent", () => {
    expect(folderOf({ head: "aaaa" })).toBe(one);
    expect(folderOf({ head: "bbbb" })).toBe(two);
    expect(folderOf({ head: "bbbb", versionPath: `${one}${sep}` })).toBe(one);
  });

  test("a new root among several folders must be sent", () => {
    expect(codeOf(() => folderOf({ head: "base" }))).toBe("revision.version-path-needed");
    expect(folderOf({ head: "base", versionPath: two })).toBe(two);
  });
});

describe("merges", () => {
  const forked = graphOf("aaaa", "bbbb < aaaa", "cccc < aaaa", "dddd < cccc");
  const merge = (revisions: readonly string[] | undefined, more: Partial<NewRevisionRequest> = {}, on = forked) =>
    draftMerge(on, { revisions, ...more }, settings());

  test("join all heads by default", () => {
    expect(merge(undefined)).toMatchObject({ downRevision: ["bbbb", "dddd"], message: "Merge bbbb and dddd" });
    expect(merge(["dddd", "bb"], { message: "Join" })).toMatchObject({
      downRevision: ["dddd", "bbbb"],
      message: "Join",
    });
  });

  test("need splice below the heads", () => {
    expect(codeOf(() => merge(["bbbb", "cccc"]))).toBe("revision.needs-splice");
    expect(merge(["bbbb", "cccc"], { splice: true }).downRevision).toEqual(["bbbb", "cccc"]);
  });

  test("refuse one revision, the same twice, and one inside another", () => {
    expect(codeOf(() => merge(["bbbb"]))).toBe("revision.nothing-to-merge");
    expect(codeOf(() => merge(undefined, {}, graphOf("aaaa")))).toBe("revision.nothing-to-merge");
    expect(codeOf(() => merge(["bbbb", "bbbb"]))).toBe("revision.duplicate-parents");
    expect(codeOf(() => merge(["cccc", "dddd"], { splice: true }))).toBe("revision.nested-parents");
  });
});

describe("heads of files", () => {
  test("TypeScript", () => {
    expect(
      renderHead("typescript", draft({ message: "Add tags" }), {
        imports: ['import { integer, type Op } from "limbeck/migration";'],
      }),
    ).toBe(`/** Add tags */
import { integer, type Op } from "limbeck/migration";

export const revision = "960969e75871";
export const downRevision = "bbbb";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-01-26T17:30:18Z";

`);
  });

  test("SQL", () => {
    expect(renderHead("sql", draft({ message: "Add tags", head: "base", dependsOn: ["shop"] }, { format: "sql" })))
      .toBe(`-- Add tags
-- revision: 960969e75871
-- downRevision: none
-- branchLabels:
-- dependsOn: shop
-- createdAt: 2026-01-26T17:30:18Z

`);
  });

  test("a merge lists its parents, one a line when there are many", () => {
    const parts = { ...draft({}), downRevision: ["aaaa", "bbbb"] };
    expect(renderHead("typescript", parts)).toContain('export const downRevision = ["aaaa", "bbbb"];\n');
    expect(
      renderHead("typescript", { ...parts, downRevision: Array.from({ length: 9 }, (_, at) => `parent${at}`) }),
    ).toContain('downRevision = [\n  "parent0",\n');
  });

  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          "*/",
          "/*",
          "*\\/",
          "\\",
          "\n",
          "\r\n",
          "upgrade",
          "-- upgrade",
          "downgrade (no transaction)",
          "revision: x",
          "message: m",
          "*",
          " ",
          "`",
          "${",
          "../",
          "\u2028",
          "🚀",
          "text",
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join("")),
    fc.constantFrom(
      "../../../x",
      "CON",
      "nul",
      "x".repeat(300),
      "-rf",
      "trailing.",
      "a\0b",
      "export const revision = 'no';",
      "*/ process.exit(1); /*",
    ),
  );

  test("whatever the message, the file stays inside its folder and reads back the same", () => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom("typescript", "sql"),
        fc.constantFrom(undefined, "%(slug)s"),
        (message, format, fileTemplate) => {
          const folder = mkdtempSync(join(root, "hostile-"));
          const options = { locations: [folder], format, fileTemplate } as const;
          if (fileTemplate !== undefined && codeOf(() => draft({ message }, options)) === "revision.file-template")
            return;
          const made = draft({ message, branchLabels: ["new"], dependsOn: ["shop"] }, options);
          writeRevision(
            made,
            `${renderHead(format, made)}${format === "sql" ? "-- upgrade\nSELECT 1;\n" : "export function upgrade() {}\n"}`,
          );
          expect(readdirSync(folder)).toHaveLength(1);
          const [read] = loadRevisions({ locations: [folder] });
          expect(read).toMatchObject({
            id: made.id,
            downRevision: ["bbbb"],
            branchLabels: ["new"],
            dependsOn: ["shop"],
            createdAt: made.createdAt,
            path: made.path,
          });
          if (/^[\w \n.]+$/.test(message) && message.trim() !== "")
            expect(read!.doc.replaceAll(/\s+/g, " ")).toBe(made.doc.replaceAll(/\s+/g, " "));
          if (format === "sql")
            expect(parseSqlSections(readFileSync(made.path, "utf8")).upgrade.text).toBe("SELECT 1;\n");
        },
      ),
      { numRuns: process.env["LIMBECK_SOAK"] === undefined ? 300 : 5000 },
    );
  });

  test.each([
    "Close */ early",
    String.raw`Already *\/ escaped`,
    "upgrade",
    "revision: mine",
    "First.\n\nupgrade\nrevision: x",
    "* starred",
    "First.\n\n* second",
  ])("the message %j survives in both forms", (message) => {
    for (const format of ["typescript", "sql"] as const) {
      const made = draft({ message }, { locations: [mkdtempSync(join(root, "same-"))], format });
      writeRevision(
        made,
        `${renderHead(format, made)}${format === "sql" ? "-- upgrade\n" : "export function upgrade() {}\n"}`,
      );
      expect(readRevisionFile(made.path)!.doc).toBe(message);
    }
  });
});

describe("writing", () => {
  test("makes the folders that the template names", () => {
    const made = draft({ message: "Deep" }, { recursive: true, fileTemplate: "%(year)d/%(rev)s" });
    writeRevision(made, "text");
    expect(readFileSync(join(location, "2026", "960969e75871.ts"), "utf8")).toBe("text");
  });

  test("never touches a file that is there", () => {
    mkdirSync(location, { recursive: true });
    const made = draft({ message: "Once" });
    writeFileSync(made.path, "mine");
    expect(codeOf(() => draft({ message: "Once" }))).toBe("revision.file-exists");
    expect(codeOf(() => writeRevision(made, "other"))).toBe("revision.file-exists");
    expect(readFileSync(made.path, "utf8")).toBe("mine");
  });

  test("says when it cannot write", () => {
    const blocker = join(root, "blocker");
    writeFileSync(blocker, "");
    expect(codeOf(() => writeRevision({ ...draft({ message: "No folder" }), path: join(blocker, "a.ts") }, ""))).toBe(
      "revision.not-written",
    );
  });
});
