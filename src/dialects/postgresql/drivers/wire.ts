/**
 * What both drivers share: results as the protocol delivers them (texts and type OIDs), the knowledge of types made by
 * users, and errors as the protocol words them.
 */
import type { Notice, QueryResult, TransactionStatus } from "../../../driver/driver.ts";
import type { ServerErrorFields } from "../../../driver/errors.ts";
import { arrayDecoder, decoderOf, isUserType, type Decoder } from "../types/decode.ts";

export interface WireField {
  readonly name: string;
  readonly dataTypeID: number;
}

/** One statement's outcome before decoding. */
export interface WireResult {
  fields: readonly WireField[];
  readonly rows: (readonly (string | null)[])[];
  /** The command tag, such as `INSERT 0 3`; empty for an empty statement. */
  tag: string;
}

/** Asks for rows of texts; used by the type catalog, below the level where values are decoded. */
export type RawQuery = (sql: string) => Promise<WireResult>;

interface UserType {
  readonly kind: string;
  readonly element: number;
  readonly base: number;
  readonly delimiter: string;
}

/**
 * Decoders by OID, shared by the connections of one driver. Arrays of enums, domains, extension types and composite
 * types are found in the catalog when a result first holds one; other types of users are text.
 */
export class TypeCatalog {
  readonly #decoders = new Map<number, Decoder>();

  decoder(oid: number): Decoder {
    return isUserType(oid) ? (this.#decoders.get(oid) ?? decoderOf(oid)) : decoderOf(oid);
  }

  isUnknown(oid: number): boolean {
    return isUserType(oid) && !this.#decoders.has(oid);
  }

  async learn(oids: readonly number[], query: RawQuery): Promise<void> {
    const wanted = [...new Set(oids)].join(", ");
    const { rows } = await query(
      `WITH RECURSIVE needed AS (
         SELECT t.oid, t.typtype, t.typelem, t.typbasetype, t.typdelim, t.typlen, t.typsubscript
           FROM pg_catalog.pg_type t WHERE t.oid IN (${wanted})
         UNION
         SELECT t.oid, t.typtype, t.typelem, t.typbasetype, t.typdelim, t.typlen, t.typsubscript
           FROM pg_catalog.pg_type t JOIN needed n ON t.oid IN (n.typelem, n.typbasetype)
       ) SELECT oid, typtype, CASE WHEN typsubscript = 'array_subscript_handler'::regproc THEN typelem ELSE 0 END,
                typbasetype, typdelim FROM needed`,
    );
    const types = new Map<number, UserType>();
    for (const [oid, kind, element, base, delimiter] of rows) {
      types.set(Number(oid), {
        kind: kind ?? "",
        element: Number(element),
        base: Number(base),
        delimiter: delimiter ?? ",",
      });
    }
    for (const oid of oids) this.#resolve(oid, types);
  }

  #resolve(oid: number, types: ReadonlyMap<number, UserType>): Decoder {
    const known = isUserType(oid) ? this.#decoders.get(oid) : decoderOf(oid);
    if (known) return known;
    const type = types.get(oid);
    let decode = decoderOf(oid);
    if (type?.kind === "d") decode = this.#resolve(type.base, types);
    else if (type !== undefined && type.element !== 0) {
      // The delimiter is a property of the element type.
      const delimiter = types.get(type.element)?.delimiter ?? ",";
      decode = arrayDecoder(this.#resolve(type.element, types), delimiter);
    }
    this.#decoders.set(oid, decode);
    return decode;
  }
}

export type RowMode = "object" | "array" | undefined;

/** Decodes results; asks the catalog about types of users seen for the first time. */
export async function decodeResults(
  results: readonly WireResult[],
  catalog: TypeCatalog,
  query: RawQuery,
  rowMode: RowMode,
): Promise<QueryResult[]> {
  const unknown = results
    .filter((result) => result.rows.length > 0)
    .flatMap((result) => result.fields.map((field) => field.dataTypeID))
    .filter((oid) => catalog.isUnknown(oid));
  if (unknown.length > 0) await catalog.learn(unknown, query);
  return results.filter((result) => result.tag !== "").map((result) => decodeResult(result, catalog, rowMode));
}

function decodeResult(result: WireResult, catalog: TypeCatalog, rowMode: RowMode): QueryResult {
  const decode = result.fields.map((field) => catalog.decoder(field.dataTypeID));
  const names = result.fields.map((field) => field.name);
  for (const texts of result.rows) decodeInPlace(texts as unknown[], decode);
  const { command, rowCount } = parseTag(result.tag);
  const values = result.rows as unknown as Record<string, unknown>[];
  if (rowMode === "array") return { rows: values, command, rowCount };
  return { rows: result.rows.map((row) => objectOf(row, names)), command, rowCount };
}

/** The texts are nobody else's, and a second array for every row would be garbage at once. */
function decodeInPlace(row: unknown[], decode: readonly Decoder[]): void {
  for (let index = 0; index < row.length; index++) {
    const text = row[index] as string | null;
    if (text !== null) row[index] = (decode[index] as Decoder)(text);
  }
}

function objectOf(values: readonly unknown[], names: readonly string[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index];
  return row;
}

/** `INSERT 0 3` is an INSERT of 3 rows; `CREATE TABLE` counts nothing. */
export function parseTag(tag: string): { command: string; rowCount: number | null } {
  const count = /^(.*?)(?: \d+)*? (\d+)$/.exec(tag);
  return count ? { command: count[1] as string, rowCount: Number(count[2]) } : { command: tag, rowCount: null };
}

/** The status letter of ReadyForQuery. */
export function statusOf(letter: string | null | undefined): TransactionStatus {
  if (letter === "T") return "active";
  return letter === "E" ? "failed" : "idle";
}

/** The fields of ErrorResponse and NoticeResponse, as both client libraries name them. */
export interface WireMessage {
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly severity?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly position?: string | undefined;
  readonly where?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  readonly dataType?: string | undefined;
}

/** True for an error that the server sent, as opposed to one of the network or of a client library. */
export function isServerMessage(error: unknown): error is WireMessage & Error {
  if (!(error instanceof Error)) return false;
  const { code, severity } = error as Partial<WireMessage>;
  return typeof severity === "string" && typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
}

export function serverErrorFields(message: WireMessage): ServerErrorFields {
  const { detail, hint, where, schema, table, column, constraint, dataType } = message;
  return {
    detail,
    hint,
    where,
    schema,
    table,
    column,
    constraint,
    dataType,
    message: message.message ?? "",
    sqlState: message.code ?? "XX000",
    severity: message.severity ?? "ERROR",
    position: message.position === undefined ? undefined : Number(message.position),
  };
}

export function noticeOf(message: WireMessage): Notice {
  return {
    severity: message.severity ?? "NOTICE",
    message: message.message ?? "",
    sqlState: message.code ?? "00000",
    detail: message.detail,
    hint: message.hint,
  };
}
