/** What PostgreSQL's statements and limbeck's messages call each kind, and where its names may stand. A kind without a row does not compile. */
import type { KindName } from "./kinds.ts";

export interface KindWords {
  /** For people, where it is not the kind's name in words. */
  readonly called?: string;
  /** What `GRANT … ON`, `OWNER TO` and `SECURITY LABEL ON` call it, where they know it. */
  readonly statements?: readonly string[];
  /** Set where its name is the name of a type. */
  readonly isType?: true;
  /** Set where the body of a function may name it. */
  readonly inBodies?: true;
  /** Set where expressions may need it, so that it is made before the server is asked for their canonical form. */
  readonly beforeTexts?: true;
}

const routine = (...statements: readonly string[]): KindWords => ({ statements, inBodies: true });
const relation = (...statements: readonly string[]): KindWords => ({ statements, isType: true, inBodies: true });
const type = (word: string): KindWords => ({ statements: [word], isType: true, inBodies: true, beforeTexts: true });
const statement = (...statements: readonly string[]): KindWords => ({ statements });

/** A view is a table to `GRANT`, and only to it. */
const all: Readonly<Record<KindName, KindWords>> = {
  schema: { statements: ["SCHEMA"], beforeTexts: true },
  extension: { beforeTexts: true },
  table: relation("TABLE"),
  enum: type("TYPE"),
  enumLabel: { called: "enum value" },
  domain: type("DOMAIN"),
  domainCheck: { called: "check" },
  composite: { ...type("TYPE"), called: "type" },
  range: type("TYPE"),
  column: {},
  default: {},
  sequence: { statements: ["SEQUENCE"], inBodies: true, beforeTexts: true },
  sequenceOwner: { called: "owner of sequence" },
  identityPersistence: { called: "logging of sequence" },
  primaryKey: {},
  unique: { called: "unique constraint" },
  exclusion: { called: "exclusion constraint" },
  check: {},
  foreignKey: {},
  index: {},
  indexComment: { called: "comment on index" },
  partition: {},
  inheritance: { called: "inheritance of" },
  indexAttachment: { called: "attached index" },
  rows: {},
  values: {},
  function: routine("FUNCTION"),
  procedure: routine("PROCEDURE"),
  aggregate: routine("FUNCTION", "AGGREGATE"),
  view: relation("TABLE", "VIEW"),
  materializedView: relation("TABLE", "MATERIALIZED VIEW"),
  rule: {},
  trigger: {},
  triggerState: { called: "state of trigger" },
  policy: {},
  rowSecurity: {},
  statistics: statement("STATISTICS"),
  collation: { statements: ["COLLATION"], beforeTexts: true },
  textSearchConfiguration: { statements: ["TEXT SEARCH CONFIGURATION"], inBodies: true },
  textSearchDictionary: { statements: ["TEXT SEARCH DICTIONARY"], inBodies: true },
  textSearchParser: {},
  textSearchTemplate: {},
  operatorClass: statement("OPERATOR CLASS"),
  operatorFamily: statement("OPERATOR FAMILY"),
  operator: statement("OPERATOR"),
  cast: {},
  conversion: statement("CONVERSION"),
  accessMethod: {},
  eventTrigger: statement("EVENT TRIGGER"),
  language: statement("LANGUAGE"),
  transform: {},
  foreignDataWrapper: statement("FOREIGN DATA WRAPPER"),
  foreignServer: statement("FOREIGN SERVER", "SERVER"),
  foreignTable: { statements: ["TABLE", "FOREIGN TABLE"], isType: true },
  userMapping: {},
  publication: statement("PUBLICATION"),
  publicationMember: {},
  subscription: statement("SUBSCRIPTION"),
  shellType: {},
  baseType: { statements: ["TYPE"], isType: true },
  grant: {},
  owner: {},
  securityLabel: {},
};

/** The words of a kind; none for a plugin's. */
export const wordsOf: Readonly<Record<string, KindWords | undefined>> = all;
