import { exitCodes, LimbeckError } from "../../../util/errors.ts";

/** Another process has the folder of the embedded database open. */
export class FolderInUseError extends LimbeckError {
  readonly folder: string;
  readonly processId: number;

  constructor(folder: string, processId: number, elsewhere: boolean) {
    const owner = elsewhere
      ? `process ${processId} in another container or on another machine`
      : `process ${processId}`;
    super({
      code: "driver.folder-in-use",
      message: `the embedded database in ${folder} is in use by ${owner}`,
      hint: "Only one process at a time can open it: wait for that process or stop it, or use a PostgreSQL server.",
      exitCode: exitCodes.connection,
    });
    this.folder = folder;
    this.processId = processId;
  }
}

/** The folder was made by another major version of PostgreSQL. */
export class FolderVersionError extends LimbeckError {
  readonly folder: string;
  readonly found: string;
  readonly expected: string;

  constructor(folder: string, found: string, expected: string) {
    super({
      code: "driver.folder-version",
      message: `the embedded database in ${folder} was made by PostgreSQL ${found}; this version of limbeck embeds ${expected}`,
      hint: "Open it with the version of limbeck that made it, or move the folder away and build the database again with `limbeck upgrade head`.",
      exitCode: exitCodes.connection,
    });
    this.folder = folder;
    this.found = found;
    this.expected = expected;
  }
}

/** The folder holds something else than a database. */
export class NotADatabaseFolderError extends LimbeckError {
  readonly folder: string;

  constructor(folder: string) {
    super({
      code: "driver.not-a-database-folder",
      message: `${folder} holds something else than an embedded database`,
      hint: "Name an empty or a new folder.",
      exitCode: exitCodes.connection,
    });
    this.folder = folder;
  }
}

/** The file system does not let this user have the folder, or the lock beside it. */
export class FolderDeniedError extends LimbeckError {
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    super({
      code: "driver.folder-denied",
      message: `the embedded database in ${folder} cannot be opened (${reason})`,
      hint: "This user must be able to read and write that folder and to make a lock beside it; or give the environment a `url`.",
      exitCode: exitCodes.connection,
      cause,
    });
    this.folder = folder;
  }
}

/** The embedded database could not start from what the folder holds. */
export class EmbeddedStartError extends LimbeckError {
  constructor(where: string, cause: unknown) {
    super({
      code: "driver.embedded-start",
      message: `${where} could not be started`,
      hint: "Its files may be damaged: restore the folder, or move it away and build the database again.",
      exitCode: exitCodes.connection,
      cause,
    });
  }
}

/** The embedded database has one session, and another connection keeps it in a transaction without using it. */
export class SessionBusyError extends LimbeckError {
  constructor(waitedMs: number) {
    super({
      code: "driver.session-busy",
      message: `waited ${waitedMs} ms for the embedded database's only session, which another connection holds in an open transaction`,
      hint: "End that transaction first, or run the statement on the connection that holds it.",
      exitCode: exitCodes.locked,
    });
  }
}
