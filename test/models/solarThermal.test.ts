import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stepInstance } from '../../src/core/instance.ts';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { SolarThermalParams, solarThermal } from '../../src/models/solarThermal.ts';
import { between } from '../between.ts';
import { fillInputs } from '../core/fillInputs.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';

const dark = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0, ambient_degC: 20 };
/** 1000 m2 on a bus of 70/50: the loop at 65 degC, 45 K above the air. */
const field = (params: object = {}, setting: BenchSetting = {}): Bench =>
  bench(
    solarThermal,
    { area_m2: 1000, ...params },
    { buses: { heat: { supply_degC: 70, return_degC: 50 } }, weather: dark, ...setting },
  );

it.each([
  // G, optics, loss, pipes W/m2 -> heat kW   by hand for 1000 m2
  [800, 0.7, 180, 7, 373],
  [300, 0.6, 180, 7, 0], // 180 - 187 < 0: it stands still
  [0, 0, 180, 7, 0],
])('%d W/m2, share %d, less %d and %d: %d kW', (poa_W_per_m2, optics, loss_W_per_m2, pipeLoss_W_per_m2, heat_kW) => {
  const b = field();
  const out = b.run({ w: { poa_W_per_m2, optics, loss_W_per_m2, pipeLoss_W_per_m2 } });
  expect(out.heat_kW).toBeCloseTo(heat_kW, 9);
  expect(out.electricity_kW).toBeCloseTo(-0.01 * heat_kW, 9);
  expect(out.loop_degC).toBe(65);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it('takes its losses from the loop above the air: by hand', () => {
  const { w } = field({ collector: 'largeFlatPlate' }).instance;
  expect(w[3]).toBeCloseTo(1.7 * 45 + 0.016 * 45 * 45, 9);
  expect(w[4]).toBeCloseTo(0.15 * 45, 9);
  const windy = field({ a1_W_per_m2K: 2, windLoss_Ws_per_m3K: 0.5 }, { weather: { ...dark, wind_m_per_s: 5 } }).instance
    .w;
  expect(windy[3]).toBeCloseTo((2 + 0.5 * 2) * 45, 9);
  expect(field({}, { weather: { ...dark, ambient_degC: 70 } }).instance.w[3]).toBe(0);
});

/** The equinox at noon on the equator: the sun overhead; a plane of 60 deg sees it at 60 deg. */
const overhead = (params: object): Bench =>
  field(
    { tilt_deg: 60, azimuth_deg: 180, albedo: 0, transposition: 'isotropic', shading: 0, ...params },
    {
      start_ms: utcMs(2023, 3, 20, 11, 37),
      latitude_deg: 0,
      longitude_deg: 0,
      weather: { ...dark, dni_W_per_m2: 800, ghi_W_per_m2: 800 },
      length: 1,
    },
  );

it.each([
  // modifier at 60 deg: 1 - 0.1 (1 / 0.5 - 1) = 0.9, or the table's
  [{ eta0: 0.8, b0: 0.1 }, 0.72],
  [{ eta0: 0.8, iam: [1, 1, 0.99, 0.98, 0.96, 0.92, 0.85, 0.7, 0.4, 0] }, 0.68],
  [{ eta0: 0.8, b0: 0.1, shading: 0.1 }, 0.648],
])('turns beam light to heat by its angle: %j', (params, optics) => {
  const { w } = overhead(params).instance;
  expect(Math.abs(w[1]! - 400)).toBeLessThan(3);
  expect(Math.abs(w[2]! - optics)).toBeLessThan(0.003);
});

it('turns diffuse light to heat by one modifier', () => {
  const b = field(
    { eta0: 0.8, iamDiffuse: 0.9, shading: 0 },
    { weather: { ...dark, ghi_W_per_m2: 100, dhi_W_per_m2: 100 } },
  );
  expect(b.instance.w[2]).toBeCloseTo(0.72, 12);
});

it('conserves energy, loses no less than nothing, and gives less to a hotter bus', () => {
  fc.assert(
    fc.property(between(0, 1200), between(0, 0.9), between(0, 400), between(0, 30), between(0, 1), (g, o, l, p, a) => {
      const b = field();
      const w = { poa_W_per_m2: g, optics: o, loss_W_per_m2: l, pipeLoss_W_per_m2: p, available: a };
      const out = b.run({ w });
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      for (const name of Object.keys(out).filter((s) => s.endsWith('Loss_kW')))
        expect(out[name]!).toBeGreaterThanOrEqual(0);
      expect(out.heat_kW!).toBeLessThanOrEqual(out.sun_kW!);
      expect(b.run({ w })).toEqual(out);
      expect(b.run({ w: { loss_W_per_m2: l + 20 } }).heat_kW!).toBeLessThanOrEqual(out.heat_kW!);
    }),
  );
});

it('is caught by the audit with 1 % wrong in any term, and gives nothing in an outage', () => {
  const b = field();
  b.run({ w: { poa_W_per_m2: 800, optics: 0.7, loss_W_per_m2: 180, pipeLoss_W_per_m2: 7 } });
  expect(plant(b).sort()).toEqual([
    'collectorLoss_kW',
    'electricity_kW',
    'fieldLoss_kW',
    'heat_kW',
    'opticalLoss_kW',
    'pumpLoss_kW',
    'sun_kW',
  ]);
  expect(b.run({ w: { available: 0 } })).toMatchObject({ heat_kW: 0, sun_kW: 0, collectorLoss_kW: 0 });
  expect(b.run({ w: { available: 1, poa_W_per_m2: Number.NaN } }).heat_kW).toBeNaN();
});

it('yields in a clear summer week what fields of its class do, and nothing at night', () => {
  const grid = { start_ms: utcMs(2023, 6, 20, 16), step_s: 3600, length: 168 };
  const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 };
  const { up, upShare } = sunColumns(grid, site);
  const weather = {
    ambient_degC: 28,
    dni_W_per_m2: upShare.map((s) => 750 * s),
    dhi_W_per_m2: upShare.map((s) => 100 * s),
    ghi_W_per_m2: upShare.map((s, i) => s * (750 * Math.max(0, up[i]!) + 100)),
  };
  const { instance } = field({ collector: 'largeFlatPlate', tilt_deg: 25 }, { ...grid, ...site, weather });
  let heat_kWh = 0;
  let sun_kWh = 0;
  for (let i = 0; i < grid.length; i++) {
    fillInputs(instance, i);
    stepInstance(instance, 1);
    if (upShare[i] === 0) expect(instance.y[0]).toBe(0);
    heat_kWh += instance.y[0]!;
    sun_kWh += instance.y[2]!;
  }
  // Textbook: 40 to 60 % of strong sun at 37 K above the air.
  expect(heat_kWh / sun_kWh).toBeGreaterThan(0.4);
  expect(heat_kWh / sun_kWh).toBeLessThan(0.6);
});

it('says which field is wrong', () => {
  const bad = SolarThermalParams.safeParse({ area_m2: 0, collector: 'pool', iam: [1, 1], eta_0: 0.8 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "area_m2 Too small: expected number to be >0",
      "collector Invalid option: expected one of "flatPlate"|"largeFlatPlate"|"evacuatedTube"",
      "iam Too small: expected array to have exactly 10 items",
      " Unrecognized key: "eta_0"",
    ]
  `);
});
