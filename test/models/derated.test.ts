import { expect, it } from 'vitest';
import { namesOf } from '../../src/core/component.ts';
import { kinds } from '../../src/models/index.ts';
import { flatTariff } from '../cluster.ts';
import { bench } from './bench.ts';

const weather = {
  ambient_degC: 15,
  wetBulb_degC: 12,
  ground_degC: 17,
  water_degC: 15,
  relativeHumidity: 0.6,
  pressure_kPa: 101.3,
  wind_m_per_s: 6,
  ghi_W_per_m2: 500,
  dni_W_per_m2: 400,
  dhi_W_per_m2: 200,
};
const tariffs = { power: flatTariff('power', 1, () => 0.6), gas: flatTariff('gas', 1, () => 0.3, 'gas') };
const cold = { supply_degC: 37, return_degC: 32 };

const canFail = kinds.filter((k) => namesOf(k.inputs, k.params.parse(k.example))[0] === 'available');

it.each(canFail.map((k) => [k.kind, k] as const))('%s: derated to 0.6 it reaches that much less far', (_, kind) => {
  const unit = bench(kind, kind.example, { weather, tariffs, buses: { cold, reject: cold, to: cold } });
  for (const lead of unit.instance.leads.map((at) => unit.instance.ports[at]!.name)) {
    unit.run({ w: { available: 1 } });
    const [lowest, highest] = unit.limits(lead);
    unit.run({ w: { available: 0.6 } });
    const [least, most] = unit.limits(lead);
    // A run-up to the least load is what it is, and so is the token of a machine that warms up; by-products bend.
    expect(most, lead).toBeLessThanOrEqual(0.75 * Math.max(0, highest) + 1e-3);
    expect(least, lead).toBeGreaterThanOrEqual(0.6 * Math.min(0, lowest) - 1e-3);
    expect(Math.abs(unit.residual().value)).toBeLessThanOrEqual(1e-9 * Math.max(1, unit.residual().scale));
  }
});

it.each(canFail.map((k) => [k.kind, k] as const))('%s: derated it still gives what it is asked for', (_, kind) => {
  const unit = bench(kind, kind.example, { weather, tariffs, buses: { cold, reject: cold, to: cold } });
  for (const lead of unit.instance.leads.map((at) => unit.instance.ports[at]!))
    for (const available of [0.6, 0.35]) {
      unit.run({ w: { available } });
      const [lowest, highest, least] = unit.limits(lead.name);
      for (const share of [0.25, 0.5, 1]) {
        const target = lowest + share * (highest - lowest);
        if (Math.abs(target) < least) continue;
        const given = unit.run({ w: { available }, lead: lead.name, target })[lead.signal];
        expect(given, `${lead.name} at ${available}`).toBeCloseTo(target, 8);
      }
    }
});
