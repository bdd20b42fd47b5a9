import { definitionKind } from "../definition/kind.ts";
import { createPublication, createPublicationMember, dropPublication, dropPublicationMember } from "./operations.ts";

/** Publications, and the tables and schemas in them. */
export const publicationKind = definitionKind("publication", 30, { createPublication, dropPublication });
export const publicationMemberKind = definitionKind("publicationMember", 31, {
  createPublicationMember,
  dropPublicationMember,
});
