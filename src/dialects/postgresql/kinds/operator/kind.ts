import { definitionKind } from "../definition/kind.ts";
import {
  createOperator,
  createOperatorClass,
  createOperatorFamily,
  dropOperator,
  dropOperatorClass,
  dropOperatorFamily,
} from "./operations.ts";

/** Operators, their families and classes. */
export const operatorKind = definitionKind({
  name: "operator",
  rank: 7,
  readers: ["readOperators"],
  operations: { createOperator, dropOperator },
  foundBy: ({ identity }) => [
    // Expressions find it by its name: which one is meant depends on those that are there.
    `operator ${identity.slice(0, identity.lastIndexOf(" ("))}`,
  ],
});
export const operatorFamilyKind = definitionKind({
  name: "operatorFamily",
  rank: 8,
  readers: ["readOperatorFamilies"],
  operations: { createOperatorFamily, dropOperatorFamily },
});
export const operatorClassKind = definitionKind({
  name: "operatorClass",
  rank: 8.1,
  readers: ["readOperatorClasses"],
  operations: { createOperatorClass, dropOperatorClass },
});
