/**
 * The unit of work, in the order of SQLAlchemy: what is to be deleted is found out first; then rows are inserted,
 * parents before children, updated, linked, and deleted, children before parents. One statement for many rows.
 */
import { followChanges } from "../follow.ts";
import type { FlushContext, FlushWork } from "./context.ts";
import { findDeletes } from "./find-deletes.ts";
import { deleteRows } from "./delete.ts";
import { insertRows } from "./insert.ts";
import { hasLinks, writeLinks } from "./links.ts";
import { takeConflicts } from "./conflicts.ts";
import { checkDeferred } from "./early.ts";
import { changesOf, updateRows } from "./update.ts";
import { hasPostUpdates, postUpdates } from "./post-update.ts";

export async function flush(context: FlushContext): Promise<void> {
  const { unit, hooks } = context;
  if (unit.isClean) return;
  if (hooks.has("beforeFlush")) await hooks.session("beforeFlush");
  const deletes = await findDeletes(context);
  const work: FlushWork = { inserts: unit.pending, updates: unit.dirty, collections: unit.dirtyCollections, deletes };
  unit.pending = new Set();
  unit.dirty = new Set();
  unit.dirtyCollections = new Set();
  unit.doomed = new Set();
  for (const state of deletes.states) work.updates.delete(state);
  unit.level.wrote = true;
  const mayConflict = deletes.states.size > 0 || work.updates.size > 0;
  const early = mayConflict ? await takeConflicts(context, work) : undefined;
  // What is written last may take the COMMIT along.
  const deletesLast = !hooks.has("afterFlush") && (early === undefined || early.deferred.size === 0);
  const linksLast = deletesLast && deletes.states.size === 0;
  const updatesLast = linksLast && !hasPostUpdates(context, work) && !hasLinks(work);
  await insertRows(context, work.inserts, { isLast: updatesLast && work.updates.size === 0 });
  await updateRows(context, changesOf(context, work.updates), { isLast: updatesLast });
  await postUpdates(context, work);
  await writeLinks(context, work, { isLast: linksLast });
  await deleteRows(context, deletes, { isLast: deletesLast });
  if (early !== undefined) await checkDeferred(context, early);
  followChanges(unit, context.moved);
  unit.forgetComputed();
  if (hooks.has("afterFlush")) await hooks.session("afterFlush");
}
