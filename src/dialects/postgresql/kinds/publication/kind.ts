import { definitionKind } from "../definition/kind.ts";
import { alterPublication } from "../definition/in-place.ts";
import {
  alterPublication as alterPublicationOp,
  createPublication,
  createPublicationMember,
  dropPublication,
  dropPublicationMember,
} from "./operations.ts";

/** Publications, and the tables and schemas in them. */
export const publicationKind = definitionKind({
  name: "publication",
  rank: 30,
  readers: ["readPublications"],
  operations: { alterPublication: alterPublicationOp, createPublication, dropPublication },
  inPlace: alterPublication,
});
export const publicationMemberKind = definitionKind({
  name: "publicationMember",
  rank: 31,
  readers: ["readPublicationSchemas", "readPublicationTables"],
  operations: {
    createPublicationMember,
    dropPublicationMember,
  },
});
