import { expect, it } from 'vitest';
import { kinds } from '../../src/models/index.ts';
import { flatTariff } from '../cluster.ts';
import { bench } from './bench.ts';

// Cold enough for free cooling.
const weather = {
  ambient_degC: 5,
  wetBulb_degC: 3,
  ground_degC: 17,
  water_degC: 15,
  pressure_kPa: 101.3,
  wind_m_per_s: 6,
  ghi_W_per_m2: 500,
  dni_W_per_m2: 400,
  dhi_W_per_m2: 200,
};
const tariffs = { power: flatTariff('power', 1, () => 0.6), gas: flatTariff('gas', 1, () => 0.3, 'gas') };
const cold = { supply_degC: 37, return_degC: 32 };

it.each(kinds.map((k) => [k.kind, k] as const))('%s: its example can be placed and takes a step', (_name, kind) => {
  const unit = bench(kind, kind.example, { weather, tariffs, buses: { cold, reject: cold, to: cold } });
  const y = unit.run({});
  expect(Object.keys(y).length).toBe(unit.instance.outputs.length + unit.instance.states.length);
  for (const [name, v] of Object.entries(y)) expect(v, name).toSatisfy(Number.isFinite);
  expect(Math.abs(unit.residual().value)).toBeLessThanOrEqual(1e-9 * unit.residual().scale);
  if (unit.instance.leads.length > 0 && kind.role !== 'fixed') {
    const [lowest, highest] = unit.limits();
    expect(lowest).toBeLessThan(highest);
  }
});
