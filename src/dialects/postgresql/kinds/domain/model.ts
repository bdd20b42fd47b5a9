import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

export interface DomainModel extends SchemaObject {
  readonly kind: "domain";
  readonly schema: string;
  readonly type: string;
  readonly notNull?: boolean;
  readonly default?: string;
  readonly collation?: string;
}

/** A check of a domain; `VALUE` stands for the value. */
export interface DomainCheckModel extends SchemaObject {
  readonly kind: "domainCheck";
  readonly schema: string;
  readonly domain: string;
  readonly expression: string;
  readonly notValid?: boolean;
}

export const domainKey = (schema: string, name: string): Key<DomainModel> => keyOf("domain", schema, name);
export const domainCheckKey = (schema: string, domain: string, name: string): Key<DomainCheckModel> =>
  keyOf("domainCheck", schema, domain, name);
