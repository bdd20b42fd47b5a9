import { spawn } from "node:child_process";
import { join, relative, resolve } from "node:path";
import { studioSource } from "../../commands/studio.ts";
import { writeOutput } from "../../project/write-output.ts";
import type { Project } from "../../config/config.ts";
import type { Studio } from "../../studio/server.ts";
import { flagOption, numberOption, textOption, type Action, type CommandContext } from "../context.ts";
import { UsageError } from "../errors.ts";

export const studioAction: Action = async (context) => {
  const { options, output, io } = context;
  const project = await context.project();
  const folder = textOption(options, "export") ?? textOption(options, "output");
  if (folder !== undefined) return exportSite(context, project, folder);
  const { startStudio } = await import("../../studio/server.ts");
  const port = portOption(context);
  const studio = await startStudio(studioSource(project), port === undefined ? {} : { port });
  // The page says itself what could not be replayed.
  studio.ready.catch(() => {});
  output.line(studio.url);
  output.say("Serving on this machine only; reads, changes nothing. Ctrl-C ends it.");
  output.result({ url: studio.url, port: studio.port });
  if (options["open"] !== false && io.stdoutIsTerminal) openBrowser(studio.url, context);
  await interrupted(context, studio);
};

function portOption({ options }: CommandContext): number | undefined {
  const port = numberOption(options, "port", "--port");
  if (port !== undefined && (!Number.isInteger(port) || port > 65_535))
    throw new UsageError("--port takes a number up to 65535.");
  return port;
}

async function exportSite(context: CommandContext, project: Project, folder: string): Promise<void> {
  const { output, io } = context;
  const { exportStudio } = await import("../../studio/export.ts");
  const source = studioSource(project);
  const { html, failed } = await exportStudio(source, (done) =>
    output.passing(`replaying revisions: ${done} of ${source.nodes.length}`),
  );
  const target = resolve(io.cwd, folder);
  const path = join(target, "index.html");
  writeOutput(path, html);
  output.say(`Wrote ${relative(io.cwd, path) || path}.`);
  if (failed.length > 0)
    output.say(
      `${failed.length === 1 ? "One revision" : `${failed.length} revisions`} could not be replayed, from ${failed[0]!} on: the page says why.`,
    );
  output.result({ path, revisions: source.nodes.length, failed, bytes: Buffer.byteLength(html) });
}

/** A browser that can't be started is no failure: the address is there to be clicked. */
function openBrowser(url: string, { output, options }: CommandContext): void {
  if (flagOption(options, "json")) return;
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : ["xdg-open", url];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.once("error", () => output.say("No browser could be started: open the address above."));
  child.unref();
}

function interrupted({ io }: CommandContext, studio: Studio): Promise<void> {
  return new Promise((done) => {
    const stop = io.onInterrupt(() => {
      stop();
      void studio.close().then(done);
    });
  });
}
