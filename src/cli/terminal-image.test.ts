import { expect, test } from "vitest";
import { renderPng } from "../erd/render/png.ts";
import { imageProtocol, imageSequence } from "./terminal-image.ts";

test("terminals are known by what they say of themselves; inside of a multiplexer none is", () => {
  const protocols = [
    { KITTY_WINDOW_ID: "1" },
    { TERM: "xterm-kitty" },
    { TERM_PROGRAM: "ghostty" },
    { TERM_PROGRAM: "iTerm.app" },
    { TERM_PROGRAM: "WezTerm" },
    { TERM: "foot" },
    { TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" },
    { KITTY_WINDOW_ID: "1", TMUX: "/tmp/tmux" },
    { TERM_PROGRAM: "WezTerm", STY: "1.pts" },
    {},
  ].map((env) => imageProtocol(env));
  expect(protocols).toEqual([
    "kitty",
    "kitty",
    "kitty",
    "iterm",
    "iterm",
    "sixel",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

/** With its control characters to be seen. */
const visible = (text: string): string => text.replaceAll("\u001B", "<ESC>").replaceAll("\u0007", "<BEL>");

const png = Uint8Array.from({ length: 7000 }, (_, at) => (at * 31) % 256);

test("Kitty gets the picture in pieces that say whether more follow", () => {
  const text = visible(imageSequence(png, "kitty"));
  const pieces = [...text.matchAll(/<ESC>_G([^;]*);([A-Za-z0-9+/=]*)<ESC>\\/g)];
  expect(pieces.map(([, control]) => control)).toEqual(["a=T,f=100,m=1", "m=1", "m=0"]);
  expect(pieces.every(([, , data]) => data!.length <= 4096)).toBe(true);
  expect(Buffer.from(pieces.map(([, , data]) => data).join(""), "base64").equals(png)).toBe(true);
  expect(text.replaceAll(/<ESC>_G[^;]*;[^<]*<ESC>\\/g, "")).toBe("\n");
});

test("iTerm2 gets the picture with its size, in one piece", () => {
  const found = /^<ESC>\]1337;File=inline=1;size=7000;width=auto:([A-Za-z0-9+/=]+)<BEL>\n$/.exec(
    visible(imageSequence(png, "iterm")),
  );
  expect(Buffer.from(found?.[1] ?? "", "base64").equals(png)).toBe(true);
});

test("sixel terminals get every pixel in its colour", async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 13"><rect width="20" height="13" fill="#fff"/><rect x="4" y="2" width="9" height="9" fill="#1f5fc4"/><path d="M0 0L20 13" stroke="#c02536"/></svg>`;
  const text = imageSequence(await renderPng(svg, { scale: 1 }), "sixel");
  const { width, height, at } = readSixel(text);
  expect([width, height]).toEqual([20, 13]);
  expect([at(19, 0), at(5, 9), at(12, 2)]).toEqual(["100;100;100", "12;37;77", "12;37;77"]);
  // Every pixel is drawn once.
  for (let y = 0; y < 13; y += 1) for (let x = 0; x < 20; x += 1) expect(at(x, y), `${x} ${y}`).toBeDefined();
});

/** What a terminal makes of it. */
function readSixel(text: string): { width: number; height: number; at: (x: number, y: number) => string | undefined } {
  const body = /^<ESC>P0;1q"1;1;(\d+);(\d+)(.*)<ESC>\\\n$/.exec(visible(text))!;
  const colours = new Map<string, string>();
  const pixels = new Map<string, string>();
  let [x, top, colour, times] = [0, 0, "", 1];
  for (const [token] of body[3]!.matchAll(/#\d+;2;\d+;\d+;\d+|#\d+|!\d+|[$-]|[?-~]/g)) {
    if (token.includes(";")) colours.set(token.slice(1, token.indexOf(";")), token.split(";2;")[1]!);
    else if (token.startsWith("#")) colour = colours.get(token.slice(1))!;
    else if (token.startsWith("!")) times = Number(token.slice(1));
    else if (token === "$") x = 0;
    else if (token === "-") [x, top] = [0, top + 6];
    else {
      for (; times > 0; times -= 1, x += 1)
        for (let row = 0; row < 6; row += 1)
          if ((token.charCodeAt(0) - 63) & (1 << row)) pixels.set(`${x} ${top + row}`, colour);
      times = 1;
    }
  }
  return { width: Number(body[1]), height: Number(body[2]), at: (column, line) => pixels.get(`${column} ${line}`) };
}
