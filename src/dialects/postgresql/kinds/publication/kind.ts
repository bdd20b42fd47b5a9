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
export const publicationKind = definitionKind(
  "publication",
  30,
  { alterPublication: alterPublicationOp, createPublication, dropPublication },
  alterPublication,
);
export const publicationMemberKind = definitionKind("publicationMember", 31, {
  createPublicationMember,
  dropPublicationMember,
});
