// Prints the command lines with which README.md says to try this repository, one a line, for .ci/run.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const text = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
const found = [...text.matchAll(/^```(?:sh|shell|bash)\n([\s\S]*?)^```/gm)]
  .flatMap(([, block]) => block.split("\n"))
  .map((line) => line.replace(/\s+#.*$/, "").trim())
  .filter((line) => line.startsWith("npm ci && "));

if (found.join() !== "npm ci && npm start,npm ci && npm test") {
  console.error(
    `README.md must hold \`npm ci && npm start\` and \`npm ci && npm test\`, and holds: ${found.join("; ")}`,
  );
  process.exit(1);
}
console.log(found.join("\n"));
