import { expect, it } from 'vitest';
import { assemble } from '../../../src/control/optimal/assemble.ts';
import { noisy } from '../../../src/control/optimal/outlook.ts';
import { firstOf, tiedColumns, together } from '../../../src/control/optimal/robust.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { cluster } from '../../cluster.ts';
import { wholeRun } from './planning.ts';

const HOURS = 24;
const { run } = cluster({
  length: HOURS,
  buses: { power: { carrier: 'electricity', closers: ['grid', 'lost', 'spilt'] } },
  components: {
    grid: { kind: 'gridConnection', ports: { electricity: 'power' }, tariff: 'power', importLimit_kW: 300 },
    lost: { kind: 'unserved', ports: { output: 'power' }, lostLoad_money_per_kWh: 50 },
    spilt: { kind: 'curtailment', ports: { input: 'power' } },
    battery: {
      kind: 'store',
      ports: { port: 'power' },
      capacity_kWh: 200,
      charge_kW: 50,
      discharge_kW: 50,
      etaCharge: 0.95,
      etaDischarge: 0.95,
    },
    load: { kind: 'load', ports: { input: 'power' }, demand: 100 },
  },
  prices: { power: (h) => (h < 8 ? 0.1 : 0.4) },
});
/** The same with a demand that is not the same each hour, so that it can be believed wrongly. */
const varied = {
  ...run,
  components: run.components.map((c) => ({
    ...c,
    columns: c.columns.map((column, slot) =>
      c.inputs[slot] === 'demand_kW' ? Float64Array.from({ length: HOURS }, (_, h) => 80 + 10 * (h % 7)) : column,
    ),
  })),
};

it('decides alike until the next plan in every future, at the mean of their costs', async () => {
  const outlooks = [1, 2].map((seed) => noisy(varied, { afterHour: 0.2, afterDay: 0.5 }, seed));
  for (const o of outlooks) o.look(0, HOURS);
  const runs = [varied, ...outlooks.map((o) => o.run)];
  const futures = runs.map((each) => assemble(each, wholeRun(each)));
  const problem = together(futures, run.components, 4);
  const session = await highsHere.open();
  const all = await session.solve(problem);
  const alone = [];
  for (const f of futures) alone.push((await session.solve(f.problem)).objective);
  await session.close();
  expect(all.status).toBe('optimal');
  const tied = tiedColumns(futures, run.components, 4);
  // Charging and discharging of four hours. // by hand
  expect(tied).toHaveLength(8);
  const { columns } = futures[0]!.problem;
  for (const j of tied) for (const s of [1, 2]) expect(all.x[s * columns + j]!).toBeCloseTo(all.x[j]!, 9);
  // Deciding alike never costs less than knowing each.
  const mean = alone.reduce((sum, v) => sum + v, 0) / 3;
  expect(all.objective).toBeGreaterThanOrEqual(mean - 1e-9 * Math.abs(mean));
  const first = firstOf(futures, all);
  expect(first.x).toEqual(all.x.slice(0, columns));
  // A kWh more in every future costs the mean of what it costs in each: the price is that of the grid, between its two.
  const price = first.duals[futures[0]!.balanceRow[0]! + 12]!;
  expect(price).toBeGreaterThan(0.1 - 1e-9);
  expect(price).toBeLessThan(0.4 + 1e-9);
});
