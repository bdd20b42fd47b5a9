/** What a PostgreSQL database holds, as declarations of a model. Whatever no builder can say is told, never left out. */
import type { DefaultModel } from "../../kinds/default/model.ts";
import type { IndexModel } from "../../kinds/index/model.ts";
import type { PartitionModel } from "../../kinds/partition/model.ts";
import type { RangeModel } from "../../kinds/range/model.ts";
import type { SchemaModel } from "../../kinds/schema/model.ts";
import { sequenceKey, type SequenceModel, type SequenceOwnerModel } from "../../kinds/sequence/model.ts";
import { tableKey, type TableModel } from "../../kinds/table/model.ts";
import type { MaterializedViewModel, ViewModel } from "../../kinds/view/model.ts";
import { makeObjectName } from "../../metadata/automatic-names.ts";
import { keyOf as plainKeyOf, type Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { isA, type SchemaObject } from "../../metadata/schema-object.ts";
import { quoteLiteral, quoteQualified } from "../../sql/identifier.ts";
import {
  ModelWriter,
  type DeclarationGroup,
  type DeclarationSource,
  type ModelNames,
  type ModelSource,
  type TableSource,
  type Undeclared,
} from "../model-source.ts";
import { defaultSchema } from "./ddl/locate.ts";
import { kinds } from "./kinds.ts";
import type { CompositeModel } from "./kinds/composite/model.ts";
import { compositeSource } from "./kinds/composite/source.ts";
import type { DefinitionModel } from "./kinds/definition/model.ts";
import { definitionSource } from "./kinds/definition/source.ts";
import type { DomainCheckModel, DomainModel } from "./kinds/domain/model.ts";
import { domainSource } from "./kinds/domain/source.ts";
import type { EnumModel } from "./kinds/enum/model.ts";
import { enumSource } from "./kinds/enum/source.ts";
import type { ExtensionModel } from "./kinds/extension/model.ts";
import { extensionSource } from "./kinds/extension/source.ts";
import type { GrantModel } from "./kinds/grant/model.ts";
import { grantSource } from "./kinds/grant/source.ts";
import type { PolicyModel, RowSecurityModel } from "./kinds/policy/model.ts";
import { policySource, rowSecuritySource } from "./kinds/policy/source.ts";
import { rangeSource } from "./kinds/range/source.ts";
import type { RoutineModel } from "./kinds/routine/model.ts";
import { routineSource } from "./kinds/routine/source.ts";
import { schemaSource } from "./kinds/schema/source.ts";
import type { SecurityLabelModel } from "./kinds/security-label/model.ts";
import { securityLabelSource } from "./kinds/security-label/source.ts";
import { sequenceSource } from "./kinds/sequence/source.ts";
import type { SubscriptionModel } from "./kinds/subscription/model.ts";
import { subscriptionSource } from "./kinds/subscription/source.ts";
import { tableModelSource } from "./kinds/table/model-source.ts";
import type { TriggerModel } from "./kinds/trigger/model.ts";
import { triggerSource } from "./kinds/trigger/source.ts";
import { materializedViewSource, viewSource } from "./kinds/view/source.ts";

const keyOf = (object: SchemaObject): Key => kinds[object.kind]?.key(object) ?? plainKeyOf(object.kind, object.name);

/** Kinds that stand in another object's declaration, or follow from one. */
const parts: ReadonlySet<string> = new Set([
  "column",
  "default",
  "primaryKey",
  "unique",
  "exclusion",
  "check",
  "foreignKey",
  "index",
  "domainCheck",
  "enumLabel",
  "sequenceOwner",
  "partition",
  "inheritance",
  "indexAttachment",
  "publicationMember",
]);

/** Never declared: whom objects belong to is left to whoever runs revisions. */
const leftAlone: ReadonlySet<string> = new Set(["owner"]);

interface Declaring {
  readonly metadata: MetaData;
  readonly names: ModelNames;
  /** Parts by the table, view or type that holds them. */
  readonly partsOf: ReadonlyMap<string, readonly SchemaObject[]>;
  readonly covered: Set<Key>;
}

type Declare<O> = (object: O, writer: ModelWriter, declaring: Declaring) => string | undefined;

interface Way<O> {
  readonly group: DeclarationGroup;
  readonly source: Declare<O>;
  readonly words?: (object: O) => readonly string[];
  /** What is declared along with it. */
  readonly along?: (object: O, declaring: Declaring) => readonly SchemaObject[];
}

const way = <O extends SchemaObject>(given: Way<O>): Way<SchemaObject> => given as unknown as Way<SchemaObject>;

const held = (
  object: { readonly schema?: string; readonly name: string },
  declaring: Declaring,
  kind: string,
): SchemaObject[] =>
  (declaring.partsOf.get(placeOf(object.schema, object.name)) ?? []).filter((part) => part.kind === kind);

const ownerOf = (sequence: SequenceModel, { metadata }: Declaring): SequenceOwnerModel | undefined =>
  metadata.get(plainKeyOf<SequenceOwnerModel>("sequenceOwner", sequence.schema, sequence.name));

const membersOf = (publication: DefinitionModel, { metadata }: Declaring): DefinitionModel[] =>
  [...metadata.objects.values()].filter(
    (object): object is DefinitionModel =>
      object.kind === "publicationMember" &&
      (object as DefinitionModel).identity.startsWith(`${publication.identity} `),
  );

const onTable = (object: SchemaObject & { readonly table?: string }): readonly string[] => [
  object.table ?? "",
  object.name,
];
const routine = way<RoutineModel>({ group: "routine", source: routineSource });
const definition = way<DefinitionModel>({
  group: "other",
  source: (object, writer) => definitionSource(object, [], writer),
  words: ({ table, name }) => (table === undefined ? [name] : [table, name]),
});

const ways: Readonly<Record<string, Way<SchemaObject>>> = {
  schema: way<SchemaModel>({ group: "schema", source: schemaSource, words: ({ name }) => [name, "schema"] }),
  extension: way<ExtensionModel>({
    group: "schema",
    source: extensionSource,
    words: ({ name }) => [name, "extension"],
  }),
  enum: way<EnumModel>({ group: "type", source: enumSource }),
  domain: way<DomainModel>({
    group: "type",
    source: (object, writer, declaring) =>
      domainSource(object, held(object, declaring, "domainCheck") as DomainCheckModel[], writer),
    along: (object, declaring) => held(object, declaring, "domainCheck"),
  }),
  composite: way<CompositeModel>({ group: "type", source: compositeSource }),
  range: way<RangeModel>({
    group: "type",
    source: (object, writer) => (object.multirangeSchema === undefined ? rangeSource(object, writer) : undefined),
  }),
  sequence: way<SequenceModel>({
    group: "type",
    source: (object, writer, declaring) => sequenceSource(object, ownerOf(object, declaring), writer),
    along: (object, declaring) => [ownerOf(object, declaring)].filter((owner) => owner !== undefined),
  }),
  view: way<ViewModel>({ group: "view", source: viewSource }),
  materializedView: way<MaterializedViewModel>({
    group: "view",
    source: (object, writer, declaring) =>
      materializedViewSource(object, held(object, declaring, "index") as IndexModel[], writer),
    along: (object, declaring) => held(object, declaring, "index"),
  }),
  function: routine,
  procedure: routine,
  aggregate: routine,
  trigger: way<TriggerModel>({ group: "other", source: triggerSource, words: onTable }),
  policy: way<PolicyModel>({ group: "other", source: policySource, words: onTable }),
  rowSecurity: way<RowSecurityModel>({
    group: "other",
    source: rowSecuritySource,
    words: ({ name }) => [name, "security"],
  }),
  securityLabel: way<SecurityLabelModel>({
    group: "other",
    source: securityLabelSource,
    words: ({ name, on }) => [name, on],
  }),
  subscription: way<SubscriptionModel>({ group: "other", source: subscriptionSource }),
  publication: way<DefinitionModel>({
    group: "other",
    source: (object, writer, declaring) => definitionSource(object, membersOf(object, declaring), writer),
    along: membersOf,
  }),
  rule: definition,
  eventTrigger: definition,
  statistics: definition,
  collation: definition,
  conversion: definition,
  foreignDataWrapper: definition,
  foreignServer: definition,
  foreignTable: definition,
  userMapping: definition,
  textSearchDictionary: definition,
  textSearchConfiguration: definition,
};

/** Writes all that was reflected. */
export function writeModelSource(metadata: MetaData, names: ModelNames): ModelSource {
  const declaring: Declaring = { metadata, names, partsOf: partsByHolder(metadata), covered: new Set() };
  const tables = tableSources(declaring);
  const declarations: DeclarationSource[] = [];
  const undeclared: Undeclared[] = [];
  for (const [key, object] of metadata.objects) {
    if (declaring.covered.has(key) || parts.has(object.kind) || leftAlone.has(object.kind) || object.kind === "grant")
      continue;
    if (object.kind === "schema" && object.name === defaultSchema() && object.comment === undefined) continue;
    const declared = declarationOf(key, object, declaring);
    if (declared === undefined) undeclared.push({ key, reason: reasonFor(object) });
    else declarations.push(declared);
  }
  declarations.push(...grantSources(declaring, undeclared));
  for (const declared of declarations) for (const key of declared.covers) declaring.covered.add(key);
  for (const [key, object] of metadata.objects) {
    if (!parts.has(object.kind) || declaring.covered.has(key) || followsFromOther(object)) continue;
    undeclared.push({ key, reason: "it belongs to something that no builder can say" });
  }
  return { tables, declarations, undeclared };
}

/** Attachments of indexes and labels of enums are made by what they belong to. */
const followsFromOther = ({ kind }: SchemaObject): boolean => kind === "indexAttachment" || kind === "enumLabel";

const reasonFor = ({ kind }: SchemaObject): string =>
  ways[kind] === undefined ? "no builder makes one; revisions do" : "the builder can't say all of it";

function declarationOf(key: Key, object: SchemaObject, declaring: Declaring): DeclarationSource | undefined {
  const found = ways[object.kind];
  if (found === undefined) return undefined;
  const writer = new ModelWriter(declaring.names);
  const expression = found.source(object, writer, declaring);
  if (expression === undefined) return undefined;
  const { schema, table } = object as { readonly schema?: string; readonly table?: string };
  const holder = schema === undefined || table === undefined ? undefined : tableKey(schema, table);
  return {
    key,
    group: found.group,
    holder: holder !== undefined && declaring.metadata.has(holder) ? holder : undefined,
    schema,
    words: found.words?.(object) ?? [object.name],
    expression,
    builders: writer.imports,
    uses: writer.uses,
    covers: [key, ...(found.along?.(object, declaring) ?? []).map(keyOf)],
  };
}

const placeOf = (schema: string | undefined, name: string): string => JSON.stringify([schema ?? "", name]);

function partsByHolder(metadata: MetaData): Map<string, SchemaObject[]> {
  const found = new Map<string, SchemaObject[]>();
  for (const object of metadata.objects.values()) {
    if (!parts.has(object.kind)) continue;
    const { schema, table, domain, name } = object as {
      schema?: string;
      table?: string;
      domain?: string;
      name: string;
    };
    const place = placeOf(schema, table ?? domain ?? name);
    found.set(place, [...(found.get(place) ?? []), object]);
  }
  return found;
}

function tableSources(declaring: Declaring): TableSource[] {
  const { metadata, names, partsOf, covered } = declaring;
  const sources: TableSource[] = [];
  for (const table of metadata.all<TableModel>("table")) {
    const own = partsOf.get(placeOf(table.schema, table.name)) ?? [];
    const partition = own.find((part) => part.kind === "partition") as PartitionModel | undefined;
    const tableParts = own.filter((part) => isTablePart(part) && !isOfParent(part, partition, declaring));
    const source = tableModelSource(
      { table, parts: tableParts, partition, serials: serialsOf(table, own, metadata), keyOf },
      names,
    );
    for (const part of own) if (isOfParent(part, partition, declaring)) covered.add(keyOf(part));
    for (const key of source.covers) covered.add(key);
    sources.push(source);
  }
  return sources;
}

const isTablePart = ({ kind }: SchemaObject): boolean =>
  ["column", "default", "primaryKey", "unique", "exclusion", "check", "foreignKey", "index", "inheritance"].includes(
    kind,
  );

/** An index of a partition that is attached to its parent's comes with that. */
function isOfParent(part: SchemaObject, partition: PartitionModel | undefined, { metadata }: Declaring): boolean {
  if (partition === undefined || !["index", "primaryKey", "unique"].includes(part.kind)) return false;
  const { schema = "", table, name } = part as IndexModel;
  if (!metadata.has(plainKeyOf("indexAttachment", schema, name))) return false;
  const label = part.kind === "primaryKey" ? "pkey" : part.kind === "unique" ? "key" : "idx";
  const { columns, elements } = part as unknown as { columns?: readonly string[]; elements?: IndexModel["elements"] };
  const of =
    part.kind === "primaryKey" ? undefined : (columns ?? elements!.map(({ column }) => column ?? "expr")).join("_");
  return name === makeObjectName(table, of, label);
}

/** Columns whose default counts by a sequence that is theirs and is what `serial` makes. */
function serialsOf(table: TableModel, own: readonly SchemaObject[], metadata: MetaData): Map<string, string> {
  const serials = new Map<string, string>();
  const defaults = new Map(
    own.filter(({ kind }) => kind === "default").map((part) => [part.name, (part as DefaultModel).expression]),
  );
  for (const part of own) {
    if (part.kind !== "column") continue;
    const column = part as SchemaObject & { readonly type: string; readonly notNull?: boolean };
    const name = makeObjectName(table.name, column.name, "seq");
    const sequence = metadata.get(sequenceKey(table.schema, name));
    const owner = metadata.get(plainKeyOf<SequenceOwnerModel>("sequenceOwner", table.schema, name));
    if (sequence === undefined || owner === undefined || column.notNull !== true) continue;
    const { kind: _k, schema: _s, name: _n, type = "bigint", ...options } = sequence;
    const isOwn = owner.tableSchema === table.schema && owner.table === table.name && owner.column === column.name;
    const counts =
      defaults.get(column.name) === `nextval(${quoteLiteral(quoteQualified(table.schema, name))}::regclass)`;
    if (isOwn && counts && type === column.type && Object.keys(options).length === 0) serials.set(column.name, name);
  }
  return serials;
}

/** Roles that may do the same with the same object share a declaration. */
function grantSources({ metadata, names }: Declaring, undeclared: Undeclared[]): DeclarationSource[] {
  const groups = new Map<string, { readonly model: GrantModel; readonly roles: string[]; readonly keys: Key[] }>();
  for (const [key, model] of metadata.objects) {
    if (!isA<GrantModel>(model, "grant")) continue;
    const { name, ...rest } = model;
    const same = JSON.stringify(rest);
    const group = groups.get(same) ?? { model, roles: [], keys: [] };
    group.roles.push(name === "PUBLIC" ? "public" : name);
    group.keys.push(key);
    groups.set(same, group);
  }
  return [...groups.values()].flatMap(({ model, roles, keys: covers }) => {
    const writer = new ModelWriter(names);
    const expression = grantSource(model, roles.sort(), writer);
    if (expression === undefined) {
      undeclared.push(...covers.map((key) => ({ key, reason: "the builder can't say all of it" })));
      return [];
    }
    const on = model.defaults === undefined ? model.on : `${model.defaults.forRole} ${model.on}`;
    const words = [model.revoked === undefined ? "grant" : "revoke", on.replace(/\(.*$/s, ""), "to", ...roles];
    return [
      {
        key: covers[0]!,
        group: "other" as const,
        words,
        expression,
        builders: writer.imports,
        uses: writer.uses,
        covers,
      },
    ];
  });
}
