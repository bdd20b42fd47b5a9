import { extensionKey, type ExtensionModel } from "./model.ts";
import { schemaKey } from "../../../../kinds/schema/model.ts";
import { definePostgresqlKind } from "../../define-kind.ts";
import { commentOp } from "../comment/operations.ts";
import {
  alterExtension,
  createExtension,
  createExtensionOp,
  dropExtension,
  dropExtensionOp,
  type AlterExtensionOp,
} from "./operations.ts";

export const extensionKind = definePostgresqlKind<ExtensionModel>({
  name: "extension",
  managed: "whenNamed",
  rank: 1,
  readers: ["readExtensions"],
  key: (extension) => extensionKey(extension.name),
  dependsOn: (extension) => (extension.into === undefined ? [] : [schemaKey(extension.into)]),
  attributes: {
    version: { change: "alter", equal: (one, other) => equalWhereNamed(one.version, other.version) },
    into: { change: "alter", equal: (one, other) => equalWhereNamed(one.into, other.into) },
    comment: { change: "alter", equal: (one, other) => equalWhereNamed(one.comment, other.comment) },
  },
  create: (extension, { target }) => [
    createExtensionOp(target.origins.size === 0 ? ofAnyVersion(extension) : extension),
  ],
  drop: (extension) => [dropExtensionOp(ofAnyVersion(extension))],
  alter: ({ database, target, attributes }) => {
    const changes = {
      schema: attributes.includes("into") ? target.into : undefined,
      version: attributes.includes("version") ? target.version : undefined,
    };
    const former = { schema: changes.schema && database.into, version: changes.version && database.version };
    const op: AlterExtensionOp = { type: "alterExtension", name: target.name, changes, former };
    return [
      ...((changes.schema ?? changes.version) ? [op] : []),
      ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
    ];
  },
  operations: { createExtension, dropExtension, alterExtension },
});

/** A model that names no version, schema or comment takes what is installed, on the way back, too. */
const equalWhereNamed = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

/** Which version a database happened to have is no reason to ask another server for the same: `pg_dump` does not, either. */
const ofAnyVersion = ({ version: _, ...extension }: ExtensionModel): ExtensionModel => extension;
