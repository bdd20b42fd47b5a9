/** What limbeck itself has in a database: its tables never count, and the schema that holds them is nobody's to make. */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { schemaKey } from "../kinds/schema/model.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { ledgerName, progressName } from "../migration/version-table.ts";
import { defaultSchema, usualSchema } from "../sql/default-schema.ts";
import { versionTableOf } from "./workspace.ts";

/**
 * The schema of the version table is made before any revision runs, and stays as long as that does: no revision has to make
 * it, nor may drop it.
 */
export function withOwnSchema(metadata: MetaData, project: Project): MetaData {
  const { schema: name } = versionTableOf(project);
  const key = schemaKey(name);
  const { includeSchemas } = project.config;
  if (metadata.has(key) || (includeSchemas !== undefined && !includeSchemas.includes(name))) return metadata;
  const schema: SchemaObject = { kind: "schema", name };
  return new MetaData({ ...metadata, objects: new Map([[key, schema], ...metadata.objects]) });
}

/** The config's filters; limbeck's own tables never count. */
export function reflectOptions(project: Project): NonNullable<Parameters<Dialect["reflect"]>[1]> {
  const { includeSchemas, includeName } = project.config;
  const table = versionTableOf(project);
  const own = new Set([table.name, ledgerName, progressName]);
  return {
    ...(includeSchemas === undefined ? {} : { includeSchemas }),
    includeName: (name, kind, parent) => {
      if (kind === "table" && parent.schema === table.schema && own.has(name)) return false;
      return includeName?.(name, kind, parent) ?? true;
    },
  };
}

/** PostgreSQL's own schema is in every new database, also where the user's has none. */
export function withoutUsualSchema(metadata: MetaData): MetaData {
  const key = schemaKey(usualSchema);
  const isUsed = [...metadata.objects.values()].some(({ schema }) => schema === usualSchema);
  if (defaultSchema() === usualSchema || isUsed || !metadata.has(key)) return metadata;
  return new MetaData({ ...metadata, objects: [...metadata.objects].filter(([each]) => each !== key) });
}
