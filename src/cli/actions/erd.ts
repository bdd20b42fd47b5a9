import { relative } from "node:path";
import { erd, writeErd, type ErdOptions, type ErdResult } from "../../commands/erd.ts";
import type { WriteErdsOptions } from "../../commands/erd-revisions.ts";
import type { PictureFormat } from "../../erd/draw.ts";
import { RasterizerMissingError } from "../../erd/errors.ts";
import { exitCodes } from "../../util/errors.ts";
import type { Project } from "../../config/config.ts";
import { flagOption, listOption, numberOption, textOption, type Action, type CommandContext } from "../context.ts";
import { UsageError } from "../errors.ts";
import { interruptible } from "../interruptible.ts";
import { imageProtocol, imageSequence } from "../terminal-image.ts";

export const erdAction: Action = async (context) => {
  const { options } = context;
  const given = erdOptions(context);
  const project = await context.project();
  const settings = flagOption(options, "database") ? { ...given, of: project.environment.name } : given;
  // Drawing the model alone keeps this process busy: a signal should end it where it is.
  const isOfModel = sourcesOf(context).length === 0 || settings.of === "model";
  return isOfModel
    ? draw(context, project, settings)
    : interruptible(context, project, written, (stoppable) => draw(context, stoppable, settings));
};

const written = { stopping: "Stopping …", outcome: "Pictures that were written are whole." };

async function draw(context: CommandContext, project: Project, settings: ErdOptions): Promise<number | void> {
  const { options, output } = context;
  const folder = textOption(options, "all");
  if (folder !== undefined) return drawAll(context, project, { ...settings, folder });
  const review = textOption(options, "review");
  if (review !== undefined) return drawReview(context, project, { ...settings, folder: review });
  if (options["address"] !== undefined) throw new UsageError("--address needs --review.");
  const path = textOption(options, "write") ?? textOption(options, "output");
  if (path === undefined) {
    if (flagOption(options, "check")) throw new UsageError("--check needs --write: which file should be compared?");
    return print(context, project, settings);
  }
  const check = flagOption(options, "check");
  const result = await writeErd(project, { ...settings, path, check });
  const shown = relative(context.io.cwd, result.path) || result.path;
  const { what, tables, references, notes } = result;
  const drawn = { what, format: result.format, tables, references, notes };
  output.result({ ...drawn, path: result.path, upToDate: result.upToDate });
  if (!check) output.say(result.upToDate ? `${shown} is up to date.` : `Wrote ${shown}: ${countText(result)}.`);
  else if (result.upToDate) output.say(`${output.talkColors.green("✓")} ${shown} shows ${result.what} as it is.`);
  else output.say(`${shown} no longer shows ${result.what}: \`limbeck erd --write ${path}\` draws it again.`);
  for (const note of notes) output.warn(note);
  return check && !result.upToDate ? exitCodes.differences : exitCodes.done;
}

/** The options that name what is drawn. */
const sourcesOf = ({ options }: CommandContext): readonly string[] =>
  ["of", "database", "revision", "since", "all"].filter((name) => options[name] !== undefined);

function erdOptions(context: CommandContext): ErdOptions {
  const { options } = context;
  const revision = textOption(options, "revision");
  const sources = sourcesOf(context);
  if (sources.length > 1) throw new UsageError(`--${sources[0]!} and --${sources[1]!} name two things to draw.`);
  const depth = numberOption(options, "depth", "--depth");
  const scale = numberOption(options, "scale", "--scale");
  if (depth !== undefined && options["around"] === undefined)
    throw new UsageError("--depth needs --around: neighbours of which table?");
  if (scale === 0) throw new UsageError("--scale takes a number above 0.");
  const chosen = {
    of: textOption(options, "of"),
    revision,
    since: textOption(options, "since"),
    format: textOption(options, "format"),
    detail: textOption(options, "columns"),
    views: textOption(options, "views"),
    clusters: textOption(options, "clusters"),
    theme: textOption(options, "theme"),
    caption: textOption(options, "caption"),
    depth,
    scale,
  };
  return {
    ...(Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) as ErdOptions),
    only: listOption(options, "only"),
    around: listOption(options, "around"),
    defaults: flagOption(options, "defaults"),
  };
}

async function print(context: CommandContext, project: Project, settings: ErdOptions): Promise<void> {
  const { io, output } = context;
  const protocol = output.json || !io.stdoutIsTerminal ? undefined : imageProtocol(io.env);
  const image =
    protocol === undefined || settings.format !== undefined ? undefined : await asImage(project, settings, io.columns);
  if (image !== undefined && protocol !== undefined) return io.writeOut(imageSequence(image, protocol));
  // On a terminal that shows no pictures, text that can be read beats markup.
  const format: PictureFormat = settings.format ?? (io.stdoutIsTerminal ? "mermaid" : "svg");
  if (format === "png" && !output.json) throw new UsageError("A PNG needs a file.", "Add --write erd.png.");
  const result = await erd(project, { ...settings, format });
  const { content, what, tables, references, notes } = result;
  if (typeof content === "string") output.text(content);
  for (const note of notes) output.warn(note);
  if (io.stdoutIsTerminal && settings.format === undefined)
    output.say("`limbeck erd --write erd.svg` draws the picture.");
  output.result({
    what,
    format,
    tables,
    references,
    notes,
    content: typeof content === "string" ? content : Buffer.from(content).toString("base64"),
  });
}

/** Usual width of a terminal's cell; a picture wider than the window would be cut. */
const cellWidth = 10;

async function asImage(project: Project, options: ErdOptions, columns: number): Promise<Uint8Array | undefined> {
  try {
    const draw = async (scale: number): Promise<Uint8Array> =>
      (await erd(project, { ...options, scale, format: "png" })).content as Uint8Array;
    const image = await draw(options.scale ?? 2);
    // A terminal that doesn't know its width says 0.
    const room = (Math.max(columns, 40) * cellWidth) / Buffer.from(image.buffer, image.byteOffset).readUInt32BE(16);
    return options.scale !== undefined || room >= 1 ? image : await draw(2 * room);
  } catch (error) {
    if (error instanceof RasterizerMissingError) return undefined;
    throw error;
  }
}

async function drawAll(context: CommandContext, project: Project, options: WriteErdsOptions): Promise<void> {
  const { output, io } = context;
  const { writeErds } = await import("../../commands/erd-revisions.ts");
  const pictures = await writeErds(project, options);
  for (const { revision, message, paths } of pictures) {
    output.line(`${revision}, ${message}`);
    for (const path of paths) output.line(`  ${relative(io.cwd, path) || path}`);
  }
  output.result({ pictures });
}

async function drawReview(context: CommandContext, project: Project, settings: ReviewSettings): Promise<void> {
  const { output, io, options } = context;
  const { of, format = "svg", ...rest } = settings;
  if (of !== undefined) throw new UsageError("--review compares revisions: say --since or --revision.");
  if (format !== "svg" && format !== "png") throw new UsageError("--review draws svg or png.");
  const address = textOption(options, "address");
  const { writeReview } = await import("../../commands/erd-review.ts");
  const result = await writeReview(project, { ...rest, format, ...(address === undefined ? {} : { address }) });
  output.say(
    `${result.what}: ${result.changes === 0 ? "the data model stays as it is" : changeCount(result.changes)}.`,
  );
  for (const path of result.paths) output.line(relative(io.cwd, path) || path);
  output.result({ ...result });
}

type ReviewSettings = ErdOptions & { readonly folder: string };

const changeCount = (count: number): string => `${count} change${count === 1 ? "" : "s"}`;

const countText = ({ tables, references }: ErdResult): string =>
  `${tables} table${tables === 1 ? "" : "s"}, ${references} reference${references === 1 ? "" : "s"}`;
