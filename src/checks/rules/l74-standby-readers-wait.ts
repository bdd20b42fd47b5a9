import { defineRule } from "../rule.ts";

export const standbyReadersWait = defineRule({
  id: "L74",
  name: "standby-readers-wait",
  severity: "info",
  title: "a lock is replayed on standby servers",
  risk: "A standby takes the ACCESS EXCLUSIVE lock as well: queries there are cancelled, or delay the replay.",
  safe: "Keep the transaction short, and mind max_standby_streaming_delay.",
  step: ({ statements, standbys, isExisting }) => {
    const at =
      standbys === 0
        ? undefined
        : statements.find(({ measured }) =>
            measured?.acquired.some((lock) => lock.mode === "AccessExclusive" && lock.kind === "r" && isExisting(lock)),
          );
    return at === undefined
      ? []
      : [{ message: `${standbys} standby ${standbys === 1 ? "server replays" : "servers replay"} the lock.`, at }];
  },
});
