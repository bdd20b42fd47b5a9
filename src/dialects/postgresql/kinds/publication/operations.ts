import { alterDefinition, createDefinition, dropDefinition } from "../definition/operations.ts";

const publication = { kind: "publication", word: "PUBLICATION" } as const;
export const createPublication = createDefinition("createPublication", publication);
export const dropPublication = dropDefinition("dropPublication", publication);
export const alterPublication = alterDefinition("alterPublication", publication);

const member = {
  kind: "publicationMember",
  word: "PUBLICATION MEMBER",
  /** `sales TABLE shop.orders` → `ALTER PUBLICATION sales DROP TABLE shop.orders`. */
  drop: (identity: string) => `ALTER PUBLICATION ${identity.replace(/^("(?:[^"]|"")+"|\S+) /, "$1 DROP ")}`,
} as const;
export const createPublicationMember = createDefinition("createPublicationMember", member);
export const dropPublicationMember = dropDefinition("dropPublicationMember", member);

/** What `op` has of it. */
export const publicationOperations = {
  alterPublication,
  createPublication,
  createPublicationMember,
  dropPublication,
  dropPublicationMember,
};
