import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biquadratic, CHILLER_CURVES } from '../../src/models/chillerCurves.ts';
import { CompressionChillerParams, compressionChiller } from '../../src/models/compressionChiller.ts';
import { between } from '../between.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { cooled as cooledChiller, EIR_NAMES, eirCases } from '../validation/compressionChiller.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const flat = {
  cop: 5,
  capFT: [1, 0, 0, 0, 0, 0],
  eirFT: [1, 0, 0, 0, 0, 0],
  eirPlr: [0, 1, 0],
  chilled_degC: [0, 30],
  condenser_degC: [0, 60],
};
/** Cooled by a bus that returns water at `tc`. */
const cooled = (tc: number, params: object = {}, te = 7): Bench => cooledChiller(tc, params, te);
const airCooled = (ambient_degC: number, params: object = {}): Bench =>
  bench(
    compressionChiller,
    { rated_kW: 900, condenser: 'air', ...params },
    { unconnected: ['reject'], weather: { ambient_degC } },
  );

it.each([
  // degC, COP at full load   by hand: 5.0 and 3.2 up to 30 degC, 2.5 % less per K above
  [25, 5, 3.2],
  [30, 5, 3.2],
  [34, 4.5, 2.88],
  [38, 4, 2.56],
])('has the simple COP at %d degC', (t, water, air) => {
  expect(cooled(t).run({ target: 900 }).cop).toBeCloseTo(water, 9);
  expect(airCooled(t).run({ target: 900 }).cop).toBeCloseTo(air, 9);
});

it('starts and stops at loads too low to run at, each kWh as dear as where that begins', () => {
  const b = cooled(25, { minLoad: 0.02 });
  // By hand: 180 kW * (0.222903 + 0.0313387 + 0.0046371) = 46.598 kW at a tenth, the half of it for the half.
  expect(b.run({ target: 90 }).electricity_kW).toBeCloseTo(-46.598184, 6);
  const half = b.run({ target: 45 });
  expect(half.electricity_kW).toBeCloseTo(-23.299092, 6);
  expect(half.cop).toBeCloseTo(1.931406, 6);
  expect(half.load).toBeCloseTo(0.05, 12);
  // A quarter of 180 kW * (0.222903 + 0.0626774 + 0.0185484); with 0 it runs on by its curve, 180 kW * 0.239731625.
  expect(cooled(25, { minLoad: 0.02, cyclesBelow: 0.2 }).run({ target: 45 }).electricity_kW).toBeCloseTo(-13.685796, 6);
  expect(cooled(25, { minLoad: 0.02, cyclesBelow: 0 }).run({ target: 45 }).electricity_kW).toBeCloseTo(-43.151693, 5);
});

it('rejects cooling and work: 1.2 kW per kW at COP 5', () => {
  const b = cooled(28, { curve: flat });
  const out = b.run({ target: 450 });
  expect(out.electricity_kW).toBeCloseTo(-90, 9);
  expect(out.reject_kW).toBeCloseTo(540, 9);
  expect(out.toAmbient_kW).toBe(0);
  expect(plant(b).sort()).toEqual(['cooling_kW', 'electricity_kW', 'reject_kW']);
  const open = bench(
    compressionChiller,
    { rated_kW: 900, curve: flat, driveLoss: 0.05 },
    { unconnected: ['reject'], weather: { wetBulb_degC: 24 } },
  );
  const away = open.run({ target: 450 });
  expect([away.reject_kW, away.condenser_degC]).toEqual([0, 28]);
  expect(away.toAmbient_kW).toBeCloseTo(535.5, 9);
  expect(away.driveLoss_kW).toBeCloseTo(4.5, 9);
  expect(plant(open).sort()).toEqual(['cooling_kW', 'driveLoss_kW', 'electricity_kW', 'toAmbient_kW']);
});

it('does not follow cold air below its condenser control', () => {
  expect(airCooled(-5).run({ target: 900 }).condenser_degC).toBe(18);
});

it('does nothing at rest and in an outage', () => {
  const b = cooled(30);
  const rest = b.run({});
  expect([rest.electricity_kW, rest.cooling_kW, rest.reject_kW, rest.cop]).toEqual([0, 0, 0, 0]);
  const out = b.run({ w: { available: 0 }, target: 500 });
  expect([out.electricity_kW, out.cooling_kW, out.reject_kW]).toEqual([0, 0, 0]);
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('meets every target within its limits and closes, with every set of curves', () => {
  for (const curve of ['simple', ...Object.keys(CHILLER_CURVES)])
    fc.assert(
      fc.property(between(12, 36), between(4, 12), between(0, 1), (tc, te, share) => {
        const b = cooled(tc, { curve, driveLoss: 0.03 }, te);
        const [low, high, least] = b.limits();
        expect(low).toBe(0);
        expect(high).toBeGreaterThan(0);
        const target = least + share * (high - least);
        const out = b.run({ target });
        expect(Math.abs(out.cooling_kW! - target)).toBeLessThan(1e-9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
        expect(b.run({ target })).toEqual(out);
        expect(out.electricity_kW).toBeLessThan(0);
      }),
      { numRuns: 40 },
    );
});

it('needs no less electricity for more cooling, nor with warmer water', () => {
  fc.assert(
    fc.property(between(100, 850), between(20, 34), (target, tc) => {
      const power = (q: number, t: number): number => -cooled(t).run({ target: q }).electricity_kW!;
      expect(power(target + 10, tc)).toBeGreaterThan(power(target, tc));
      expect(power(target, tc + 1)).toBeGreaterThanOrEqual(power(target, tc));
    }),
  );
});

it('takes a target below its least load for rest or least load', () => {
  expect(cooled(30).run({ target: 44 }).cooling_kW).toBe(0);
  expect(cooled(30).run({ target: 46 }).cooling_kW).toBeCloseTo(90, 9);
});

describe(`EnergyPlus EIR curves${whyNoShared}`, () => {
  interface Inputs {
    chiller: string;
    Q_ref_W: number;
    COP_ref: number;
    capFT: number[];
    EIRFT: number[];
    EIRFPLR: number[];
    T_chw_leaving_C: number;
    T_cond_entering_C: number;
    PLR: number;
  }
  const cases = eirCases();

  it.skipIf(!hasShared)('has them all', () => {
    expect(cases.length).toBe(24);
    expect(new Set(cases.map((c) => (c.inputs as unknown as Inputs).chiller)).size).toBe(4);
  });

  it.each(cases.map((c) => [c.id, c] as const))('%s at 1e-6', (_id, c) => {
    const given = c.inputs as unknown as Inputs;
    const want = c.expected as { capFT: number; EIRFT: number; Q_available_W: number; P_el_W: number; COP: number };
    const curve = EIR_NAMES[given.chiller]!;
    const te = given.T_chw_leaving_C;
    const tc = given.T_cond_entering_C;
    expect(biquadratic(CHILLER_CURVES[curve].capFT, te, tc) / want.capFT).toBeCloseTo(1, 6);
    expect(biquadratic(CHILLER_CURVES[curve].eirFT, te, tc) / want.EIRFT).toBeCloseTo(1, 6);
    const b = cooled(tc, { rated_kW: given.Q_ref_W / 1000, curve, coldest_degC: 5 }, te);
    const high = b.limits()[1];
    expect((high * 1000) / want.Q_available_W).toBeCloseTo(1, 6);
    const out = b.run({ target: given.PLR * high });
    expect((-out.electricity_kW! * 1000) / want.P_el_W).toBeCloseTo(1, 6);
    expect(out.cop! / want.COP).toBeCloseTo(1, 6);
  });
});

it.each([
  [
    { condenser: 'air', curve: 'doe2Centrifugal' },
    ['reject'],
    'curve: "doe2Centrifugal" is a water-cooled chiller; expected condenser: water, curve: simple or own curves',
  ],
  [
    { condenser: 'air' },
    [],
    'condenser: an air-cooled chiller gives its heat to the air; leave "reject" unconnected or say water',
  ],
  [
    { curve: { ...flat, eirPlr: [1, -2, 1] } },
    [],
    'curve: eirPlr gives no electricity at load 1; expected it above 0 from minLoad to 1',
  ],
])('refuses %j', (params, unconnected, message) => {
  expect(() => bench(compressionChiller, { rated_kW: 900, ...params }, { unconnected })).toThrow(message);
});

it('says which field is wrong', () => {
  const bad = CompressionChillerParams.safeParse({ rated_kW: 900, minLoad: 0, copLoss: 0.02 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "minLoad Too small: expected number to be >0",
      " Unrecognized key: "copLoss"",
    ]
  `);
});
