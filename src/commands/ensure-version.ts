import type { Project } from "../config/config.ts";
import { offlineVersionTableSql } from "../migration/version-table.ts";
import { makeVersionTable, type StampOptions } from "../project/stamp.ts";
import { defaultSchemaOf, versionTableOf } from "../project/workspace.ts";

/** Makes the version table where it is missing; true where it was. */
export function ensureVersion(project: Project, options: Omit<StampOptions, "purge"> = {}): Promise<boolean> {
  return makeVersionTable(project, options);
}

/** The SQL that makes the version table. */
export function ensureVersionSql(project: Project): string {
  const statements = offlineVersionTableSql(versionTableOf(project), defaultSchemaOf(project));
  return statements.map((sql) => `${sql};\n`).join("\n");
}
