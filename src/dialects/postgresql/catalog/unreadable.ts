/**
 * Catalogs that the connected role may not read, such as `pg_proc` where an administrator has taken it from PUBLIC. Kinds
 * that stand in one of those are left out on both sides of a comparison; without relations and columns nothing goes.
 */
import type { Queryable } from "../../dialect.ts";
import type { Unread } from "../../../metadata/metadata.ts";
import { readCasts } from "../kinds/cast/reflect.ts";
import { readCollations } from "../kinds/collation/reflect.ts";
import { readConversions } from "../kinds/conversion/reflect.ts";
import { readAccessMethods } from "../kinds/access-method/reflect.ts";
import { readBaseTypes, readShellTypes } from "../kinds/base-type/reflect.ts";
import { readEventTriggers } from "../kinds/event-trigger/reflect.ts";
import { readExtensions } from "../kinds/extension/reflect.ts";
import {
  readForeignDataWrappers,
  readForeignServers,
  readForeignTables,
  readUserMappings,
} from "../kinds/foreign/reflect.ts";
import { readDefaultPrivileges, readGrants } from "../kinds/grant/reflect.ts";
import { readLanguages, readTransforms } from "../kinds/language/reflect.ts";
import { readOperatorClasses, readOperatorFamilies, readOperators } from "../kinds/operator/reflect.ts";
import { readOwners } from "../kinds/owner/reflect.ts";
import { readPolicies } from "../kinds/policy/reflect.ts";
import { readPublicationSchemas, readPublicationTables, readPublications } from "../kinds/publication/reflect.ts";
import { readRoutines } from "../kinds/routine/reflect.ts";
import { readRules } from "../kinds/rule/reflect.ts";
import { readSecurityLabels } from "../kinds/security-label/reflect.ts";
import { readStatistics } from "../kinds/statistics/reflect.ts";
import { readSubscriptions } from "../kinds/subscription/reflect.ts";
import {
  readTextSearchConfigurations,
  readTextSearchDictionaries,
  readTextSearchParsers,
  readTextSearchTemplates,
} from "../kinds/text-search/reflect.ts";
import { readTriggers } from "../kinds/trigger/reflect.ts";
import { readViews } from "../kinds/view/reflect.ts";
import type { Reader } from "./reader.ts";

/** What is not known where a reader cannot read; readers that are not here are needed. */
const kindsOf: ReadonlyMap<Reader, readonly string[]> = new Map([
  [readExtensions, ["extension"]],
  [readRoutines, ["function", "procedure", "aggregate"]],
  [readViews, ["view", "materializedView"]],
  [readRules, ["rule"]],
  [readTriggers, ["trigger", "triggerState"]],
  [readPolicies, ["policy"]],
  [readStatistics, ["statistics"]],
  [readCollations, ["collation"]],
  [readTextSearchConfigurations, ["textSearchConfiguration"]],
  [readTextSearchDictionaries, ["textSearchDictionary"]],
  [readTextSearchParsers, ["textSearchParser"]],
  [readTextSearchTemplates, ["textSearchTemplate"]],
  [readOperatorClasses, ["operatorClass"]],
  [readOperatorFamilies, ["operatorFamily"]],
  [readOperators, ["operator"]],
  [readCasts, ["cast"]],
  [readConversions, ["conversion"]],
  [readAccessMethods, ["accessMethod"]],
  [readEventTriggers, ["eventTrigger"]],
  [readLanguages, ["language"]],
  [readTransforms, ["transform"]],
  [readForeignDataWrappers, ["foreignDataWrapper"]],
  [readForeignServers, ["foreignServer"]],
  [readForeignTables, ["foreignTable"]],
  [readUserMappings, ["userMapping"]],
  [readPublications, ["publication"]],
  [readPublicationSchemas, ["publicationMember"]],
  [readPublicationTables, ["publicationMember"]],
  [readSubscriptions, ["subscription"]],
  [readShellTypes, ["shellType"]],
  [readBaseTypes, ["baseType"]],
  [readGrants, ["grant"]],
  [readDefaultPrivileges, ["grant"]],
  [readOwners, ["owner"]],
  [readSecurityLabels, ["securityLabel"]],
]);

/** Catalogs and system views in a query, which are no functions. */
const relation = /\bpg_catalog\.(pg_\w+)(?!\w|\s*\()/g;

interface Readable {
  readonly readers: readonly Reader[];
  readonly unread: ReadonlyMap<string, Unread> | undefined;
}

/** The readers whose catalogs the role may read, and the kinds of the others; one query, whoever asks. */
export async function readableBy(
  connection: Queryable,
  readers: readonly Reader[],
  sqlOf: (reader: Reader) => string,
): Promise<Readable> {
  const named = new Map(readers.map((reader) => [reader, catalogsIn(sqlOf(reader))]));
  const denied = await deniedAmong(connection, [...new Set([...named.values()].flat())]);
  if (denied.size === 0) return { readers, unread: undefined };
  const unread = new Map<string, Unread>();
  const left = readers.filter((reader) => {
    const catalogs = named.get(reader)!.filter((catalog) => denied.has(catalog));
    const kinds = kindsOf.get(reader);
    if (catalogs.length === 0 || kinds === undefined) return true;
    for (const kind of kinds) unread.set(kind, { catalogs });
    return false;
  });
  return { readers: left, unread };
}

const catalogsIn = (sql: string): string[] => [
  ...new Set([...sql.matchAll(relation)].map(([, catalog]) => catalog as string)),
];

/** A catalog of which some columns may be read is one whose reader asks for no others: `pg_subscription`. */
async function deniedAmong(connection: Queryable, catalogs: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await connection.query<{ name: string }>(
    `SELECT name FROM pg_catalog.unnest($1::text[]) AS name
WHERE NOT pg_catalog.has_any_column_privilege('pg_catalog.' || name, 'SELECT')`,
    [catalogs],
  );
  return new Set(rows.map(({ name }) => name));
}
