/** Whether an enum gets to its new values by additions alone, which is all that PostgreSQL can do in place. */

/** The values to add where adding is enough: every old value is still there, in the same order. */
export function additions(
  before: readonly string[],
  after: readonly string[],
): { readonly value: string; readonly before?: string; readonly after?: string }[] | undefined {
  const kept = after.filter((value) => before.includes(value));
  if (kept.length !== before.length || kept.some((value, at) => value !== before[at])) return undefined;
  return after.flatMap((value, at) => {
    if (before.includes(value)) return [];
    const next = after.slice(at + 1).find((later) => before.includes(later));
    if (next === undefined) return [{ value }];
    return at === 0 ? [{ value, before: next }] : [{ value, after: after[at - 1] as string }];
  });
}
