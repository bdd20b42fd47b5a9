/** Real schemas, small to huge, drawn and checked by program; where the corpus is not beside the project, none. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createDatabase, unavailable } from "../../../tests/support/databases.ts";
import { postgresql } from "../../dialects/postgresql/dialect.ts";
import type { Diagram } from "../diagram.ts";
import { readDiagram } from "../read-diagram.ts";
import { renderSvg } from "../render/svg.ts";
import { checkLayout } from "../../../tests/support/layout-check.ts";
import { layoutDiagram } from "./place.ts";

const schemas = fileURLToPath(new URL("../../../../shared/corpus/schemas/", import.meta.url));
const version = 18;
const reason = existsSync(schemas) ? unavailable(version) : "the corpus of schemas is not beside the project";
/** From 8 tables to 190, with and without references, views, enums, partitions; all with LIMBECK_SOAK=1. */
const usual = new Set(["atuin", "pagila", "concourse", "danbooru", "thingsboard", "trigger-dev"]);
const names =
  reason === undefined
    ? readdirSync(schemas)
        .map((file) => file.replace(/\.sql$/, ""))
        .filter((name) => process.env["LIMBECK_SOAK"] === "1" || usual.has(name))
    : [];

describe.skipIf(reason !== undefined)(`pictures of real schemas${reason === undefined ? "" : ` (${reason})`}`, () => {
  test.each(names)(
    "%s: boxes stand apart, lines go around them, texts fit, every reference is drawn once",
    {
      timeout: 120_000,
    },
    async (name) => {
      const diagram = await diagramOf(name);
      for (const clusters of ["auto", "always"] as const) {
        const layout = await layoutDiagram(diagram, { clusters });
        expect(checkLayout(diagram, layout), clusters).toEqual([]);
        const drawn = [...renderSvg(diagram, layout).matchAll(/data-link="([^"]*)"/g)].map(([, key]) => key);
        expect(drawn.length, clusters).toBe(diagram.links.length);
        expect(new Set(drawn).size, clusters).toBe(diagram.links.length);
      }
    },
  );
});

async function diagramOf(name: string): Promise<Diagram> {
  const database = await createDatabase(version);
  try {
    const connection = await database.driver.connect();
    // What a dump of 15 says that 18 no longer takes is left out: the rest is a model like any other.
    for (const statement of readFileSync(`${schemas}${name}.sql`, "utf8").split(/;\n\n+/)) {
      await connection.execute(statement).catch(() => {});
    }
    return readDiagram(await postgresql.reflect(connection));
  } finally {
    await database.drop();
  }
}
