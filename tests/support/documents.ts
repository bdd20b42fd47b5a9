/** Reads the Markdown pages and their fenced blocks, so that tests can run what the pages say. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, root } from "./imports.ts";

export interface Block {
  /** `docs/guide/tutorial.md:12`, for messages. */
  readonly place: string;
  readonly language: string;
  /** The rest of the opening line, such as a file name: `ts models.ts`. */
  readonly title: string;
  readonly text: string;
}

export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Every page that users and contributors read. */
export function readPages(): Page[] {
  const paths = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", ...filesBelow("docs"), ...filesBelow("changes")];
  return paths
    .filter((path) => path.endsWith(".md"))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, blocks: blocksOf(path, text) };
    });
}

function blocksOf(path: string, text: string): Block[] {
  return [...text.matchAll(/^```(\w+)[ \t]*(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    place: `${path}:${text.slice(0, match.index).split("\n").length}`,
    language: match[1] as string,
    title: (match[2] as string).trim(),
    text: match[3] as string,
  }));
}

export interface ConsoleStep {
  readonly command: string;
  /** What the page shows below the command. */
  readonly shown: string;
}

/** The commands of a `console` block: lines that begin with `$ `, continued by `> `, each with what it prints. */
export function consoleSteps(block: Block): ConsoleStep[] {
  const steps: { command: string; shown: string }[] = [];
  for (const line of block.text.split("\n").slice(0, -1)) {
    const last = steps.at(-1);
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), shown: "" });
    else if (last === undefined) throw new Error(`${block.place}: a console block begins with "$ "`);
    else if (line.startsWith("> ") && last.shown === "") last.command += `\n${line.slice(2)}`;
    else last.shown += `${line}\n`;
  }
  return steps;
}

/** A pattern for what a page shows: `…` stands for any text within a line, and a line of `…` alone for any lines. */
export function shownPattern(shown: string): RegExp {
  const lines = shown.trimEnd().split("\n");
  const parts = lines.map((line) =>
    line.trim() === "…"
      ? "(?:.*\\n)*?"
      : `${line.trimEnd().split("…").map(escapePattern).join("[^\\n]*")}${"[ \\t]*\\n"}`,
  );
  return new RegExp(`^${shown.trim() === "" ? "" : parts.join("")}$`);
}

const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
