/** Text and numbers as XML. Whatever a name, a comment or a message holds, it stays text. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// Control characters, lone surrogates and non-characters are not allowed in XML, not even as references.
// eslint-disable-next-line no-control-regex
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// Marks that turn the direction of text around could make one name look like another.
const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function escapeXml(text: string): string {
  return text
    .replaceAll(forbidden, "\ufffd")
    .replaceAll(directions, "")
    .replaceAll(/[&<>"']/g, (found) => entities[found]!);
}

/** A coordinate with at most one decimal. */
export const number = (value: number): string => String(Math.round(value * 10) / 10);
