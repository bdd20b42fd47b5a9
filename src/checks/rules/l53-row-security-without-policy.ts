import { child, relationName, alterations } from "../read.ts";
import { defineRule, named, type Found } from "../rule.ts";

export const rowSecurityWithoutPolicy = defineRule({
  id: "L53",
  name: "row-security-without-policy",
  severity: "error",
  title: "row security is turned on and no policy lets anybody in",
  risk: "Without a policy every row is hidden from every role but the owner.",
  safe: "Make the policies first, in the same transaction.",
  step: ({ statements }) =>
    statements.flatMap((subject) =>
      alterations(subject, "AT_EnableRowSecurity").flatMap(({ table }): Found[] => {
        const isMade = statements.some(
          (other) => other.kind === "CreatePolicyStmt" && relationName(child(other.node, "table"))?.name === table.name,
        );
        return table.policies > 0 || isMade
          ? []
          : [{ message: `Every row of ${named(table)} is hidden from all but its owner.`, at: subject }];
      }),
    ),
});
