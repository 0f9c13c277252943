import { expect, it } from 'vitest';
import { PVWATTS_LOSSES } from '../../src/core/physics/photovoltaic.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { pv } from '../../src/models/pv.ts';
import { PvParams } from '../../src/models/pvParams.ts';
import { type BenchSetting, bench } from './bench.ts';

const noLosses = Object.fromEntries(Object.keys(PVWATTS_LOSSES).map((name) => [name, 0]));
const dark = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0, ambient_degC: 20, wind_m_per_s: 3 };
const midnight: BenchSetting = { start_ms: utcMs(2023, 1, 1, 16), weather: dark };

it('ages day by day from its commissioning: by hand', () => {
  const year_h = 365.2425 * 24;
  const dc = (more: object, start_ms: number): number =>
    bench(pv, { rated_kWp: 10, degradation_per_a: 0.01, ...more }, { start_ms, weather: dark }).run({
      w: { poa_W_per_m2: 800, optics: 1, cell_degC: 25 },
    }).dc_kW!;
  const fresh = dc({}, utcMs(2023, 1, 1, 16));
  // Ten years of 365.2425 days are 3652.425 days; 2013-01-01 to 2023-01-01 are 3652 days; the step's middle is 16:30.
  expect(dc({ commissioned: '2013-01-01' }, utcMs(2023, 1, 1, 16)) / fresh).toBeCloseTo(
    1 - (0.01 * (3652 * 24 + 16.5)) / year_h,
    12,
  );
  expect(dc({ commissioned: '2013-01-01' }, utcMs(2023, 7, 1, 16))).toBeLessThan(
    dc({ commissioned: '2013-01-01' }, utcMs(2023, 1, 1, 16)),
  );
  const b = bench(pv, { rated_kWp: 10, commissioned: '2003-01-01' }, midnight);
  b.run({ w: { poa_W_per_m2: 800, optics: 1, cell_degC: 25 } });
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-12);
  expect(() => dc({ commissioned: '2024-01-01' }, utcMs(2023, 1, 1))).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: commissioned: 2024-01-01 is after the start of the run (2023-01-01T00:00Z); expected a date before it]`,
  );
  const both = PvParams.safeParse({ rated_kWp: 1, commissioned: '2020-13-01', age_a: 3 });
  expect(both.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "commissioned expected a date such as 2019-06-30",
      "commissioned expected either a date or "age_a"",
    ]
  `);
});

it('gives its DC power to a DC bus, unclipped', () => {
  const w = { poa_W_per_m2: 1000, optics: 1, cell_degC: 25 };
  const plain = bench(pv, { rated_kWp: 100, coupling: 'dc', dcAcRatio: 2 }, midnight);
  const out = plain.run({ w });
  expect(out.electricity_kW).toBeCloseTo(100 * (1 - 0.1407566), 4);
  expect([out.electricity_kW, out.inverterLoss_kW, out.clippingLoss_kW]).toEqual([out.dc_kW, 0, 0]);
  expect(plain.run({ w: { ...w, poa_W_per_m2: 1 } }).electricity_kW).toBeCloseTo(0.1 * (1 - 0.1407566), 6);
  const tracked = bench(pv, { rated_kWp: 100, coupling: 'dc', etaTracker: 0.98 }, midnight);
  expect(tracked.run({ w }).electricity_kW).toBeCloseTo(0.98 * out.dc_kW!, 9);
  expect(tracked.run({ w }).inverterLoss_kW).toBeCloseTo(0.02 * out.dc_kW!, 9);
  expect(Math.abs(tracked.residual().value)).toBeLessThan(1e-9);
});

it('keeps a power factor within the rating of its inverter', () => {
  const w = { poa_W_per_m2: 1000, optics: 1, cell_degC: 25 };
  const out = bench(pv, { rated_kWp: 100, dcAcRatio: 1.25, cosPhi: 0.8 }, midnight).run({ w });
  expect(out.electricity_kW).toBeCloseTo(64, 9); // 80 kVA
  expect(out.reactive_kvar).toBeCloseTo(-48, 9);
  const gives = bench(pv, { rated_kWp: 100, dcAcRatio: 1.25, cosPhi: 0.8, reactiveFlow: 'gives' }, midnight);
  expect(gives.run({ w }).reactive_kvar).toBeCloseTo(48, 9);
  expect(PvParams.safeParse({ rated_kWp: 1, coupling: 'dc', cosPhi: 0.9 }).success).toBe(false);
});

it.each([
  // control, voltage, light -> kvar   by hand, 80 kVA: Q(V) is 0.436 * 80 = 34.88 at its ends, half of it half way
  ['voltage', 0.9, 300, 34.88],
  ['voltage', 1, 300, 0],
  ['voltage', 1.05, 300, -17.44],
  ['voltage', 1.1, 1000, 0], // 80 kW leave nothing of 80 kVA
  ['voltage', 0.2, 300, 0], // there is no network
  ['power', 1.05, 300, 0], // under half of its rating
])('follows %s at %d p.u. in %d W/m2', (reactiveControl, voltage, poa_W_per_m2, kvar) => {
  const b = bench(pv, { rated_kWp: 100, dcAcRatio: 1.25, reactiveControl }, midnight);
  const x: Record<string, number> = reactiveControl === 'voltage' ? { heededVoltage: voltage } : {};
  const out = b.run({ x, w: { poa_W_per_m2, optics: 1, cell_degC: 25, voltage } });
  expect(out.reactive_kvar).toBeCloseTo(kvar, 9);
});

it('takes reactive power down to a power factor of 0.9 as cos phi(P) has it', () => {
  const b = bench(pv, { rated_kWp: 100, dcAcRatio: 1, losses: noLosses, reactiveControl: 'power' }, midnight);
  const out = b.run({ w: { poa_W_per_m2: 780, optics: 1, cell_degC: 25 } });
  const cosPhi = 1 - 0.1 * ((out.electricity_kW! / 90 - 0.5) / 0.5);
  expect(out.reactive_kvar).toBeCloseTo((-out.electricity_kW! * Math.sqrt(1 - cosPhi ** 2)) / cosPhi, 9);
  // 100 kVA at full output: 90 kW, 43.6 kvar
  const full = b.run({ w: { poa_W_per_m2: 1200, optics: 1, cell_degC: 25 } });
  expect(full.electricity_kW).toBeCloseTo(90, 9);
  expect(full.reactive_kvar).toBeCloseTo(-43.589, 3);
});
