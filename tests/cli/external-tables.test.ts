/** Revisions that refer to tables of others are replayed where those are not. */
import { afterEach, expect, test } from "vitest";
import { Sandbox } from "./support.ts";

const models = `import { dataModel, model, uuid } from "limbeck";
export class Profile extends model("profiles", { id: uuid().primaryKey().references("auth.users.id") }) {}
export const db = dataModel({ Profile }, { externalTables: ["auth.users"] });
`;
const config = (rest: string): string => `import { defineConfig } from "limbeck/config";
export default defineConfig({ target: () => import("./models.ts").then((m) => m.db)${rest} });
`;
const revision = `-- revision: aaaa
-- downRevision: none
-- upgrade
CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users (id));
-- downgrade
DROP TABLE profiles;
`;

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

test.each([
  ["are made up, with a note", "", /auth\.users \(id uuid\) was made up/],
  ["come from a file of the config", ', scratchSetup: "scratch.sql"', /revisions? verified/],
])("external tables of a replay %s", async (_, rest, said) => {
  sandbox = new Sandbox({
    "models.ts": models,
    "limbeck.config.ts": config(rest),
    "migrations/aaaa.sql": revision,
    "scratch.sql": "CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY, mail text);",
  });
  const verified = await sandbox.run(["verify"]);
  expect([verified.exitCode, verified.out + verified.err]).toEqual([0, expect.stringMatching(said)]);
  const checked = await sandbox.run(["check", "--against", "revisions"]);
  expect([checked.exitCode, checked.out]).toEqual([0, expect.not.stringMatching(/auth/)]);
});
