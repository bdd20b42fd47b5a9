/** Identifiers as a message names them. */
export function listed(ids: readonly string[]): string {
  return ids.length <= 12 ? ids.join(", ") : `${ids.slice(0, 12).join(", ")} and ${ids.length - 12} more`;
}
