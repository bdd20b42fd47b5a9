/** Foreign keys of relationships with `postUpdate`: written once both rows are there. */
import { stateOf, type InstanceState } from "../../model/state.ts";
import type { FlushContext, FlushWork } from "./context.ts";
import { updateRows } from "./update.ts";

/** True where new objects may have such keys. */
export function hasPostUpdates({ unit }: FlushContext, { inserts }: FlushWork): boolean {
  for (const state of inserts) {
    if (unit.entityOf(state).owning.some(({ mapping }) => mapping.options.postUpdate === true)) return true;
  }
  return false;
}

export async function postUpdates(context: FlushContext, work: FlushWork): Promise<void> {
  const { unit } = context;
  const late: InstanceState[] = [];
  for (const state of work.inserts) {
    for (const { layout, mapping } of unit.entityOf(state).owning) {
      const related = mapping.options.postUpdate === true ? state.values[layout.position] : undefined;
      if (related === undefined || related === null) continue;
      const target = stateOf(related as object)!;
      const isWritten = mapping.pairs.every(({ local, remote }) => {
        return state.values[local.position] === target.values[remote.position];
      });
      if (isWritten) continue;
      if (state.originals === undefined) state.originals = state.values.slice();
      for (const { local, remote } of mapping.pairs) state.values[local.position] = target.values[remote.position];
      late.push(state);
    }
  }
  if (late.length > 0) await updateRows(context, late);
}
