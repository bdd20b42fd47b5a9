/** Pictures in terminals that can show them, by what they say of themselves in the environment. */
import { sixelOf } from "./sixel.ts";

export type ImageProtocol = "kitty" | "iterm" | "sixel";

export function imageProtocol(env: Readonly<Record<string, string | undefined>>): ImageProtocol | undefined {
  // Inside of a multiplexer the sequences would be swallowed or garbled.
  if (env["TMUX"] !== undefined || env["STY"] !== undefined) return undefined;
  if (env["KITTY_WINDOW_ID"] !== undefined || env["TERM"] === "xterm-kitty" || env["TERM_PROGRAM"] === "ghostty")
    return "kitty";
  if (env["TERM_PROGRAM"] === "iTerm.app" || env["TERM_PROGRAM"] === "WezTerm") return "iterm";
  return /^(foot|mlterm|contour|.*-sixel)\b/.test(env["TERM"] ?? "") ? "sixel" : undefined;
}

const chunkLength = 4096;

/** The bytes that make a terminal show a PNG. */
export function imageSequence(png: Uint8Array, protocol: ImageProtocol): string {
  if (protocol === "sixel") return `${sixelOf(png)}\n`;
  const text = Buffer.from(png).toString("base64");
  if (protocol === "iterm") return `\u001B]1337;File=inline=1;size=${png.length};width=auto:${text}\u0007\n`;
  const chunks = text.match(new RegExp(`.{1,${chunkLength}}`, "g")) ?? [];
  const sent = chunks.map((chunk, at) => {
    const more = at < chunks.length - 1 ? 1 : 0;
    return `\u001B_G${at === 0 ? "a=T,f=100," : ""}m=${more};${chunk}\u001B\\`;
  });
  return `${sent.join("")}\n`;
}
