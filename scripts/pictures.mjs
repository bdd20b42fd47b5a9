// Draws the pictures of docs/images anew from the commerce example: node scripts/pictures.mjs. Needs `npm run build`.
// `studio.png` is a screenshot of `limbeck studio --export` of the same example and is not made here.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pictures = [
  ["commerce.svg", []],
  ["commerce-tags.svg", ["--revision", "960969e75871:3b1f24c07d9e"]],
];

for (const [file, options] of pictures) {
  const args = [`${root}dist/cli/bin.js`, "erd", ...options, "--write", `${root}docs/images/${file}`];
  const { status } = spawnSync(process.execPath, args, { cwd: `${root}examples/commerce`, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
