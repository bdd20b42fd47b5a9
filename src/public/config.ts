/** `limbeck/config`: what a config file needs, and loading one in code. */
export { defineConfig } from "../config/config.ts";
export type {
  Config,
  ConfigExport,
  Environment,
  EnvironmentConfig,
  OperationRewriter,
  DirectiveContext,
  HookFailure,
  HookRun,
  Plugin,
  Project,
  RevisionDirective,
  RunHooks,
  Target,
  Targets,
  VersionApply,
  VersionTableConfig,
} from "../config/config.ts";
export { env } from "../config/env.ts";
export type { EnvReference } from "../config/env.ts";
export { drizzleSchema, mikroOrm, prismaSchema, typeOrm } from "../config/presets/presets.ts";
export { sqlFiles, sqlProgram } from "../config/sql-target.ts";
export type { SqlFilesTarget, SqlProgramOptions, SqlProgramTarget, SqlTarget } from "../config/sql-target.ts";
export { createProject, loadConfig } from "../config/load-config.ts";
export type { LoadConfigOptions, ProjectOptions } from "../config/load-config.ts";
export * from "../config/errors.ts";
