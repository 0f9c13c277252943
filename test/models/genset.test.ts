import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GensetParams, genset } from '../../src/models/genset.ts';
import { between } from '../between.ts';
import { fuelChart } from '../validation/genset.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const at = (params: object = {}, step_s = 3600): Bench =>
  bench(genset, { rated_kW: 200, start_h: 0, ...params }, { step_s });

it.each([
  // kW, efficiency by the chart's points   by hand
  [200, 0.372],
  [150, 0.377],
  [100, 0.359],
  [175, 175 / ((150 / 0.377 + 200 / 0.372) / 2)], // fuel half way between
])('burns by its curve at %d kW', (kW, eta) => {
  const out = at().run({ target: kW });
  expect(out.electricity_kW).toBeCloseTo(kW, 9);
  expect(out.fuel_kW).toBeCloseTo(kW / eta, 6);
  expect(out.fossilCo2_kg_per_h).toBeCloseTo((out.fuel_kW! * 74.1 * 3.6) / 1000, 2); // 74.1 t/TJ
  expect(out.exhaustLoss_kW! + out.radiatorLoss_kW!).toBeCloseTo((out.fuel_kW! * 45.6) / 43 - kW, 6);
});

it('burns what charts of diesel sets give within 8 %', () => {
  for (const { reference, model } of fuelChart()) expect(Math.abs(model / reference - 1)).toBeLessThan(0.08);
});

it('runs its tank empty within a step, and stands still then', () => {
  const b = at({ tank_kWh: 1000 });
  // by hand: full load burns 200 / 0.372 = 537.6 an hour, then 462.4 are left
  const first = b.run({ target: 200 });
  expect(first.tank_kWh).toBeCloseTo(1000 - 200 / 0.372, 6);
  const { tank_kWh, on, held_h, warmed_h, level_kW } = first as Record<string, number>;
  const x = { tank_kWh: tank_kWh!, on: on!, held_h: held_h!, warmed_h: warmed_h!, level_kW: level_kW! };
  const second = b.run({ x, target: 200 });
  expect(b.limits()[1]).toBeCloseTo(second.electricity_kW!, 9);
  expect(second.fuel_kW).toBeCloseTo(1000 - 200 / 0.372, 6);
  expect(second.electricity_kW).toBeGreaterThan(160);
  expect(second.tank_kWh).toBeCloseTo(0, 9);
  expect(plant(b).sort()).toEqual(['electricity_kW', 'exhaustLoss_kW', 'fossilCo2_kg_per_h', 'radiatorLoss_kW']);
  const third = b.run({ x: { ...x, tank_kWh: 0 }, target: 200 });
  expect([third.electricity_kW, third.fuel_kW, third.on]).toEqual([0, 0, 0]);
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('is refilled until full, also while it stands', () => {
  const b = at({ tank_kWh: 1000, tankStart: 0.95, refill_kW: 80 });
  const rest = b.run({});
  expect([rest.delivered_kW, rest.tank_kWh]).toEqual([50, 1000]);
  expect(plant(b)).toEqual(['delivered_kW']);
  expect(b.residual().value).toBeCloseTo(0, 9);
  const out = b.run({ w: { available: 0 }, target: 100 });
  expect([out.electricity_kW, out.fuel_kW]).toEqual([0, 0]);
});

it('meets every target within its limits, closes, and burns more the more it gives', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('diesel', 'gas', 'hydrogen'),
      between(0, 1),
      between(0, 2),
      between(0, 0.4),
      fc.constantFrom(60, 900, 3600),
      (fuel, share, tank_h, start_h, step_s) => {
        const dt_h = step_s / 3600;
        const b = at({ fuel, start_h, tankStart: Math.min(1, (tank_h * dt_h) / 24) }, step_s);
        const [low, high, least] = b.limits();
        expect(low).toBe(0);
        const target = least + share * (high - least);
        const out = b.run({ target });
        expect(out.electricity_kW).toBeCloseTo(target, 9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
        expect(out.tank_kWh).toBeGreaterThanOrEqual(0);
        if (high > 0 && share < 1) expect(b.run({ target: high }).fuel_kW!).toBeGreaterThanOrEqual(out.fuel_kW!);
        expect(b.run({ target })).toEqual(out);
      },
    ),
  );
});

it('burns the same in two half steps as in one', () => {
  const whole = at().run({ target: 150 });
  const b = at({}, 1800);
  const half = b.run({ target: 150 });
  const x = Object.fromEntries(['on', 'held_h', 'warmed_h', 'level_kW', 'tank_kWh'].map((name) => [name, half[name]!]));
  expect(b.run({ x, target: 150 }).tank_kWh).toBeCloseTo(whole.tank_kWh!, 9);
});

it('takes gas and hydrogen from their bus', () => {
  const gas = at({ fuel: 'gas' });
  const out = gas.run({ target: 200 });
  expect(out.gas_kW).toBeCloseTo(-200 / 0.372, 6);
  expect(out.fossilCo2_kg_per_h).toBeCloseTo((0.198 * 200) / 0.372, 6);
  expect(plant(gas)).toContain('gas_kW');
  const hydrogen = at({ fuel: 'hydrogen' });
  expect(hydrogen.run({ target: 200 }).waterFromHydrogen_kg_per_h).toBeCloseTo(((200 / 0.372) * 8.9367) / 33.33, 4);
  expect(plant(hydrogen)).toContain('waterFromHydrogen_kg_per_h');
});

it('starts late by its start time', () => {
  const out = at({ start_h: 0.25 }).run({ target: 200 });
  expect(out.electricity_kW).toBeCloseTo(150, 9);
  expect(out.starts_per_h).toBe(1);
});

it('names a price of its diesel', () => {
  const b = at({ fuel_money_per_kWh: 0.744 });
  const out = new Float64Array(2);
  genset.price!(b.instance.q as never, b.instance.x, b.instance.w, out);
  expect(out[0]).toBeCloseTo(2, 9); // by hand: 0.744 / 0.372
});

it('says which parameter is wrong', () => {
  expect(GensetParams.safeParse({ rated_kW: 1, fuel: 'coal' }).error?.issues[0]?.message).toBe(
    'Invalid option: expected one of "diesel"|"gas"|"hydrogen"',
  );
  expect(() => at({ curve: [{ load: 0.5, electric: 0.3 }] })).toThrow(
    'curve: its loads are 0.5; expected rising loads that end at 1',
  );
  expect(() =>
    at({
      curve: [
        { load: 0.5, electric: 0.2 },
        { load: 1, electric: 0.42 },
      ],
    }),
  ).toThrow('curve: its fuel does not rise with the load; expected an efficiency that rises more slowly');
  expect(() => at({ exhaustShare: 0.9 })).toThrow(
    'exhaustShare: electricity and an exhaust of 0.9 are more than the fuel; expected less',
  );
});
