import { expect, it } from 'vitest';
import { namesOf } from '../../src/core/component.ts';
import { kinds } from '../../src/models/index.ts';
import { inputRangeOf } from '../../src/scenario/inputRange.ts';
import { flatTariff } from '../cluster.ts';
import { bench } from './bench.ts';

const weather = {
  ambient_degC: 15,
  wetBulb_degC: 12,
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

it.each(kinds.map((k) => [k.kind, k] as const))(
  '%s: keeps its laws whatever an event may make of an input',
  (_, kind) => {
    const p = kind.params.parse(kind.example);
    const inputs = namesOf(kind.inputs, p);
    for (const input of inputs) {
      const [least, most] = inputRangeOf(kind, p, input);
      if (Number.isNaN(least)) continue;
      for (const share of [0, 0.3, 1]) {
        const unit = bench(kind, kind.example, { weather, tariffs, buses: { cold, reject: cold, to: cold } });
        const was = unit.instance.w[inputs.indexOf(input)]!;
        const low = Number.isFinite(least) ? least : was - 50;
        const high = Number.isFinite(most) ? most : Math.max(1, 3 * Math.abs(was));
        unit.run({ w: { [input]: low + share * (high - low) } });
        const [lowest, highest] = unit.instance.leads.length > 0 ? unit.limits() : [0, 0];
        for (const target of [lowest, highest].filter(Number.isFinite)) {
          const y = unit.instance.leads.length > 0 ? unit.run({ target }) : unit.run({});
          for (const [name, v] of Object.entries(y)) expect(v, `${input}: ${name}`).toSatisfy(Number.isFinite);
          const { value, scale } = unit.residual();
          expect(Math.abs(value), input).toBeLessThanOrEqual(1e-9 * Math.max(1, scale));
        }
      }
    }
  },
);
