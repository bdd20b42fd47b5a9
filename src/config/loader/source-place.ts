/**
 * Finds the line of a user's source that a stack points at. Done by hand on the inline source maps of compiled files:
 * switching on source maps for the whole process would slow down every stack of the program that limbeck runs in.
 */
import { beside } from "../../util/beside.ts";
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePlace } from "../errors.ts";
import { cycleText, importCycle } from "./import-cycle.ts";
import { outputFolder, type CacheContext } from "./cache.ts";

/** The innermost place of an error's stack that lies in a file of the project, path relative to it. */
export function locateInSources(error: unknown, context: CacheContext): SourcePlace | undefined {
  const stack = (error as { stack?: unknown } | null)?.stack;
  const place = typeof stack === "string" ? locateInStack(stack, context) : undefined;
  // What is undefined though a file declares it is so while files import one another.
  if (place === undefined || !(error instanceof TypeError || error instanceof ReferenceError)) return place;
  const cycle = importCycle(resolve(context.root, place.file));
  return cycle === undefined ? place : { ...place, cycle: cycleText(cycle) };
}

/** As `locateInSources`, from the text of a stack. */
export function locateInStack(stack: string, context: CacheContext): SourcePlace | undefined {
  for (const frame of framesOf(stack)) {
    if (frame.file.startsWith(outputFolder(context) + sep) || frame.file.startsWith(context.cacheFolder + sep)) {
      const place = original(frame, context);
      if (place !== undefined) return place;
    } else if (
      frame.file.startsWith(context.root + sep) &&
      !frame.file.includes(`${sep}node_modules${sep}`) &&
      !isOwn(frame.file)
    ) {
      return { file: relative(context.root, frame.file), line: frame.line, column: frame.column - 1 };
    }
  }
  return undefined;
}

interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const location = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()\s]*?):(\d+):(\d+)\)?$/;

function* framesOf(stack: string): Generator<Frame> {
  for (const text of stack.split("\n")) {
    const match = location.exec(text.trim());
    if (match === null) continue;
    const [, path, line, column] = match as unknown as [string, string, string, string];
    const file = path.startsWith("file:") ? fileURLToPath(path.replace(/\?.*$/, "")) : path;
    yield { file, line: Number(line), column: Number(column) };
  }
}

const ownFolder = fileURLToPath(beside("../../", import.meta.url));

function isOwn(file: string): boolean {
  return file.startsWith(ownFolder);
}

const maps = new Map<string, SourceMap | undefined>();

function original(frame: Frame, context: CacheContext): SourcePlace | undefined {
  if (!maps.has(frame.file)) maps.set(frame.file, readMap(frame.file));
  const entry = maps.get(frame.file)?.findEntry(frame.line - 1, frame.column - 1);
  if (entry === undefined || !("originalSource" in entry)) return undefined;
  const file = resolve(dirname(frame.file), entry.originalSource);
  return { file: relative(context.root, file), line: entry.originalLine + 1, column: entry.originalColumn };
}

const inlineMap = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;

function readMap(file: string): SourceMap | undefined {
  try {
    const match = inlineMap.exec(readFileSync(file, "utf8"));
    if (match === null) return undefined;
    return new SourceMap(JSON.parse(Buffer.from(match[1] as string, "base64").toString("utf8")));
  } catch {
    return undefined;
  }
}
