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
export const operatorKind = definitionKind(
  "operator",
  7,
  { createOperator, dropOperator },
  undefined,
  ({ identity }) => [
    // Expressions find it by its name: which one is meant depends on those that are there.
    `operator ${identity.slice(0, identity.lastIndexOf(" ("))}`,
  ],
);
export const operatorFamilyKind = definitionKind("operatorFamily", 8, { createOperatorFamily, dropOperatorFamily });
export const operatorClassKind = definitionKind("operatorClass", 8.1, { createOperatorClass, dropOperatorClass });
