/** What sort of change a statement is, for policies such as "only additive ones on Fridays". */
import { isLossyType } from "./narrowing.ts";
import { child, list, text } from "./read.ts";
import type { Subject } from "./rule.ts";

export const operationClasses = [
  /** Something new that nothing that is there depends on. */
  "additive",
  /** Accepts more than before. */
  "widening",
  /** Accepts less than before, or changes what is there: rows and programs may not fit. */
  "narrowing",
  /** Takes away objects, with what they hold. */
  "destructive",
  /** Changes rows. */
  "data",
  /** Changes who may do what. */
  "access",
  /** Settings, maintenance, and what limbeck does not know. */
  "other",
] as const;

export type OperationClass = (typeof operationClasses)[number];

const byKind: Readonly<Record<string, OperationClass>> = {
  CreateStmt: "additive",
  CreateTableAsStmt: "additive",
  IndexStmt: "additive",
  ViewStmt: "additive",
  CreateFunctionStmt: "additive",
  CreateTrigStmt: "additive",
  CreateSeqStmt: "additive",
  CreateSchemaStmt: "additive",
  CreateEnumStmt: "additive",
  CreateDomainStmt: "additive",
  CompositeTypeStmt: "additive",
  CreateRangeStmt: "additive",
  CreateExtensionStmt: "additive",
  CreateStatsStmt: "additive",
  CommentStmt: "additive",
  InsertStmt: "data",
  UpdateStmt: "data",
  DeleteStmt: "data",
  MergeStmt: "data",
  CopyStmt: "data",
  DoStmt: "data",
  TruncateStmt: "destructive",
  DropdbStmt: "destructive",
  RenameStmt: "narrowing",
  AlterObjectSchemaStmt: "narrowing",
  AlterDomainStmt: "narrowing",
  GrantStmt: "access",
  GrantRoleStmt: "access",
  AlterOwnerStmt: "access",
  CreatePolicyStmt: "access",
  AlterPolicyStmt: "access",
  AlterDefaultPrivilegesStmt: "access",
};

const byAlteration: Readonly<Record<string, OperationClass>> = {
  AT_AddColumn: "additive",
  AT_ValidateConstraint: "additive",
  AT_AttachPartition: "additive",
  AT_DropNotNull: "widening",
  AT_DropConstraint: "widening",
  AT_SetNotNull: "narrowing",
  AT_AddConstraint: "narrowing",
  AT_ColumnDefault: "narrowing",
  AT_SetExpression: "narrowing",
  AT_DropColumn: "destructive",
  AT_DetachPartition: "destructive",
  AT_ChangeOwner: "access",
  AT_EnableRowSecurity: "access",
  AT_DisableRowSecurity: "access",
  AT_ForceRowSecurity: "access",
};

/** The gravest of what a statement does. */
export function classOf(subject: Subject): OperationClass {
  const { kind, node } = subject;
  if (kind === "DropStmt") return dropClass(text(node, "removeType") ?? "");
  if (kind === "AlterEnumStmt") return text(node, "oldVal") === undefined ? "widening" : "narrowing";
  if (kind !== "AlterTableStmt") return byKind[kind] ?? "other";
  const classes = list(node, "cmds").map((each) => {
    const command = child(each, "AlterTableCmd");
    const type = text(command, "subtype") ?? "";
    if (type === "AT_AlterColumnType") return isLossyType(subject, command) ? "narrowing" : "widening";
    return byAlteration[type] ?? "other";
  });
  return gravest(classes);
}

const order: readonly OperationClass[] = [
  "additive",
  "widening",
  "other",
  "access",
  "data",
  "narrowing",
  "destructive",
];

const gravest = (classes: readonly OperationClass[]): OperationClass =>
  [...classes].sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? "other";

/** What holds no rows can be made again. */
function dropClass(what: string): OperationClass {
  if (what === "OBJECT_INDEX") return "widening";
  if (what === "OBJECT_POLICY") return "access";
  return "destructive";
}
