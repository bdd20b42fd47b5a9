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
export const foreignDataWrapperKind = definitionKind({
  name: "foreignDataWrapper",
  rank: 8,
  readers: ["readForeignDataWrappers"],
  operations: {
    alterForeignDataWrapper,
    createForeignDataWrapper,
    dropForeignDataWrapper,
  },
  inPlace: alterWrapper,
});
export const foreignServerKind = definitionKind({
  name: "foreignServer",
  rank: 8.1,
  readers: ["readForeignServers"],
  operations: { alterForeignServer, createForeignServer, dropForeignServer },
  inPlace: alterServer,
});
export const userMappingKind = definitionKind({
  name: "userMapping",
  rank: 8.2,
  readers: ["readUserMappings"],
  operations: { createUserMapping, dropUserMapping },
});
export const foreignTableKind = definitionKind({
  name: "foreignTable",
  rank: 10,
  readers: ["readForeignTables"],
  operations: { createForeignTable, dropForeignTable },
});
