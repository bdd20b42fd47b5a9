/**
 * The union `ErrorCode` and the page of all codes are made from the classes of errors. After a class or a hint has changed:
 * `npm run error-codes`.
 */
import { expect, it } from "vitest";
import { readErrors, type ErrorFacts } from "./support/error-codes.ts";
import { exitCodes } from "../src/util/errors.ts";

const errors = readErrors();
const codes = [...new Set(errors.map(({ code }) => code))];

it("are a union that the compiler knows", async () => {
  const text = `/** Made from the classes of errors by \`npm run error-codes\`. */

/** The codes of all errors that limbeck throws on purpose, explained in docs/guide/errors.md. */
export type ErrorCode =
${codes.map((code) => `  | "${code}"`).join("\n")};
`;
  await expect(text).toMatchFileSnapshot("../src/util/error-codes.ts");
});

it("say by which situation they come up and what to do", () => {
  expect(errors.filter(({ cause }) => cause === "").map(({ name }) => name)).toEqual([]);
  expect(errors.filter(({ remedies }) => remedies.length === 0).map(({ name }) => name)).toEqual([]);
});

it("belong to one situation each", () => {
  const several = codes.filter((code) => new Set(errors.filter((each) => each.code === code).map(nameOf)).size > 1);
  expect(several).toEqual([]);
});

it("are explained on a page", async () => {
  const groups = [...new Set(codes.map(groupOf))];
  const sections = groups.map((group) => {
    const own = errors.filter(({ code }) => groupOf(code) === group);
    return `## ${group}\n\n${own.map(sectionOf).join("\n")}`;
  });
  await expect(`${intro}\n${sections.join("\n")}`).toMatchFileSnapshot("../docs/guide/errors.md");
});

const nameOf = ({ name }: ErrorFacts): string => name;
const groupOf = (code: string): string => code.slice(0, code.indexOf("."));

const intro = `# Errors

Every error that limbeck throws on purpose has a \`code\`, which stays the same from version to version, a \`hint\` and the
[exit code](exit-codes.md) of the command line. This page is made from the sources: what has happened, and what to do. \`…\`
stands for a name that the message gives. [From code](programmatic.md#errors) shows how to catch one; \`code\` is a union of
these texts.
`;

function sectionOf({ code, name, entry, cause, remedies, exitCodes: exits }: ErrorFacts): string {
  const from = entry === undefined ? "of the command line" : `from \`${entry}\``;
  const numbers = exits.map((exit) => exitCodes[exit as keyof typeof exitCodes]).filter((each) => each !== undefined);
  const ends = numbers.length === 0 ? "" : `, exit code ${numbers.join(" or ")}`;
  return `### \`${code}\`

\`${name}\` ${from}${ends}. ${cause.replace(/[^.]$/, "$&.")}

${remedies.map((text) => `- ${plain(text)}`).join("\n")}
`;
}

/** Text as Markdown: what could be taken for marks or tags is written as it is. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s*\n\s*/g, " ")
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll(/[<>*_]/g, "\\$&")))
    .join("")
    .trim();
