import { alterDefinition, createDefinition, dropDefinition } from "../definition/operations.ts";

const foreignDataWrapper = { kind: "foreignDataWrapper", word: "FOREIGN DATA WRAPPER" } as const;
export const createForeignDataWrapper = createDefinition("createForeignDataWrapper", foreignDataWrapper);
export const dropForeignDataWrapper = dropDefinition("dropForeignDataWrapper", foreignDataWrapper);
export const alterForeignDataWrapper = alterDefinition("alterForeignDataWrapper", foreignDataWrapper);

const foreignServer = { kind: "foreignServer", word: "SERVER" } as const;
export const createForeignServer = createDefinition("createForeignServer", foreignServer);
export const dropForeignServer = dropDefinition("dropForeignServer", foreignServer);
export const alterForeignServer = alterDefinition("alterForeignServer", foreignServer);

const userMapping = { kind: "userMapping", word: "USER MAPPING" } as const;
export const createUserMapping = createDefinition("createUserMapping", userMapping);
export const dropUserMapping = dropDefinition("dropUserMapping", userMapping);

const foreignTable = { kind: "foreignTable", word: "FOREIGN TABLE" } as const;
export const createForeignTable = createDefinition("createForeignTable", foreignTable);
export const dropForeignTable = dropDefinition("dropForeignTable", foreignTable);

/** What `op` has of it. */
export const foreignOperations = {
  alterForeignDataWrapper,
  createForeignDataWrapper,
  alterForeignServer,
  createForeignServer,
  createForeignTable,
  createUserMapping,
  dropForeignDataWrapper,
  dropForeignServer,
  dropForeignTable,
  dropUserMapping,
};
