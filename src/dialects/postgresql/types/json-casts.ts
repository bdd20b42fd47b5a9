/** Values become JSON by `to_jsonb`, and come out of it as what they were. */
import type { CastRequest, Conversion } from "./casts.ts";
import { isText } from "./cast-effects.ts";
import type { TypeShape } from "./type-shape.ts";

const isJson = ({ base }: TypeShape): boolean => base === "json" || base === "jsonb";

/** Undefined where neither type is JSON, or PostgreSQL's own casts do. */
export function jsonCast(request: CastRequest, isOfExtension: (type: TypeShape) => boolean): Conversion | undefined {
  const { name, from, to } = request;
  if (isJson(to) && !to.isArray && (from.isArray || !(isJson(from) || isText(from))))
    return { isImplicit: false, using: `to_${to.base}(${name})` };
  if (!isJson(from) || from.isArray || (isJson(to) && !to.isArray) || (isText(to) && !to.isArray)) return undefined;
  if (to.isArray) return toArray(request);
  if (to.object?.kind === "composite")
    return { isImplicit: false, using: `${from.base}_populate_record(NULL::${to.written}, ${name})` };
  if (isOfExtension(to) && !request.isWayBack) return undefined;
  return { isImplicit: false, using: `(${name} #>> '{}')::${to.written}` };
}

/**
 * `USING` takes neither subqueries nor functions that return sets, so a catalog's row type that has an array of text reads the
 * elements: `pg_class.reloptions` (manual, ALTER TABLE; 9.16.1, json_populate_record).
 */
function toArray({ name, from, to, isWayBack }: CastRequest): Conversion {
  const row = `${from.base}_populate_record(NULL::pg_catalog.pg_class, ${from.base}_build_object('reloptions', ${name}))`;
  const elements = `(${row}).reloptions`;
  const using = isText(to) ? elements : `${elements}::${to.written}`;
  if (isWayBack || !(isJson(to) || to.object?.kind === "composite")) return { isImplicit: false, using };
  const decision = `decide how ${from.written} becomes ${to.written}: this takes JSON strings for what they hold`;
  return { isImplicit: false, using, decision };
}
