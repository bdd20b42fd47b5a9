import { definitionKind } from "../definition/kind.ts";
import {
  createForeignDataWrapper,
  createForeignServer,
  createForeignTable,
  createUserMapping,
  dropForeignDataWrapper,
  dropForeignServer,
  dropForeignTable,
  dropUserMapping,
} from "./operations.ts";

/** Foreign-data wrappers, servers, user mappings (never their secrets) and foreign tables. */
export const foreignDataWrapperKind = definitionKind("foreignDataWrapper", 8, {
  createForeignDataWrapper,
  dropForeignDataWrapper,
});
export const foreignServerKind = definitionKind("foreignServer", 8.1, { createForeignServer, dropForeignServer });
export const userMappingKind = definitionKind("userMapping", 8.2, { createUserMapping, dropUserMapping });
export const foreignTableKind = definitionKind("foreignTable", 10, { createForeignTable, dropForeignTable });
