/** Help that teaches by example. */
import type { CommandDefinition } from "../commands/definitions.ts";
import { Help } from "commander";
import pc from "picocolors";
import type { Io } from "./io.ts";

const colorsOf = (io: Io): ReturnType<typeof pc.createColors> =>
  pc.createColors(io.stdoutIsTerminal && (io.env["NO_COLOR"] ?? "") === "");

export interface HelpStyle {
  readonly helpWidth: number;
  /** Room below which a description is not wrapped beside its name. */
  readonly minWidthToWrap: number;
  readonly styleTitle: (text: string) => string;
  readonly styleCommandText: (text: string) => string;
  readonly styleOptionText: (text: string) => string;
  readonly styleSubcommandText: (text: string) => string;
}

export function styleHelp(io: Io): HelpStyle {
  const colors = colorsOf(io);
  return {
    helpWidth: widthOf(io),
    minWidthToWrap: 20,
    styleTitle: colors.bold,
    styleCommandText: colors.cyan,
    styleOptionText: colors.cyan,
    styleSubcommandText: colors.cyan,
  };
}

const widthOf = ({ columns }: Io): number => Math.min(Math.max(columns, 60), 110);

export function rootHelp(io: Io): string {
  return examples(io, "A first run", [
    ["limbeck init", "lay out a project"],
    ['limbeck revision --autogenerate -m "Initial commit"', "write the first revision from the model"],
    ["limbeck upgrade head", "apply it"],
    ["limbeck status", "see where you are"],
  ]);
}

export function commandHelp(definition: CommandDefinition, io: Io): string {
  return examples(io, "Examples", definition.examples) + exits(io, definition.exits ?? []);
}

function exits(io: Io, list: NonNullable<CommandDefinition["exits"]>): string {
  const { bold, cyan } = colorsOf(io);
  const wrapped = (text: string): string => new Help().boxWrap(text, widthOf(io) - 5).replaceAll("\n", "\n     ");
  const lines = list.map(([code, meaning]) => `  ${cyan(String(code))}  ${wrapped(meaning)}`);
  return list.length === 0 ? "" : `\n${bold("Exit codes:")}\n${lines.join("\n")}\n`;
}

function examples(io: Io, title: string, list: readonly (readonly [command: string, effect: string])[]): string {
  const { bold, cyan, dim } = colorsOf(io);
  const width = Math.max(...list.map(([command]) => command.length));
  const isWide = list.some(([, effect]) => 2 + width + 2 + effect.length > widthOf(io));
  const lines = list.map(([command, effect]) =>
    isWide ? `  ${cyan(command)}\n      ${dim(effect)}` : `  ${cyan(command.padEnd(width))}  ${dim(effect)}`,
  );
  return `\n${bold(`${title}:`)}\n${lines.join("\n")}\n`;
}
