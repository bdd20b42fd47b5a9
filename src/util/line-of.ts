/**
 * Tells lines of a text, counted from one, by the places where they are asked for: the text is read once, however often.
 *
 *     const line = linesOf("SELECT 1;\nSELECT 2;");
 *     line(10); // 2
 */
export function linesOf(text: string): (at: number) => number {
  let ends: number[] | undefined;
  return (at) => {
    ends ??= lineEnds(text);
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function lineEnds(text: string): number[] {
  const ends: number[] = [];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) ends.push(at);
  return ends;
}
