import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Co2PipeParams, co2Pipe } from '../../src/models/co2Pipe.ts';
import { between } from '../between.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';
import { totals } from './totals.ts';

const params = { length_m: 20_000, diameter_mm: 150 };
const pipe = (extra: object = {}): Bench => bench(co2Pipe, { ...params, ...extra });

it('loses pressure as Darcy and Weisbach say, by hand', () => {
  // 10 kg/s of 915 kg/m3 and 9.7e-5 Pa s in 150 mm: v = 0.618 m/s, Re = 876,000, f = 0.0160;
  // f L / d rho v2 / 2 = 0.0160 * 133,333 * 915 * 0.618^2 / 2 = 3.73 bar
  const out = pipe().run({ target: 36_000 });
  expect(out.outlet_bar).toBeGreaterThan(110 - 4);
  expect(out.outlet_bar).toBeLessThan(110 - 3.5);
  expect(out.velocity_m_per_s).toBeCloseTo(0.62, 1);
  expect(pipe().run({}).outlet_bar).toBeCloseTo(110, 9);
});

it('weighs what it lifts, and gains what it lets down', () => {
  // 200 m of some 915 kg/m3: 18 bar
  expect(pipe({ rise_m: 200, outletMin_bar: 60 }).run({}).outlet_bar).toBeCloseTo(110 - 18, 0);
  expect(pipe({ rise_m: -200 }).run({}).outlet_bar).toBeCloseTo(110 + 18, 0);
});

it('carries what pressure and velocity allow', () => {
  const b = pipe({ velocityMax_m_per_s: 20 });
  const [, highest] = b.limits();
  expect(b.run({ target: highest }).outlet_bar).toBeCloseTo(85, 2);
  expect(b.run({ target: 2 * highest }).to_kg_per_h).toBe(highest);
  const slow = pipe({ velocityMax_m_per_s: 0.5 });
  expect(slow.run({ target: slow.limits()[1] }).velocity_m_per_s).toBeCloseTo(0.5, 1);
  // Gas of 35 bar, as on the way to Porthos: far lighter and faster
  const gas = pipe({ inlet_bar: 35, outletMin_bar: 25, velocityMax_m_per_s: 15 });
  expect(gas.limits()[1]).toBeLessThan(0.5 * highest);
});

it('holds its laws and meets any target within its limits', () => {
  const b = pipe();
  fc.assert(
    fc.property(between(0, 1), between(0, 1), (available, share) => {
      b.instance.w[0] = available;
      const target = share * b.limits()[1];
      const out = b.run({ target });
      expect(out.to_kg_per_h).toBeCloseTo(target, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(out.outlet_bar).toBeGreaterThan(84.9);
      expect(b.run({ target })).toEqual(out);
    }),
  );
});

it('shows a fault of 1 percent, rests in an outage, counts what it carried', () => {
  const b = pipe();
  b.run({ target: 8000 });
  expect(plant(b).sort()).toEqual(['from_kg_per_h', 'to_kg_per_h']);
  const out = b.run({ w: { available: 0 }, target: 8000 });
  expect([out.to_kg_per_h, Math.abs(out.from_kg_per_h!)]).toEqual([0, 0]);
  expect(b.instance.kind.kpis!(b.instance.q, totals({ to_kg_per_h: 9, 'max velocity_m_per_s': 2 }))).toMatchObject({
    delivered_kg: 9,
    velocityMost_m_per_s: 2,
  });
});

it('says what is wrong', () => {
  expect(Co2PipeParams.safeParse({ ...params, inlet_bar: 110, outletMin_bar: 120 }).error?.issues[0]?.message).toBe(
    'expected less than inlet_bar',
  );
  expect(() => pipe({ outletMin_bar: 40 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: outletMin_bar: met 40 bar, but CO2 of 12 degC boils at 47.3 bar on its way from 110 bar; expected more, or an inlet below it]`,
  );
  expect(() => pipe({ rise_m: 600 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: rise_m: met a rise of 600 m, over which 110 bar fall below 85 bar at rest]`,
  );
  expect(() => pipe({ rated_kg_per_h: 1e6 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: rated_kg_per_h: met 1000000 kg/h, but 150 mm over 20000 m carry 94771 kg/h from 110 to 85 bar at up to 5 m/s; widen the pipe or lower the rating]`,
  );
});
