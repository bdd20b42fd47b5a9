import { defineConfig, env } from "limbeck/config";

export default defineConfig({
  target: () => import("./models.ts").then((m) => m.commerce), // loaded only by commands that need it
  revisions: "migrations",
  environments: {
    development: {}, // no url: the embedded database under .limbeck/
    production: { url: env("DATABASE_URL"), protected: true },
  },
});
