/** The text forms of composite values (manual 8.16.2, 8.16.5) and of arrays (8.15.2), as far as the types of columns need them. */

/** `("a b",,"say \"\"hi\"\"")`: a field that is undefined or null is NULL, which is written as nothing. */
export function recordText(fields: readonly (string | null)[]): string {
  const texts = fields.map((field) => (field === null ? "" : `"${field.replace(/["\\]/g, "$&$&")}"`));
  return `(${texts.join(",")})`;
}

/** The fields of a composite value, null where they are NULL. */
export function parseRecord(text: string): (string | null)[] {
  const fields: (string | null)[] = [];
  let current = "";
  let isNull = true;
  let isQuoted = false;
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === "\\" || (character === '"' && isQuoted && text[at + 1] === '"')) {
      current += text[(at += 1)];
      isNull = false;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      isNull = false;
    } else if (!isQuoted && (character === "," || character === ")")) {
      fields.push(isNull ? null : current);
      current = "";
      isNull = true;
      if (character === ")") break;
    } else {
      current += character;
      isNull = false;
    }
  }
  return fields;
}

/** `{1,NULL,{"a"}}`; `element` gives the text of one, and NULL for null. */
export function arrayText(values: readonly unknown[], element: (value: unknown) => string, form: ArrayForm): string {
  const texts = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    if (Array.isArray(value) && form.nests) return arrayText(value, element, form);
    return `"${element(value).replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${texts.join(form.delimiter)}}`;
}

export interface ArrayForm {
  /** `;` for arrays of `box`. */
  readonly delimiter: string;
  /** False where an array is a value of the element's type, as in `jsonb[]`. */
  readonly nests: boolean;
}

/** The elements of a one-dimensional or nested array. */
export function parseArrayText(text: string, element: (text: string) => unknown, delimiter: string): unknown[] {
  let at = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  const read = (): unknown[] => {
    const found: unknown[] = [];
    for (at += 1; text[at] !== "}" && at < text.length;) {
      if (text[at] === "{") found.push(read());
      else if (text[at] === delimiter) at += 1;
      else if (text[at] === '"') found.push(element(quoted()));
      else {
        const start = at;
        while (at < text.length && text[at] !== delimiter && text[at] !== "}") at += 1;
        const bare = text.slice(start, at);
        found.push(bare === "NULL" ? null : element(bare));
      }
    }
    at += 1;
    return found;
  };
  const quoted = (): string => {
    let found = "";
    for (at += 1; text[at] !== '"'; at += 1) {
      if (text[at] === "\\") at += 1;
      found += text[at];
    }
    at += 1;
    return found;
  };
  return read();
}
