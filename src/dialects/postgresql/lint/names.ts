/** The names that a parsed statement speaks of, found by the shape of the parser's nodes. */
import type { ObjectName, SqlNode } from "../../statement-facts.ts";

export interface SpokenOf {
  readonly relations: readonly ObjectName[];
  readonly types: readonly ObjectName[];
}

/** The object that a list of name parts stands for; undefined of an empty one. */
export function nameOfParts(parts: unknown): ObjectName | undefined {
  const texts = (Array.isArray(parts) ? (parts as readonly SqlNode[]) : []).flatMap((part) => {
    const text = (part["String"] as SqlNode | undefined)?.["sval"];
    return typeof text === "string" ? [text] : [];
  });
  const name = texts.at(-1);
  return name === undefined ? undefined : { name, ...(texts.length > 1 ? { schema: texts.at(-2) } : {}) };
}

/** Every relation and type that a node names, at any depth. */
export function spokenOf(kind: string, node: SqlNode): SpokenOf {
  const found = { relations: [] as ObjectName[], types: [] as ObjectName[] };
  walk(node, found);
  if (kind === "DropStmt") for (const object of listOf(node["objects"])) addDropped(object, node, found);
  if (kind === "RenameStmt") found.types.push(...objectOf(node));
  if (kind === "CommentStmt" || kind === "AlterOwnerStmt" || kind === "AlterObjectSchemaStmt")
    found.relations.push(...objectOf(node));
  const named = nameOfParts(node["typeName"]);
  if (named !== undefined) found.types.push(named);
  return found;
}

type Found = { readonly relations: ObjectName[]; readonly types: ObjectName[] };

const listOf = (value: unknown): readonly SqlNode[] => (Array.isArray(value) ? (value as readonly SqlNode[]) : []);

function addDropped(object: SqlNode, node: SqlNode, { relations, types }: Found): void {
  const list = nameOfParts((object["List"] as SqlNode | undefined)?.["items"]);
  const type = nameOfParts((object["TypeName"] as SqlNode | undefined)?.["names"]);
  // The table is the last but one of a trigger, policy or rule, and its name the last.
  const owned = ["OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"].includes(String(node["removeType"]));
  const parts = listOf((object["List"] as SqlNode | undefined)?.["items"]);
  const table = owned ? nameOfParts(parts.slice(0, -1)) : list;
  if (table !== undefined) relations.push(table);
  if (type !== undefined) types.push(type);
}

function objectOf(node: SqlNode): readonly ObjectName[] {
  const list = nameOfParts(((node["object"] as SqlNode | undefined)?.["List"] as SqlNode | undefined)?.["items"]);
  return list === undefined ? [] : [list];
}

function walk(value: unknown, found: Found): void {
  if (Array.isArray(value)) for (const each of value) walk(each, found);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const node = value as SqlNode;
  if (typeof node["relname"] === "string") {
    const { relname, schemaname } = node as { readonly relname: string; readonly schemaname?: string };
    found.relations.push({ name: relname, ...(schemaname === undefined ? {} : { schema: schemaname }) });
    return;
  }
  if (Array.isArray(node["names"]) && "typemod" in node) {
    const type = nameOfParts(node["names"]);
    if (type !== undefined) found.types.push(type);
    return;
  }
  for (const each of Object.values(node)) walk(each, found);
}
