import { definitionKind } from "../definition/kind.ts";
import { alterWrapper, alterServer } from "../definition/in-place.ts";
import {
  alterForeignDataWrapper,
  alterForeignServer,
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
export const foreignDataWrapperKind = definitionKind(
  "foreignDataWrapper",
  8,
  {
    alterForeignDataWrapper,
    createForeignDataWrapper,
    dropForeignDataWrapper,
  },
  alterWrapper,
);
export const foreignServerKind = definitionKind(
  "foreignServer",
  8.1,
  { alterForeignServer, createForeignServer, dropForeignServer },
  alterServer,
);
export const userMappingKind = definitionKind("userMapping", 8.2, { createUserMapping, dropUserMapping });
export const foreignTableKind = definitionKind("foreignTable", 10, { createForeignTable, dropForeignTable });
