/** The command line: parses argv, runs one action, and returns the exit code. Never ends the process. */
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import {
  commandDefinitions,
  type CommandDefinition,
  type DefinedCommand,
  type OptionDefinition,
} from "../commands/definitions.ts";
import type { Project } from "../config/config.ts";
import type { SourcePlace } from "../config/errors.ts";
import { deferring } from "../model/deferred.ts";
import { declaredPlaceOf } from "../util/declared-place.ts";
import { exitCodes } from "../util/errors.ts";
import { actions } from "./actions.ts";
import { listOption, openProject, type CommandContext, type OptionValues } from "./context.ts";
import { UnawaitedFailureError, UsageError } from "./errors.ts";
import { commandHelp, rootHelp, styleHelp } from "./help.ts";
import { exitCodeOf, type Io } from "./io.ts";
import { echoing } from "./echo.ts";
import { Output } from "./output.ts";
import { reportError } from "./report-error.ts";

/**
 * Runs a command line.
 *
 *     const exitCode = await main(["upgrade", "head"], processIo());
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = buildProgram(io, async (definition, args, options) => {
    exitCode = await runAction({ definition, args, options, io });
  });
  try {
    await program.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    // Help, version and usage errors: commander has written what there is to say.
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.done;
    if (argv.includes("--json")) io.writeOut(`${JSON.stringify(usageJson(argv, error))}\n`);
    return exitCodes.usage;
  }
}

function usageJson(argv: readonly string[], error: CommanderError): Readonly<Record<string, unknown>> {
  const message = error.message.replace(/^error: /, "");
  const command = argv.find((arg) => commandDefinitions.some(({ name }) => name === arg)) ?? argv[0];
  return { version: 1, command, error: { code: "cli.usage", message, exitCode: exitCodes.usage } };
}

type Run = (definition: DefinedCommand, args: readonly string[], options: OptionValues) => Promise<void>;

function buildProgram(io: Io, run: Run): Command {
  const program = new Command("limbeck")
    .usage("<command> [options]")
    .addHelpCommand(
      // `new Command("help [command]")` would be a command whose name holds the brackets, and is never found.
      new Command("help").argument("[command]").description("show help for a command").helpGroup("Start:"),
    )
    .helpOption("-h, --help", "show this")
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(limbeck help lists the commands)")
    .configureHelp({
      ...styleHelp(io),
      subcommandTerm: (command) =>
        [
          command.name(),
          ...command.registeredArguments.map((argument) =>
            argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
          ),
        ].join(" "),
    })
    .configureOutput({ writeOut: io.writeOut, writeErr: io.writeError });
  program.option("-V, --version", "show the version").on("option:version", () => {
    throw new VersionRequest();
  });
  // Before the command, too, where Alembic has them: `limbeck -c other.config.ts -x tenant=one upgrade`.
  program.enablePositionalOptions();
  for (const option of sharedOptions) program.addOption(toOption(option).hideHelp());
  countVerbosity(program);
  program.addHelpText("after", () => rootHelp(io));
  for (const definition of commandDefinitions) addCommand(program, definition, io, run);
  return program;
}

/** Reading package.json is left to those who ask. */
class VersionRequest extends CommanderError {
  constructor() {
    super(0, "limbeck.version", "version");
  }
}

function addCommand(program: Command, definition: DefinedCommand, io: Io, run: Run): void {
  const command = program
    .command(definition.name)
    .summary(definition.summary)
    .description(definition.description ?? `${definition.summary[0]?.toUpperCase()}${definition.summary.slice(1)}.`)
    .helpGroup(`${definition.group}:`)
    .showHelpAfterError(`(limbeck help ${definition.name} explains its options)`);
  for (const argument of definition.arguments ?? [])
    command.argument(argument.name, argument.description, argument.default);
  for (const option of definition.options ?? []) command.addOption(toOption(option));
  command.addOption(new Option("--dry-run").hideHelp());
  for (const option of sharedOptions) command.addOption(toOption(option).helpGroup("Everywhere:"));
  countVerbosity(command);
  command.addHelpOption(new Option("-h, --help", "show this").helpGroup("Everywhere:"));
  command.addHelpText("after", () => commandHelp(definition, io));
  command.action(async () =>
    run(
      definition,
      command.processedArgs.flat().filter((arg) => arg !== undefined),
      withOptionsBefore(program.opts(), command.opts()),
    ),
  );
}

/** `-vv` is `-v` twice. */
function countVerbosity(command: Command): void {
  command.on("option:verbose", () => {
    command.setOptionValue("verbosity", Number(command.getOptionValue("verbosity") ?? 0) + 1);
  });
}

/** The options of a command together with those that stand before it: lists are joined, otherwise the latter one counts. */
function withOptionsBefore(before: OptionValues, after: OptionValues): OptionValues {
  const x = [...listOption(before, "x"), ...listOption(after, "x")];
  const color = before["color"] !== false && after["color"] !== false;
  const verbosity = Number(before["verbosity"] ?? 0) + Number(after["verbosity"] ?? 0);
  return { ...before, ...after, color, verbosity, ...(x.length === 0 ? {} : { x }) };
}

const sharedOptions: readonly OptionDefinition[] = [
  { flags: "-c, --config <file>", description: "the config file (default: searched upward)" },
  { flags: "-e, --env <name>", description: "the environment (default: development, or the first)" },
  { flags: "-x <key=value>", description: "an argument for revisions and hooks", repeatable: true },
  { flags: "--json", description: "one JSON object on standard output" },
  { flags: "-q, --quiet", description: "results only" },
  {
    flags: "-v, --verbose",
    description: "more of everything; stacks of errors; -vv: each statement of SQL, with time and rows",
  },
  { flags: "--raise", description: "show the stack of an error" },
  { flags: "--no-color", description: "no colours" },
];

function toOption(definition: OptionDefinition): Option {
  const option = new Option(definition.flags, definition.description);
  if (definition.choices !== undefined) option.choices([...definition.choices]);
  if (definition.repeatable === true) {
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  }
  return option;
}

/** Where in the user's own files an error came from, such as a model or a hook. */
async function locateThrown(error: unknown, project: Project | undefined): Promise<SourcePlace | undefined> {
  if (project === undefined) return undefined;
  const { locateInSources, locateInStack } = await import("../config/loader/source-place.ts");
  const context = { root: project.root, cacheFolder: join(project.stateFolder, "cache") };
  const declared = declaredPlaceOf(error);
  const call = (declared && locateInStack(declared.stack, context)) ?? locateInSources(error, context);
  const property = declared?.property ?? (error as { readonly property?: unknown } | null)?.property;
  if (call === undefined || typeof property !== "string") return call;
  const { propertyPlace } = await import("../config/property-place.ts");
  return propertyPlace(call, property, context.root);
}

/** What other tools call a dry run is SQL here, which can be read and run. */
function dryRunError({ name, options = [] }: CommandDefinition): UsageError {
  const writesSql = options.some(({ flags }) => flags.startsWith("--sql"));
  const hint = `\`limbeck ${writesSql ? name : "upgrade"} --sql\` writes the SQL and runs nothing.`;
  return new UsageError("There is no --dry-run.", hint);
}

interface Invocation {
  readonly definition: DefinedCommand;
  readonly args: readonly string[];
  readonly options: OptionValues;
  readonly io: Io;
}

async function runAction({ definition, args, options, io }: Invocation): Promise<number> {
  const verbose = options["verbose"] === true;
  const output = new Output(io, {
    json: options["json"] === true,
    quiet: options["quiet"] === true,
    color: options["color"] !== false && (io.env["NO_COLOR"] ?? "") === "",
    command: definition.name,
  });
  let opened: Project | undefined;
  const onQuery = Number(options["verbosity"] ?? 0) > 1 ? echoing(output) : undefined;
  const project = async (): ReturnType<typeof openProject> => (opened = await openProject(io, options, onQuery));
  const context: CommandContext = { io, output, command: definition.name, args, options, verbose, project };
  let stray: { readonly cause: unknown; readonly where: string | undefined } | undefined;
  const stopWatching = io.onStray?.((cause) => {
    stray ??= { cause, where: context.running };
    context.onStray?.();
  });
  const strayError = (isDone: boolean): UnawaitedFailureError | undefined =>
    stray && new UnawaitedFailureError(definition.name, { where: stray.where, isDone }, stray.cause);
  try {
    if (options["dryRun"] === true) throw dryRunError(definition);
    const action = await actions[definition.name]();
    const code = await deferring(async () => action(context));
    output.done();
    const failure = strayError(true);
    if (failure !== undefined) throw failure;
    return code ?? exitCodes.done;
  } catch (thrown) {
    // What was stopped for it tells no more than that it was stopped.
    const error = thrown instanceof UnawaitedFailureError ? thrown : (strayError(false) ?? thrown);
    const locate = (thrown: unknown): Promise<SourcePlace | undefined> => locateThrown(thrown, opened);
    const showStack = verbose || options["raise"] === true;
    const exitCode = context.interruptedBy === undefined ? undefined : exitCodeOf(context.interruptedBy);
    return reportError(error, { locate, io, output, command: definition.name, verbose: showStack, exitCode });
  } finally {
    stopWatching?.();
  }
}
