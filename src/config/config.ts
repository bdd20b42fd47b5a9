/**
 * The shape of `limbeck.config.ts`. What a user writes is checked in `validate.ts`; what commands work with is the
 * `Project` that `load-config.ts` makes of it.
 */
import type { Dialect, Queryable } from "../dialects/dialect.ts";
import type { Driver } from "../driver/driver.ts";
import type { OnQuery } from "../driver/observed.ts";
import type { Kind } from "../metadata/kind.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import type { Operation, OperationDefinitions } from "../operations/operation.ts";
import type { EnvReference } from "./env.ts";
import type { SqlTarget } from "./sql-target.ts";

/** Several data models are one target as well; so are SQL files, and what a program prints. */
export type Targets = Target | SqlTarget | readonly (Target | SqlTarget)[];

/** A data model, or anything else that carries the metadata of one. */
export type Target = MetaData | { readonly metadata: MetaData };

type MaybePromise<T> = T | Promise<T>;

/** Name and schema of the version table. */
export interface VersionTableConfig {
  /** Default `limbeck_version`; `alembic_version` takes over a table that Alembic wrote. */
  readonly name?: string;
  /** Default: the default schema of the connection. */
  readonly schema?: string;
}

/** What sort of change a statement is. */
export type OperationClass = "additive" | "widening" | "narrowing" | "destructive" | "data" | "access" | "other";

/** One environment of the config: where its database is and how runs behave there. */
export interface EnvironmentConfig {
  /** Where the database is. Without one, the embedded database under `.limbeck/` is used. */
  readonly url?: string | EnvReference | (() => MaybePromise<string>);
  /** Asks before anything is changed, and refuses without `--yes` where nobody can be asked. */
  readonly protected?: boolean;
  readonly versionTable?: VersionTableConfig;
  /**
   * The schema that names without one stand in; made by the first upgrade where it is missing. Default: what the connection
   * says, by `?schema=` of its URL or the search path of its role and database.
   */
  readonly schema?: string;
  /**
   * Classes of statements that an upgrade may run here, such as `["additive", "widening"]`; by default all. `limbeck plan`
   * tells the class of each statement.
   */
  readonly allow?: readonly OperationClass[];
  /** Seconds to wait for another run to end; default 60. */
  readonly migrationLockWait?: number;
  /** Milliseconds that a statement may wait for a table lock before the revision is tried again; default 2000. */
  readonly ddlLockTimeout?: number;
  /** Major version of the server that offline SQL is written for; default 14, the oldest supported. */
  readonly serverVersion?: number;
  /**
   * Where revisions are tried out: `embedded` (the default), `server` for a throw-away database on this environment's
   * own server, or the URL of another server to make one on.
   */
  readonly scratch?: string | EnvReference | (() => MaybePromise<string>);
  /** A data model of this environment's own. */
  readonly target?: Targets | (() => MaybePromise<Targets>);
  /** Folders of revisions of this environment's own. */
  readonly revisions?: string | readonly string[];
  /** Around runs on this environment, after those of the config. */
  readonly hooks?: RunHooks;
}

/** What a step of a run looks like to `onVersionApply`. */
export interface VersionApply {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly message: string;
  readonly environment: string;
  /** From `-x key=value`. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Runs SQL in the transaction of the step. */
  readonly query: (sql: string, parameters?: readonly unknown[]) => Promise<unknown>;
}

/** What a run looks like to hooks. */
export interface HookRun {
  readonly runId: string;
  readonly environment: string;
  readonly direction: "upgrade" | "downgrade";
  /** What is run, in order. */
  readonly revisions: readonly string[];
  /** Rows of the version table before. */
  readonly from: readonly string[];
  /** From `-x key=value`. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Runs SQL on the connection of the run, outside of a transaction of limbeck's. */
  readonly query: (sql: string, parameters?: readonly unknown[]) => Promise<unknown>;
}

/** How a run ended that failed. */
export interface HookFailure {
  readonly environment: string;
  readonly direction: "upgrade" | "downgrade";
  readonly arguments: Readonly<Record<string, string>>;
  /** The revision that failed, where it was one. */
  readonly revision: string | undefined;
  /** Revisions that the run had applied before. */
  readonly completed: readonly string[];
  readonly error: unknown;
}

/**
 * Functions around runs that have something to do. One that throws ends the run; before a revision, in its transaction, it
 * rolls that back.
 */
export interface RunHooks {
  /** Under the migration lock, before the first revision. */
  readonly beforeRun?: (run: HookRun) => MaybePromise<void>;
  /** After the last revision was committed, still under the lock. */
  readonly afterRun?: (
    run: HookRun & { readonly to: readonly string[]; readonly milliseconds: number },
  ) => MaybePromise<void>;
  /** In the transaction of each revision, before its first statement. */
  readonly beforeRevision?: (step: VersionApply) => MaybePromise<void>;
  /** After each revision was committed. */
  readonly afterRevision?: (step: VersionApply & { readonly milliseconds: number }) => MaybePromise<void>;
  /** After whatever ended the run; what this throws becomes a warning. */
  readonly onFailure?: (failure: HookFailure) => MaybePromise<void>;
}

/** One revision about to be written; hooks may change it or return fewer or more of them. */
export interface RevisionDirective {
  readonly message: string;
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  /** Otherwise what `revisionIds` says. */
  readonly id?: string;
  /** What it stands on; otherwise what was asked for, or the directive before. */
  readonly head?: string | readonly string[];
  readonly splice?: boolean;
  readonly branchLabels?: readonly string[];
  readonly dependsOn?: readonly string[];
  /** One of the folders of `revisions`. */
  readonly versionPath?: string;
}

/** What `processRevisionDirectives` is told of the command. */
export interface DirectiveContext {
  /** False for a revision that is written by hand, whose directive has no operations. */
  readonly autogenerate: boolean;
  /** What the revision will stand on, unless the directive says otherwise. */
  readonly parents: readonly string[];
  /** Identifiers of all revisions. */
  readonly revisions: readonly string[];
  readonly environment: string;
  /** From `-x key=value`. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** Operations and kinds from outside of limbeck. */
export interface Plugin {
  readonly name?: string;
  readonly operations?: OperationDefinitions;
  readonly kinds?: Readonly<Record<string, Kind>>;
  /** Reads the objects of the plugin's kinds from a database. */
  readonly reflect?: (connection: Queryable) => Promise<readonly SchemaObject[]>;
}

/** Rewrites one operation into others, or leaves it. */
export type OperationRewriter = (operation: Operation) => Operation | readonly Operation[] | undefined;

/** The config file: what `defineConfig()` takes. Every field is explained in docs/guide/configuration.md. */
export interface Config {
  /** The data model; a function is called only by commands that need it. */
  readonly target?: Targets | (() => MaybePromise<Targets>);
  /** Folders of revision files, relative to the config; read recursively. Default `migrations`. */
  readonly revisions?: string | readonly string[];
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>;
  /** Used where no `--env` is given; default `development`, otherwise the first. */
  readonly defaultEnvironment?: string;
  readonly versionTable?: VersionTableConfig;
  /** File name without suffix; tokens `%(rev)s %(slug)s %(epoch)s %(year)s %(month)s %(day)s %(hour)s %(minute)s %(second)s`. */
  readonly fileTemplate?: string;
  /**
   * Identifiers of new revisions: `numbered` counts 0001, 0002 …, `timestamp` is the moment in UTC; a function gives its own.
   * Default: twelve random digits.
   */
  readonly revisionIds?:
    | "numbered"
    | "timestamp"
    | ((draft: {
        readonly message: string;
        readonly parents: readonly string[];
        readonly ids: readonly string[];
        readonly now: Date;
      }) => string);
  /**
   * A file, relative to the config, that new revisions are written by; tokens `%(head)s %(upgrade)s %(downgrade)s
   * %(upgradeBody)s %(downgradeBody)s %(rev)s %(message)s %(createdAt)s %(environment)s`. A text alone is that of TypeScript.
   */
  readonly revisionTemplate?: string | { readonly typescript?: string; readonly sql?: string };
  /** Where the slug of a file name is cut; default 40. */
  readonly truncateSlugLength?: number;
  /** IANA name for dates in file names; default UTC. */
  readonly timezone?: string;
  readonly includeSchemas?: readonly string[];
  /**
   * Kinds of objects that the model manages although it declares none of them: what it does not declare is then dropped.
   * Tables and their parts, sequences and types always are; views, functions and the like as soon as the model declares
   * one; schemas and extensions only if they are named here.
   */
  readonly manage?: readonly string[];
  readonly includeName?: (
    name: string,
    kind: string,
    parent: { readonly schema?: string; readonly table?: string },
  ) => boolean;
  readonly includeObject?: (
    object: SchemaObject,
    kind: string,
    reflected: boolean,
    compareTo?: SchemaObject,
  ) => boolean;
  /** Differences that are no drift, as `limbeck drift` prints them; `*` stands for anything: `index tmp_*`. */
  readonly ignoreDrift?: readonly string[];
  /** False leaves one attribute of one object as the database has it, whatever the model says. */
  readonly includeAttribute?: (attribute: string, kind: string, database: SchemaObject, model: SchemaObject) => boolean;
  /** A file of SQL that every scratch database begins with: schemas, tables and roles that are there wherever revisions run. */
  readonly scratchSetup?: string;
  readonly processRevisionDirectives?: (
    directives: readonly RevisionDirective[],
    context: DirectiveContext,
  ) => MaybePromise<readonly RevisionDirective[] | undefined | void>;
  readonly rewriters?: readonly OperationRewriter[];
  /** Overrides how an operation is written in a revision; undefined falls through. */
  readonly renderItem?: (operation: Operation) => string | undefined;
  readonly plugins?: readonly Plugin[];
  /** Commands run on every written file, its path appended: `[["npx", "oxfmt"]]`. */
  readonly postWriteHooks?: readonly (readonly string[])[];
  readonly onVersionApply?: (step: VersionApply) => MaybePromise<void>;
  /** Around every run; an environment may have more of them, which come after these. */
  readonly hooks?: RunHooks;
}

/** What the default export of a config file may be. */
export type ConfigExport = Config | Promise<Config> | (() => MaybePromise<Config>);

/**
 * Gives a config its type; returns it as it is.
 *
 *     export default defineConfig({ target: () => import("./models.ts").then((m) => m.shop), revisions: "migrations" });
 */
export function defineConfig<T extends ConfigExport>(config: T): T {
  return config;
}

/** An environment with every default filled in; its URL is read only when something connects. */
export interface Environment {
  readonly name: string;
  readonly protected: boolean;
  readonly embedded: boolean;
  readonly versionTable: { readonly name: string; readonly schema: string | undefined };
  /** The default schema, where the config names it. */
  readonly schema: string | undefined;
  readonly migrationLockWait: number;
  readonly ddlLockTimeout: number;
  /** Undefined allows every class. */
  readonly allow: readonly OperationClass[] | undefined;
  readonly serverVersion: number;
  readonly hooks: RunHooks;
  /** @throws EnvVariableMissingError, ConfigInvalidError */
  readonly url: () => Promise<string>;
  /** `embedded`, `server`, or a URL. @throws EnvVariableMissingError, ConfigInvalidError */
  readonly scratch: () => Promise<string>;
}

/** A loaded config: what every command takes. */
export interface Project {
  /** The folder of the config file; relative paths start here. */
  readonly root: string;
  /** The config file, or undefined for a project built in code. */
  readonly configPath: string | undefined;
  readonly config: Config;
  readonly environments: Readonly<Record<string, Environment>>;
  readonly environment: Environment;
  readonly revisionFolders: readonly string[];
  /** Folder for caches and embedded databases. */
  readonly stateFolder: string;
  /** From `-x key=value`. */
  readonly arguments: Readonly<Record<string, string>>;
  /** An open driver to use instead of opening one by URL; its owner closes it. */
  readonly driver?: Driver;
  readonly dialect?: Dialect;
  /** The schema that names without one stand in, once it is known. */
  readonly defaultSchema?: string;
  /** Told of every statement on the environment's database, after it, with its time and rows. */
  readonly onQuery?: OnQuery;
  /** Ends what is being done with this project: statements are cancelled, and nothing more is begun. */
  readonly signal?: AbortSignal;
}
