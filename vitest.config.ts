import { defineConfig } from "vitest/config";
import { SlowestFirst } from "./tests/support/slowest-first.ts";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    // Servers start when the first test asks for one; see tests/support/global-setup.ts.
    globalSetup: ["tests/support/global-setup.ts"],
    // Processes, because WebAssembly and servers' clients are heavy for threads. Files of one worker share its modules
    // and its embedded scratch database, which takes half a second to start.
    pool: "forks",
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    // Only what hangs is ended: a busy machine may stop a test for longer than the test takes.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    // What a test leaves behind in the environment must not decide how another ends.
    unstubEnvs: true,
    env: { TZ: "America/St_Johns" },
  },
});
