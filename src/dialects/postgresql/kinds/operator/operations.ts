import { createDefinition, dropDefinition } from "../definition/operations.ts";

const operator = { kind: "operator", word: "OPERATOR" } as const;
export const createOperator = createDefinition("createOperator", operator);
export const dropOperator = dropDefinition("dropOperator", operator);

const operatorFamily = { kind: "operatorFamily", word: "OPERATOR FAMILY" } as const;
export const createOperatorFamily = createDefinition("createOperatorFamily", operatorFamily);
export const dropOperatorFamily = dropDefinition("dropOperatorFamily", operatorFamily);

const operatorClass = { kind: "operatorClass", word: "OPERATOR CLASS" } as const;
export const createOperatorClass = createDefinition("createOperatorClass", operatorClass);
export const dropOperatorClass = dropDefinition("dropOperatorClass", operatorClass);

/** What `op` has of it. */
export const operatorOperations = {
  createOperator,
  createOperatorClass,
  createOperatorFamily,
  dropOperator,
  dropOperatorClass,
  dropOperatorFamily,
};
