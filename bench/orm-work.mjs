// The work that all contestants of bench/orm.mjs do, and how a step of it is measured.

/** Each order belongs to one of 1,000 customers … */
export const customerOf = (i) => (i % 1000) + 1;
/** … and has three different products of 1,000. */
export const productsOf = (i) => [0, 1, 2].map((k) => ((i * 7 + k * 331) % 1000) + 1);
export const dateOf = (i) => new Date(Date.UTC(2026, 0, 1) + i * 1000);

/** Wall and processor time of a step in ms, after a collection of garbage. */
export async function timed(work) {
  globalThis.gc?.();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const count = await work();
  const used = process.cpuUsage(cpu);
  return { ms: performance.now() - start, cpu: (used.user + used.system) / 1000, count };
}

/**
 * Runs the four steps of a contestant one after the other. `update` loads first: `prepare` is not measured.
 *
 * @param contestant `{ insert, load, prepareUpdate, update, remove, close }`; insert, load, update and remove give the
 *   number of objects
 */
export async function runSteps(contestant, orders) {
  const result = {};
  result.insert = expectCount(await timed(() => contestant.insert()), orders);
  result.load = expectCount(await timed(() => contestant.load()), orders * 3);
  const loaded = await contestant.prepareUpdate?.();
  result.update = expectCount(await timed(() => contestant.update(loaded)), orders);
  result.remove = expectCount(await timed(() => contestant.remove()), 1000);
  await contestant.close?.(result, loaded);
  return result;
}

function expectCount(step, count) {
  if (step.count !== count) throw new Error(`${step.count} objects instead of ${count}`);
  return step;
}
