/** The action of every command, each imported only when it runs. */
import type { CommandName } from "../commands/definitions.ts";
import type { Action } from "./context.ts";

export const actions = {
  init: async () => (await import("./actions/init.ts")).initAction,
  pull: async () => (await import("./actions/pull.ts")).pullAction,
  revision: async () => (await import("./actions/revision.ts")).revisionAction,
  generate: async () => (await import("./actions/revision.ts")).generateAction,
  merge: async () => (await import("./actions/merge.ts")).mergeAction,
  history: async () => (await import("./actions/graph.ts")).historyAction,
  heads: async () => (await import("./actions/graph.ts")).headsAction,
  branches: async () => (await import("./actions/graph.ts")).branchesAction,
  show: async () => (await import("./actions/graph.ts")).showAction,
  edit: async () => (await import("./actions/graph.ts")).editAction,
  upgrade: async () => (await import("./actions/upgrade.ts")).upgradeAction,
  migrate: async () => (await import("./actions/upgrade.ts")).upgradeAction,
  downgrade: async () => (await import("./actions/upgrade.ts")).downgradeAction,
  current: async () => (await import("./actions/graph.ts")).currentAction,
  status: async () => (await import("./actions/status.ts")).statusAction,
  stamp: async () => (await import("./actions/stamp.ts")).stampAction,
  "create-all": async () => (await import("./actions/create-all.ts")).createAllAction,
  "drop-all": async () => (await import("./actions/create-all.ts")).dropAllAction,
  "ensure-version": async () => (await import("./actions/stamp.ts")).ensureVersionAction,
  check: async () => (await import("./actions/compare.ts")).checkAction,
  verify: async () => (await import("./actions/verify.ts")).verifyAction,
  lint: async () => (await import("./actions/lint.ts")).lintAction,
  explain: async () => (await import("./actions/lint.ts")).explainAction,
  stats: async () => (await import("./actions/lint.ts")).statsAction,
  diff: async () => (await import("./actions/compare.ts")).diffAction,
  erd: async () => (await import("./actions/erd.ts")).erdAction,
  studio: async () => (await import("./actions/studio.ts")).studioAction,
} satisfies Readonly<Record<CommandName, () => Promise<Action>>>;
