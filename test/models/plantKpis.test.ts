import { expect, it } from 'vitest';
import type { AnyKind, Totals } from '../../src/core/component.ts';
import { absorptionChiller } from '../../src/models/absorptionChiller.ts';
import { boiler } from '../../src/models/boiler.ts';
import { compressionChiller } from '../../src/models/compressionChiller.ts';
import { coolingTower } from '../../src/models/coolingTower.ts';
import { gasEngine } from '../../src/models/gasEngine.ts';
import { bench } from './bench.ts';

/** Totals of a run of 100 h by hand: what is not given is 0. */
const totals = (sums: Record<string, number>): Totals => ({
  hours_h: 100,
  sum: (signal) => sums[signal] ?? 0,
  max: (signal) => sums[`max ${signal}`] ?? 0,
  min: () => 0,
  running_h: (signal) => sums[`running ${signal}`] ?? 0,
  first: () => 0,
  last: () => 0,
  months: [],
});

const tower = {
  buses: { heat: { supply_degC: 37, return_degC: 32 } },
  weather: { ambient_degC: 30, wetBulb_degC: 25 },
};

it.each([
  [
    gasEngine,
    { rated_kW: 400, startCost_money: 50 },
    {},
    { gas_kW: -1000, electricity_kW: 380, heat_kW: 300, exhaust_kW: 150, 'running load': 2, starts_per_h: 3 },
    { fullLoadHours_h: 0.95, running_h: 2, starts: 3, etaElectric: 0.38, etaThermal: 0.45, etaTotal: 0.83 },
  ],
  [
    boiler,
    { rated_kW: 600 },
    {},
    { gas_kW: -1000, heat_kW: 1020, 'running heat_kW': 4 },
    { fullLoadHours_h: 1.7, running_h: 4, eta: 1.02 },
  ],
  [
    absorptionChiller,
    { rated_kW: 350 },
    {},
    { heat_kW: -1000, cooling_kW: 700, 'running cooling_kW': 3 },
    { fullLoadHours_h: 2, running_h: 3, cop: 0.7 },
  ],
  [
    compressionChiller,
    { rated_kW: 900 },
    {},
    { electricity_kW: -90, cooling_kW: 450, 'running cooling_kW': 1 },
    { fullLoadHours_h: 0.5, running_h: 1, cop: 5 },
  ],
  [
    coolingTower,
    { rated_kW: 1000 },
    tower,
    { heat_kW: -2000, fanLoss_kW: 20, makeup_kg_per_h: 3500, evaporation_kg_per_h: 2600, 'max water_degC': 33 },
    { rejected_kWh: 2000, fan_kWh: 20, makeup_kg: 3500, evaporation_kg_per_kWh: 1.3, hottest_degC: 33 },
  ],
])('$kind adds up its figures of merit', (kind, params, setting, sums, expected) => {
  const { instance } = bench(kind as unknown as AnyKind, params, setting);
  expect(instance.kind.kpis!(instance.q, totals(sums as Record<string, number>))).toEqual(
    Object.fromEntries(Object.entries(expected).map(([name, v]) => [name, expect.closeTo(v, 12)])),
  );
  // A component that never ran has no efficiency, and no NaN.
  for (const v of Object.values(instance.kind.kpis!(instance.q, totals({})))) expect(v).toBe(0);
});

it('counts the starts of an engine as upkeep', () => {
  const { instance } = bench(gasEngine, { rated_kW: 400, startCost_money: 50 });
  expect('bill' in instance.kind).toBe(false);
  expect(instance.kind.upkeep_money!(instance.q, totals({ starts_per_h: 3 }))).toBe(150);
  expect(instance.kind.startCost_money!(instance.q)).toBe(50);
});
