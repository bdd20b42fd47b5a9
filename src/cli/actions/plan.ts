/** plan, and upgrade --plan. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { makePlan } from "../../commands/plan.ts";
import { parsePlan, type Plan } from "../../project/plan-file.ts";
import { replayOptions, textOption, type Action, type CommandContext } from "../context.ts";
import { interruptible, nothingChanged } from "../interruptible.ts";
import type { Output } from "../output.ts";

export const planAction: Action = async (context) => {
  const { output, io, options, args } = context;
  const project = await context.project();
  const plan = await interruptible(context, project, nothingChanged, (stoppable) =>
    makePlan(stoppable, args[0] ?? "head", replayOptions(context)),
  );
  const file = textOption(options, "output");
  if (file !== undefined) writeFileSync(resolve(io.cwd, file), `${JSON.stringify(plan, undefined, 2)}\n`);
  print(output, plan);
  if (file !== undefined && plan.revisions.length > 0)
    output.say(`\`limbeck upgrade -e ${plan.environment} --plan ${file}\` runs exactly this.`);
  output.result({ ...plan });
};

/** The plan of `--plan`, as long as that is given. */
export function planOption({ options, io }: CommandContext): Plan | undefined {
  const file = textOption(options, "plan");
  return file === undefined ? undefined : parsePlan(readFileSync(resolve(io.cwd, file), "utf8"), file);
}

function print(output: Output, { revisions, statements, findings, notes, environment }: Plan): void {
  const { bold, dim, yellow, red } = output.colors;
  if (revisions.length === 0) return output.say(`Nothing to do on ${environment}.`);
  for (const { id, message } of revisions) {
    output.line(bold(`${id}, ${message}`));
    for (const one of statements.filter(({ revision }) => revision === id)) {
      output.line(`  ${one.class.padEnd(11)} ${one.sql.replaceAll(/\s+/g, " ").trim()}`);
      const facts = [
        ...(one.transactional ? [] : ["outside of the transaction"]),
        ...(one.locks.length === 0 ? [] : [`locks ${one.locks.join(", ")}`]),
        ...one.rewrites.map((table) => yellow(`rewrites ${table}`)),
        ...one.scans.map((table) => `reads ${table}`),
      ];
      if (facts.length > 0) output.line(dim(`              ${facts.join("; ")}`));
    }
    for (const { rule, severity, message: text, suppressed } of findings.filter(({ revision }) => revision === id))
      if (severity !== "info" && suppressed === undefined)
        output.line(`  ${severity === "error" ? red(`error ${rule}`) : yellow(`warning ${rule}`)} ${text}`);
  }
  for (const note of notes) output.say(note);
}
