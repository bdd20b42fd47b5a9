/**
 * What of a target has to be put into the server's words: every type and expression whose text is not already the
 * database's. Requests of equal content are one request, however many objects ask.
 */
import type { CheckModel } from "../../../kinds/check/model.ts";
import type { ColumnModel } from "../../../kinds/column/model.ts";
import { columnKey } from "../../../kinds/column/model.ts";
import type { DefaultModel } from "../../../kinds/default/model.ts";
import type { DomainCheckModel, DomainModel } from "../kinds/domain/model.ts";
import { domainKey } from "../kinds/domain/model.ts";
import type { ExclusionModel } from "../../../kinds/exclusion/model.ts";
import type { IndexModel } from "../../../kinds/index/model.ts";
import type { PartitionModel } from "../../../kinds/partition/model.ts";
import { tableKey, type PartitionKey, type TableModel } from "../../../kinds/table/model.ts";
import { materializedViewKey } from "../../../kinds/view/model.ts";
import type { Key } from "../../../metadata/key.ts";
import type { MetaData } from "../../../metadata/metadata.ts";
import { isA, type SchemaObject } from "../../../metadata/schema-object.ts";
import { wordsOf } from "../expression-keys.ts";
import { partsOfTable } from "../table-parts.ts";
import { typeSource } from "../types/type-source.ts";
import { typeKeys } from "../type-keys.ts";

/** What each sort of request is about, as declared. */
interface Asked {
  readonly type: ColumnModel;
  readonly default: DefaultModel;
  readonly generated: ColumnModel;
  readonly check: CheckModel;
  readonly index: IndexModel;
  readonly exclusion: ExclusionModel;
  readonly domain: DomainModel | DomainCheckModel;
  readonly partitionKey: TableModel;
  /** With how the parent is divided. */
  readonly partition: PartitionModel & { readonly by: PartitionKey };
}

interface RequestOf<Sort extends keyof Asked> {
  readonly sort: Sort;
  /** Of equal objects the first. */
  readonly object: Asked[Sort];
  /** Columns that the text names, with their types, as declared. */
  readonly columns: readonly ColumnModel[];
  /** Set where the text names the table itself, so that the scratch table needs its name. */
  readonly table?: string;
  /** For messages. */
  readonly attribute: string;
  readonly text: string;
}

export type NewRequest = { readonly [Sort in keyof Asked]: RequestOf<Sort> }[keyof Asked];

/** One text for the server, and the objects that wait for it. */
export type Request = NewRequest & { readonly id: number; readonly waiting: Key[] };

/** The requests of some sorts. */
export type RequestFor<Sort extends Request["sort"]> = Extract<Request, { readonly sort: Sort }>;

/** Collects the requests of a target, or of the objects of it that are wanted. */
export function collectRequests(database: MetaData, target: MetaData, wanted?: ReadonlySet<Key>): Request[] {
  const found = new Map<string, Request>();
  const ask = (key: Key, request: NewRequest | undefined): void => {
    if (request === undefined) return;
    const signature = signatureOf(request);
    const known = found.get(signature);
    if (known === undefined) found.set(signature, { ...request, id: found.size + 1, waiting: [key] });
    else known.waiting.push(key);
  };
  for (const [key, object] of target.objects) {
    if (wanted?.has(key) === false || asksNothing(object)) continue;
    const before = database.get(key);
    if (isA<ColumnModel>(object, "column")) {
      const former = before as ColumnModel | undefined;
      if (needsType(object.type, former, database, target) || needsSettings(object, former)) {
        ask(key, typeRequest(object));
      } else if (namesCollation(object, former)) ask(key, collationRequest(object));
    }
    ask(key, askers.get(object.kind)?.request(object, before, target));
  }
  return [...found.values()];
}

/** What an object of a kind asks. */
interface Asker<O extends SchemaObject = SchemaObject> {
  /** True for an object that has nothing that could be worded in two ways, which needs no look at the database. */
  isPlain?(object: O): boolean;
  request(object: O, before: O | undefined, target: MetaData): NewRequest | undefined;
}

const askers: ReadonlyMap<string, Asker> = new Map<string, Asker>([
  ["column", { isPlain: isPlainColumn, request: generatedRequest } satisfies Asker<ColumnModel>],
  ["default", { request: defaultRequest } satisfies Asker<DefaultModel>],
  ["check", { request: checkRequest } satisfies Asker<CheckModel>],
  ["index", { isPlain: isPlainIndex, request: indexRequest } satisfies Asker<IndexModel>],
  ["exclusion", { request: exclusionRequest } satisfies Asker<ExclusionModel>],
  ["domain", { request: domainRequest } satisfies Asker<DomainModel>],
  ["domainCheck", { request: domainCheckRequest } satisfies Asker<DomainCheckModel>],
  ["table", { isPlain: isUndivided, request: partitionKeyRequest } satisfies Asker<TableModel>],
  ["partition", { request: partitionRequest } satisfies Asker<PartitionModel>],
]);

/** Most objects have nothing that could be worded in two ways. */
export function asksNothing(object: SchemaObject): boolean {
  const asker = askers.get(object.kind);
  return asker === undefined || asker.isPlain?.(object) === true;
}

function isPlainColumn({ type, generated, collation }: ColumnModel): boolean {
  return generated === undefined && collation === undefined && hasBuilder(type);
}

function isUndivided({ partitionBy }: TableModel): boolean {
  return partitionBy === undefined;
}

/** Types that have a builder are in canonical form; so are declared and reflected ones under their qualified names. */
function needsType(type: string, before: ColumnModel | undefined, database: MetaData, target: MetaData): boolean {
  if (type === before?.type || hasBuilder(type)) return false;
  return typeKeys(type, target).length === 0 && typeKeys(type, database).length === 0;
}

/** Whether storage or collation are the type's own is known of PostgreSQL's types, and of others the server's to say. */
function needsSettings({ type, storage, collation }: ColumnModel, before: ColumnModel | undefined): boolean {
  if ((storage === undefined && collation === undefined) || hasBuilder(type)) return false;
  return type !== before?.type || storage !== before.storage || collation !== before.collation;
}

/** A collation that is not the database's already may not be there at all. */
const namesCollation = ({ type, collation }: ColumnModel, before: ColumnModel | undefined): boolean =>
  collation !== undefined && collation !== before?.collation && hasBuilder(type);

const builders = new Map<string, boolean>();

/** Remembered, because few types serve thousands of columns. */
function hasBuilder(type: string): boolean {
  let known = builders.get(type);
  if (known === undefined) builders.set(type, (known = typeSource(type).builder !== "type"));
  return known;
}

const typeRequest = (column: ColumnModel): RequestOf<"type"> => ({
  sort: "type",
  object: column,
  columns: [],
  attribute: "type",
  text: column.type,
});

const collationRequest = (column: ColumnModel): NewRequest => ({
  ...typeRequest(column),
  attribute: "collation",
  text: `COLLATE ${column.collation}`,
});

function generatedRequest(
  column: ColumnModel,
  before: ColumnModel | undefined,
  target: MetaData,
): NewRequest | undefined {
  const expression = column.generated?.expression;
  if (expression === undefined || expression === before?.generated?.expression) return undefined;
  const named = columnsOf(target, column.schema, column.table, [expression]).columns.filter(
    ({ name }) => name !== column.name,
  );
  return { sort: "generated", object: column, columns: named, attribute: "generated", text: expression };
}

function defaultRequest(
  model: DefaultModel,
  before: DefaultModel | undefined,
  target: MetaData,
): NewRequest | undefined {
  if (model.expression === before?.expression) return undefined;
  const column = target.get(columnKey(model.schema, model.table, model.name)) as ColumnModel;
  return { sort: "default", object: model, columns: [column], attribute: "serverDefault", text: model.expression };
}

function checkRequest(check: CheckModel, before: CheckModel | undefined, target: MetaData): NewRequest | undefined {
  if (check.expression === before?.expression) return undefined;
  const scope = columnsOf(target, check.schema, check.table, [check.expression]);
  return { sort: "check", object: check, ...scope, attribute: "check", text: check.expression };
}

/** Plain columns are the same in every form; the rest is the server's to say. */
function isPlainIndex({ elements, where }: IndexModel): boolean {
  if (where !== undefined) return false;
  for (const { expression, operatorClass, collation } of elements) {
    if (expression !== undefined || operatorClass !== undefined || collation !== undefined) return false;
  }
  return true;
}

function indexRequest(index: IndexModel, before: IndexModel | undefined, target: MetaData): NewRequest | undefined {
  if (target.has(materializedViewKey(index.schema, index.table))) return undefined;
  if (sameIndexText(index, before)) return undefined;
  const texts = indexTexts(index);
  const scope = columnsOf(target, index.schema, index.table, texts, [
    ...index.elements.map((element) => element.column),
    ...(index.include ?? []),
  ]);
  return { sort: "index", object: index, ...scope, attribute: "index", text: texts[0] ?? index.name };
}

function sameIndexText(index: IndexModel, before: IndexModel | undefined): boolean {
  return (
    before !== undefined &&
    JSON.stringify([index.elements, index.where]) === JSON.stringify([before.elements, before.where])
  );
}

function indexTexts(index: Pick<IndexModel, "elements" | "where">): string[] {
  return [...index.elements.map((element) => element.expression), index.where].filter((text) => text !== undefined);
}

function exclusionRequest(
  model: ExclusionModel,
  before: ExclusionModel | undefined,
  target: MetaData,
): NewRequest | undefined {
  if (before !== undefined && JSON.stringify(model) === JSON.stringify(before)) return undefined;
  const scope = columnsOf(target, model.schema, model.table, indexTexts(model), [
    ...model.elements.map((element) => element.column),
    ...(model.include ?? []),
  ]);
  return {
    sort: "exclusion",
    object: model,
    ...scope,
    attribute: "exclusion constraint",
    text: indexTexts(model)[0] ?? model.name,
  };
}

function domainRequest(domain: DomainModel, before: DomainModel | undefined): NewRequest | undefined {
  if (domain.type === before?.type && domain.default === before.default) return undefined;
  return { sort: "domain", object: domain, columns: [], attribute: "domain", text: domain.default ?? domain.type };
}

function domainCheckRequest(
  check: DomainCheckModel,
  before: DomainCheckModel | undefined,
  target: MetaData,
): NewRequest | undefined {
  if (check.expression === before?.expression) return undefined;
  const domain = target.get(domainKey(check.schema, check.domain)) as DomainModel;
  const column: ColumnModel = { kind: "column", schema: "", table: "", name: "value", type: domain.type };
  return { sort: "domain", object: check, columns: [column], attribute: "check", text: check.expression };
}

function partitionKeyRequest(
  table: TableModel,
  before: TableModel | undefined,
  target: MetaData,
): NewRequest | undefined {
  if (table.partitionBy === undefined || table.partitionBy.key === before?.partitionBy?.key) return undefined;
  const scope = columnsOf(target, table.schema, table.name, [table.partitionBy.key]);
  return { sort: "partitionKey", object: table, ...scope, attribute: "partitionBy", text: table.partitionBy.key };
}

function partitionRequest(
  model: PartitionModel,
  before: PartitionModel | undefined,
  target: MetaData,
): NewRequest | undefined {
  if (model.bound === before?.bound) return undefined;
  const parent = target.get(tableKey(model.parentSchema, model.parent));
  if (parent?.partitionBy === undefined) return undefined;
  const scope = columnsOf(target, parent.schema, parent.name, [parent.partitionBy.key]);
  return {
    sort: "partition",
    object: { ...model, by: parent.partitionBy },
    ...scope,
    attribute: "partitionOf",
    text: model.bound,
  };
}

/** The columns that texts name; where a text names the table, all of its columns and the name. */
function columnsOf(
  target: MetaData,
  schema: string,
  table: string,
  texts: readonly string[],
  names: readonly (string | undefined)[] = [],
): { readonly columns: readonly ColumnModel[]; readonly table?: string } {
  const words = new Set([...names, ...texts.flatMap((text) => [...wordsOf(text)])]);
  const all = partsOfTable(target, schema, table)
    .map(([, part]) => part)
    .filter((part) => isA<ColumnModel>(part, "column"));
  if (words.has(table)) return { columns: all.map(asPlain), table };
  // Letters without quotes mean lower case.
  return { columns: all.filter(({ name }) => words.has(name) || hasFolded(words, name)).map(asPlain) };
}

function hasFolded(words: ReadonlySet<string | undefined>, name: string): boolean {
  for (const word of words) if (word !== undefined && word !== name && word.toLowerCase() === name) return true;
  return false;
}

/** Type and collation are all that a text sees of a column. */
export const asPlain = ({ kind, schema, table, name, type, collation }: ColumnModel): ColumnModel => ({
  kind,
  schema,
  table,
  name,
  type,
  ...(collation === undefined ? {} : { collation }),
});

function signatureOf(request: NewRequest): string {
  if (request.sort === "default") {
    const { type, collation } = request.columns[0] as ColumnModel;
    return `default ${type}\0${collation ?? ""}\0${request.text}`;
  }
  const { schema: _s, table: _t, name: _n, ...content } = request.object;
  const columns = request.columns.map(({ name, type, collation }) => [name, type, collation]);
  if (request.sort === "type") {
    const { type, storage, collation } = request.object;
    return JSON.stringify(["type", type, storage, collation]);
  }
  return JSON.stringify([request.sort, content, columns, request.table]);
}
