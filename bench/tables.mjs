// Writes a project with many models: 12 columns, 5 indexes, 2 foreign keys in long chains and a check each.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const modelsPerFile = 10;

/** A project in a folder, whose development database is in BENCH_URL. */
export function writeProject(folder, count) {
  mkdirSync(join(folder, "models"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "bench", "private": true, "type": "module" }\n');
  writeFileSync(
    join(folder, "limbeck.config.ts"),
    `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.bench),
  environments: { development: { url: env("BENCH_URL") } },
});
`,
  );
  const files = Math.ceil(count / modelsPerFile);
  for (let file = 0; file < files; file++) {
    const models = [];
    for (let at = file * modelsPerFile; at < Math.min(count, (file + 1) * modelsPerFile); at++)
      models.push(modelSource(at));
    const imports =
      'import { boolean, check, doublePrecision, index, integer, model, now, numeric, sql, text, timestamp, varchar } from "limbeck";\n\n';
    writeFileSync(join(folder, "models", `part${file}.ts`), imports + models.join("\n"));
  }
  const parts = Array.from({ length: files }, (_, file) => file);
  writeFileSync(
    join(folder, "models.ts"),
    `import { dataModel } from "limbeck";
${parts.map((file) => `import * as part${file} from "./models/part${file}.ts";`).join("\n")}

export const bench = dataModel({ ${parts.map((file) => `...part${file}`).join(", ")} });
`,
  );
}

/** Keys point at the table before and at the one half as far: one chain through all tables, and many short ones. */
function modelSource(at) {
  const before = Math.max(at - 1, 0);
  const half = at >> 1;
  return `export class T${at} extends model(
  "t${at}",
  {
    id: integer().identity({ always: true }).primaryKey(),
    code: varchar(32).notNull(),
    name: text().notNull(),
    description: text(),
    status: varchar(20).notNull().serverDefault("new"),
    qty: integer().notNull().serverDefault("0"),
    price: numeric(12, 2).notNull().serverDefault("0"),
    ratio: doublePrecision(),
    active: boolean().notNull().serverDefault(sql\`true\`),
    createdAt: timestamp({ timezone: true }).notNull().serverDefault(now()),
    refA: integer().references("t${before}.id", { onDelete: "cascade" }),
    refB: integer().references("t${half}.id", { onDelete: "set null" }),
  },
  (t) => [
    check(sql\`\${t.qty} >= 0\`),
    index([t.code], { unique: true }),
    index([t.refA]),
    index([t.refB]),
    index([t.status, t.createdAt.desc()]),
    index([t.name], { where: sql\`\${t.active}\` }),
  ],
) {}
`;
}
