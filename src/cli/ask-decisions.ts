/** Asks on a terminal what autogenerate cannot know. */
import { isCancel, select } from "@clack/prompts";
import type { Rename } from "../project/compare-sources.ts";

interface Decision {
  readonly kind: "rename" | "drop";
  readonly text: string;
  readonly from: string;
  readonly candidates: readonly string[];
}

/** No name of anything. */
const stop = "";

/** One answer a question; none when the person gives up or a signal ends the command. */
export async function askDecisions(
  decisions: readonly Decision[],
  signal: AbortSignal | undefined,
): Promise<readonly Rename[]> {
  const answers: Rename[] = [];
  for (const { kind, text, from, candidates } of decisions) {
    // What was given as an answer cannot be given again.
    const open = candidates.filter((candidate) => !answers.some((answer) => answer.to === candidate));
    if (kind === "rename" && open.length === 0) {
      answers.push({ from, to: from });
      continue;
    }
    const answer = await select({
      message: text,
      ...(signal === undefined ? {} : { signal }),
      options: [
        ...open.map((to) => ({ value: to, label: `renamed to ${to}`, hint: "keeps its data" })),
        { value: from, label: "dropped", hint: "its data is lost" },
        ...(kind === "drop" ? [{ value: stop, label: "stop here", hint: "nothing is written" }] : []),
      ],
    });
    if (isCancel(answer) || answer === stop) return [];
    answers.push({ from, to: String(answer) });
  }
  return answers;
}
