import { compact } from "../../catalog/catalog.ts";
import { defineReader } from "../../catalog/reader.ts";
import { subscriptionKey, type SubscriptionModel } from "./model.ts";

/** Everything but the connection string, which only a superuser may see and nobody needs (manual 51.54). */
export const readSubscriptions = defineReader<
  [oid: number, name: string, publications: string[], slot: string | null, parameters: string[]]
>({
  optional: ["subscription"],
  sql: (version) => `
SELECT s.oid::int8::float8, s.subname::text, s.subpublications, s.subslotname::text,
       pg_catalog.array_remove(ARRAY[
         CASE WHEN s.subbinary THEN 'binary=true' END,
         ${
           version >= 160000
             ? "CASE s.substream WHEN 't' THEN 'streaming=on' WHEN 'p' THEN 'streaming=parallel' WHEN 'f' THEN 'streaming=off' END"
             : "CASE WHEN s.substream THEN 'streaming=on' ELSE 'streaming=off' END"
         },
         CASE WHEN s.subsynccommit <> 'off' THEN 'synchronous_commit=' || s.subsynccommit END
         ${version >= 150000 ? ", CASE WHEN s.subtwophasestate <> 'd' THEN 'two_phase=true' END, CASE WHEN s.subdisableonerr THEN 'disable_on_error=true' END" : ""}
         ${version >= 160000 ? ", CASE WHEN NOT s.subpasswordrequired THEN 'password_required=false' END, CASE WHEN s.subrunasowner THEN 'run_as_owner=true' END, CASE WHEN s.suborigin <> 'any' THEN 'origin=' || s.suborigin END" : ""}
         ${version >= 170000 ? ", CASE WHEN s.subfailover THEN 'failover=true' END" : ""}
       ], NULL)
FROM pg_catalog.pg_subscription s
WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
ORDER BY s.subname`,
  read: (rows, catalog) => {
    for (const [oid, name, publications, slot, parameters] of rows) {
      const subscription: SubscriptionModel = compact({
        kind: "subscription",
        name,
        publications: [...publications].sort(),
        slotName: slot ?? undefined,
        parameters: changed(parameters, catalog.serverVersion),
        comment: catalog.comment("pg_subscription", oid),
      });
      catalog.add(subscriptionKey(name), subscription, "pg_subscription", oid);
    }
  },
});

/** Streaming is `parallel` by default from 18 on, and off before (manual, CREATE SUBSCRIPTION). */
function changed(parameters: readonly string[], version: number): Record<string, string> | undefined {
  const usual = `streaming=${version >= 180000 ? "parallel" : "off"}`;
  const entries = parameters
    .filter((parameter) => parameter !== usual)
    .map((parameter): [string, string] => [
      parameter.slice(0, parameter.indexOf("=")),
      parameter.slice(parameter.indexOf("=") + 1),
    ]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
