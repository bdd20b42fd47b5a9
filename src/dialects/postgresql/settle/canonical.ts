/** Puts the server's answers into the objects that waited for them. */
import type { ColumnModel } from "../../../kinds/column/model.ts";
import type { CheckModel } from "../../../kinds/check/model.ts";
import type { DefaultModel } from "../../../kinds/default/model.ts";
import type { DomainCheckModel, DomainModel } from "../kinds/domain/model.ts";
import type { ExclusionModel } from "../../../kinds/exclusion/model.ts";
import type { IndexModel } from "../../../kinds/index/model.ts";
import type { PartitionModel } from "../../../kinds/partition/model.ts";
import type { TableModel } from "../../../kinds/table/model.ts";
import { MetaData } from "../../../metadata/metadata.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import type { Request } from "./requests.ts";

/** What changes of an object; `absent` where the server keeps nothing of it. */
type Change = (object: SchemaObject) => object | "absent";

/** A target whose types and expressions are those of the scratch objects. */
export function canonicalTarget(target: MetaData, requests: readonly Request[], scratch: MetaData): MetaData {
  const answers = answersByName(scratch);
  const objects = new Map(target.objects);
  for (const request of requests) {
    const change = changeFor(request, answers);
    if (change === undefined) continue;
    for (const key of request.waiting) {
      const object = objects.get(key) as SchemaObject;
      const changes = change(object);
      if (changes === "absent") objects.delete(key);
      else objects.set(key, Object.freeze({ ...object, ...changes }));
    }
  }
  return new MetaData({ ...target, objects });
}

/** Scratch objects by kind and name: `check limbeck_12`. */
function answersByName(scratch: MetaData): ReadonlyMap<string, SchemaObject> {
  const answers = new Map<string, SchemaObject>();
  for (const object of scratch.objects.values()) {
    const domain = (object as { readonly domain?: string }).domain;
    answers.set(`${object.kind} ${object.kind === "domainCheck" ? domain : object.name}`, object);
  }
  return answers;
}

function changeFor(request: Request, answers: ReadonlyMap<string, SchemaObject>): Change | undefined {
  const name = `limbeck_${request.id}`;
  const answer = <T extends SchemaObject>(kind: string): T | undefined =>
    answers.get(`${kind} ${name}`) as T | undefined;
  switch (request.sort) {
    case "type":
      return changing(answer<ColumnModel>("column"), ({ type, collation, storage }) => ({
        type,
        collation,
        storage,
      }));
    case "default":
      // PostgreSQL keeps no default for `DEFAULT NULL` where the type needs no cast.
      return changing(answer<DefaultModel>("default"), ({ expression }) => ({ expression })) ?? (() => "absent");
    case "generated":
      return changing(answer<ColumnModel>("column"), ({ generated }) => ({ generated }));
    case "check":
      return changing(answer<CheckModel>("check"), ({ expression }) => ({ expression }));
    case "index":
      return changing(answer<IndexModel>("index"), ({ elements, where, include }) => ({ elements, where, include }));
    case "exclusion":
      return changing(answer<ExclusionModel>("exclusion"), ({ elements, where }) => ({ elements, where }));
    case "domain":
      return request.object.kind === "domainCheck"
        ? changing(answer<DomainCheckModel>("domainCheck"), ({ expression }) => ({ expression }))
        : changing(answer<DomainModel>("domain"), (domain) => ({ type: domain.type, default: domain.default }));
    case "partitionKey":
      return changing(answer<TableModel>("table"), ({ partitionBy }) => ({ partitionBy }));
    case "partition":
      return changing(answer<PartitionModel>("partition"), ({ bound }) => ({ bound }));
  }
}

function changing<T extends SchemaObject>(answer: T | undefined, pick: (answer: T) => object): Change | undefined {
  return answer === undefined ? undefined : () => pick(answer);
}
