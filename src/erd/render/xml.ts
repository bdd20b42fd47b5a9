/** Text and numbers as XML. Whatever a name, a comment or a message holds, it stays text. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// Control characters, lone surrogates and non-characters are not allowed in XML, not even as references.
const forbidden = /[^\t\n\r\u0020-\u007e\u0080-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
// Marks that turn the direction of text around could make one name look like another.
const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function escapeXml(text: string): string {
  return text
    .replaceAll(forbidden, "\ufffd")
    .replaceAll(directions, "")
    .replaceAll(/[&<>"']/g, (found) => entities[found]!);
}

/** A coordinate with at most one decimal. */
export const number = (value: number): string => String(Math.round(value * 10) / 10);
