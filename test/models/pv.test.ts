import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeIrradiance } from '../../src/core/physics/irradiance.ts';
import {
  combinedLoss,
  faimanCell_degC,
  MOUNTINGS,
  PVWATTS_LOSSES,
  sandiaCell_degC,
} from '../../src/core/physics/photovoltaic.ts';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { pv } from '../../src/models/pv.ts';
import { PvParams } from '../../src/models/pvParams.ts';
import { between } from '../between.ts';
import { csvRows } from '../core/physics/csv.ts';
import { hasShared, readShared, referenceCases, whyNoShared } from '../shared.ts';
import { arrayColumns, DAYS, goldenDay, publishedInverter } from '../validation/pv.ts';
import { type BenchSetting, bench } from './bench.ts';

const noLosses = Object.fromEntries(Object.keys(PVWATTS_LOSSES).map((name) => [name, 0]));
const dark = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0, ambient_degC: 20, wind_m_per_s: 3 };
const midnight: BenchSetting = { start_ms: utcMs(2023, 1, 1, 16), weather: dark };

/** AC power of interval `i` with another cell temperature. */
function acWith(params: unknown, out: Record<string, Float64Array>, i: number, cell_degC: number): number {
  const sun_kW = out.sun_kW![i]!;
  const optics = sun_kW > 0 ? 1 - out.reflectionLoss_kW![i]! / sun_kW : 1;
  return bench(pv, params, midnight).run({ w: { poa_W_per_m2: out.poa_W_per_m2![i]!, optics, cell_degC } })
    .electricity_kW!;
}
const sum = (column: ArrayLike<number>): number => Array.from(column).reduce((a, b) => a + b, 0);

it.each([
  // G, optics, Tcell -> DC, AC   by hand; 100 kWp, 10 % lost, inverter 80 kW (P0 = 80 / 0.96 = 83.333 kW)
  // DC = 100 * G / 1000 * optics * (1 - 0.0035 (T - 25)) * 0.9
  // AC = 0.96 / 0.9637 * (-0.0162 DC^2 / P0 + 0.9858 DC - 0.0059 P0), at most 80
  [0, 1, 10, 0, 0],
  [5, 1, 25, 0.45, 0], // 0.44 - 0.49 < 0: it sleeps
  [500, 1, 25, 45, 43.30875],
  [500, 0.98, 45, 41.013, 39.45987],
  [1000, 1, 25, 90, 80], // clipped: 85.8 open
])('%d W/m2 through %d at %d degC', (poa_W_per_m2, optics, cell_degC, dc_kW, ac_kW) => {
  const b = bench(pv, { rated_kWp: 100, dcAcRatio: 1.25, losses: { ...noLosses, soiling: 0.1 } }, midnight);
  const out = b.run({ w: { poa_W_per_m2, optics, cell_degC } });
  expect(out.dc_kW).toBeCloseTo(dc_kW, 9);
  expect(out.electricity_kW).toBeCloseTo(ac_kW, 3);
  expect(out.clippingLoss_kW! > 0).toBe(poa_W_per_m2 === 1000);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it('loses 14.08 % between cells and inverter unless said, and 0.4 % a year of age', () => {
  expect(combinedLoss(Object.values(PVWATTS_LOSSES))).toBeCloseTo(0.1407566, 7);
  const w = { poa_W_per_m2: 800, optics: 1, cell_degC: 25 };
  const fresh = bench(pv, { rated_kWp: 10 }, midnight).run({ w }).dc_kW!;
  expect(fresh).toBeCloseTo(8 * (1 - 0.1407566), 5);
  expect(bench(pv, { rated_kWp: 10, age_a: 10 }, midnight).run({ w }).dc_kW! / fresh).toBeCloseTo(0.96, 9);
});

it('conserves energy; no loss is negative, cold or hot', () => {
  fc.assert(
    fc.property(between(0, 1400), between(0.5, 1), between(-40, 90), (poa_W_per_m2, optics, cell_degC) => {
      const b = bench(pv, { rated_kWp: 50 }, midnight);
      const out = b.run({ w: { poa_W_per_m2, optics, cell_degC } });
      const { value, scale } = b.residual();
      expect(Math.abs(value)).toBeLessThan(1e-12 * Math.max(1, scale));
      for (const name of b.instance.outputs.filter((s) => s.endsWith('Loss_kW')))
        expect(out[name]!).toBeGreaterThanOrEqual(0);
      expect(out.electricity_kW!).toBeGreaterThanOrEqual(0);
      expect(out.electricity_kW!).toBeLessThanOrEqual(50 / 1.1 + 1e-12);
      expect(b.run({ w: { poa_W_per_m2, optics, cell_degC } })).toEqual(out);
      expect(b.run({ w: { cell_degC: cell_degC + 5 } }).electricity_kW!).toBeLessThanOrEqual(
        out.electricity_kW! + 1e-12,
      );
    }),
  );
});

it('is caught by the audit with 1 % wrong in any term', () => {
  const b = bench(pv, { rated_kWp: 50, dcAcRatio: 1.4 }, midnight);
  b.run({ w: { poa_W_per_m2: 1100, optics: 0.97, cell_degC: 30 } });
  const terms = b.instance.outputs
    .map((name, k) => [name, k] as const)
    .filter(([name]) => /sun|Loss|electr/.test(name));
  expect(terms).toHaveLength(7);
  for (const [name, k] of terms) {
    const right = b.instance.y[k]!;
    b.instance.y[k] = right * 1.01;
    expect(Math.abs(b.residual().value), name).toBeGreaterThan(0.005 * right);
    b.instance.y[k] = right;
  }
});

it('gives nothing at night and in an outage', () => {
  expect(bench(pv, { rated_kWp: 50 }, midnight).run({}).electricity_kW).toBe(0);
  const b = bench(pv, { rated_kWp: 50 }, midnight);
  const out = b.run({ w: { available: 0, poa_W_per_m2: 900 } });
  expect([out.electricity_kW, out.sun_kW, out.inverterLoss_kW]).toEqual([0, 0, 0]);
  expect(Math.abs(b.residual().value)).toBe(0);
});

it('lets a gap in the weather through as a gap', () => {
  const noon: BenchSetting = { start_ms: utcMs(2023, 6, 1, 4), weather: { ...dark, ghi_W_per_m2: Number.NaN } };
  expect(bench(pv, { rated_kWp: 1 }, noon).run({}).electricity_kW).toBeNaN();
});

it('turned to the evening gives later than turned to the morning, and as much in a symmetric day', () => {
  const grid = { start_ms: utcMs(2023, 6, 20, 16), step_s: 900, length: 96 };
  const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 };
  const { up, upShare } = sunColumns(grid, site);
  const dni_W_per_m2 = upShare.map((s) => 800 * s);
  const dhi_W_per_m2 = upShare.map((s) => 100 * s);
  const ghi_W_per_m2 = upShare.map((s, i) => s * (800 * up[i]! + 100));
  const weather = { ...dark, dni_W_per_m2, dhi_W_per_m2, ghi_W_per_m2 };
  const [east, west] = [90, 270].map((azimuth_deg) =>
    arrayColumns({ rated_kWp: 1, tilt_deg: 30, azimuth_deg }, { ...grid, ...site, weather }),
  );
  const centre = (c: Float64Array): number => sum(c.map((v, i) => v * i)) / sum(c);
  expect(centre(west!.electricity_kW!) - centre(east!.electricity_kW!)).toBeGreaterThan(6); // quarters of an hour
  expect(sum(west!.electricity_kW!) / sum(east!.electricity_kW!)).toBeCloseTo(1, 2);
});

it('gives the same energy at 60, 30, 15 and 5 minutes under one sky', () => {
  const energy = (step_s: number): number => {
    const grid = { start_ms: utcMs(2023, 3, 19, 16), step_s, length: (86_400 * 4) / step_s };
    const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 };
    const { up, upShare } = sunColumns(grid, site);
    const dni_W_per_m2 = up.map((_, i) => 600 * upShare[i]!);
    const dhi_W_per_m2 = up.map((_, i) => 100 * upShare[i]!);
    const ghi_W_per_m2 = up.map((c, i) => upShare[i]! * (600 * Math.max(0, c) + 100));
    const weather = { ...dark, dni_W_per_m2, dhi_W_per_m2, ghi_W_per_m2 };
    return (sum(arrayColumns({ rated_kWp: 1 }, { ...grid, ...site, weather }).electricity_kW!) * step_s) / 3600;
  };
  const finest = energy(300);
  for (const step_s of [3600, 1800, 900]) expect(Math.abs(energy(step_s) / finest - 1)).toBeLessThan(0.006);
});

it('says which field is wrong', () => {
  const bad = PvParams.safeParse({
    rated_kW: 10,
    tilt_deg: 120,
    windLoss_Ws_per_m3K: 6,
    losses: { soiling: 2, snow: 0 },
  });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "rated_kWp Invalid input: expected number, received undefined",
      "tilt_deg Too big: expected number to be <=90",
      "losses.soiling Too big: expected number to be <1",
      " Unrecognized key: "rated_kW"",
    ]
  `);
});

describe.skipIf(!hasShared)(`against outside numbers${whyNoShared}`, () => {
  const cases = referenceCases('reference/solar/published_cases.json');
  type Numbers = Record<string, number>;

  it.each(cases.filter((c) => ['sapm_temp', 'faiman_temp', 'pvsyst_temp'].includes(c.group)))('$id', (c) => {
    const i = c.inputs as Numbers;
    const e = c.expected as Numbers;
    const { poa = 0, temp_air_C = 0, wind_ms = 0 } = i;
    const met =
      c.group === 'sapm_temp'
        ? sandiaCell_degC(poa, temp_air_C, wind_ms, { a: i.a!, b: i.b!, rise_K: i.deltaT! })
        : c.group === 'faiman_temp'
          ? faimanCell_degC(poa, temp_air_C, wind_ms, i.u0!, i.u1!)
          : faimanCell_degC(
              poa * i.alpha_absorption! * (1 - i.module_efficiency!),
              temp_air_C,
              wind_ms,
              i.u_c!,
              i.u_v!,
            );
    expect(Math.abs(met - (e.cell_C ?? e.module_C)!)).toBeLessThan(0.005);
  });

  it.each(cases.filter((c) => c.group === 'pvwatts_ac'))('$id', (c) => {
    const { reference, model } = publishedInverter(c);
    expect(model).toBeCloseTo(reference, 6);
  });

  // The case with a share lost at low light is another model.
  it.each(cases.filter((c) => c.group === 'pvwatts_dc' && c.inputs.k === undefined))('$id', ({ inputs, expected }) => {
    const { irradiance, cell_C, pdc0, gamma_pdc } = inputs as Record<string, number>;
    const params = { rated_kWp: pdc0, gamma_per_K: gamma_pdc, losses: noLosses };
    const out = bench(pv, params, midnight).run({ w: { poa_W_per_m2: irradiance!, optics: 1, cell_degC: cell_C! } });
    expect(out.dc_kW).toBeCloseTo((expected as { pdc: number }).pdc, 9);
  });

  it.each(cases.filter((c) => c.group === 'pvwatts_losses'))('$id', ({ inputs, expected }) => {
    const parts = Object.values(inputs as Record<string, number>).map((percent) => percent / 100);
    const { losses_pct } = expected as { losses_pct: number };
    expect(100 * combinedLoss(parts)).toBeCloseTo(losses_pct, 7);
  });

  it.each(['A', 'B'])('agrees over four days in Suzhou with pvlib, plane %s', (name) => {
    const setting = { rated_kWp: 1, dcAcRatio: 1.25 };
    let day = 0;
    for (const row of csvRows('reference/solar/suzhou_hourly.csv')) {
      const told = (column: string): number => row.number(`${name}_${column}`);
      const poa = told('hd_poa_global');
      const cell_degC = sandiaCell_degC(poa, row.number('temp_air_C'), row.number('wind_ms'), MOUNTINGS.openRack);
      expect(Math.abs(cell_degC - told('Tc_sapm'))).toBeLessThan(0.05);
      const faiman = faimanCell_degC(poa, row.number('temp_air_C'), row.number('wind_ms'), 25, 6.84);
      expect(Math.abs(faiman - told('Tc_faiman'))).toBeLessThan(0.05);
      const w = { poa_W_per_m2: poa, optics: poa > 0 ? told('eff_irr') / poa : 1, cell_degC };
      const out = bench(pv, setting, midnight).run({ w });
      expect(Math.abs(1000 * out.dc_kW! - told('pdc_net_W'))).toBeLessThan(0.01 + 0.002 * told('pdc_net_W'));
      expect(Math.abs(1000 * out.electricity_kW! - told('pac_W'))).toBeLessThan(0.01 + 0.002 * told('pac_W'));
      if (poa > 0) day++;
    }
    expect(day).toBeGreaterThan(40);
  });

  it.each(['rackmount', 'roofmount'].flatMap((mount) => DAYS.map(([month, day]) => [mount, month, day] as const)))(
    'agrees with the PVWatts web service, %s, on month %d day %d',
    (mount, month, day) => {
      const { rows, params, out } = goldenDay(mount as 'rackmount' | 'roofmount', month, day);
      expect(rows).toHaveLength(24);
      rows.forEach((row, i) => {
        const told = row.number('poa');
        expect(Math.abs(out.poa_W_per_m2![i]! - told)).toBeLessThan(Math.max(5, 0.03 * told));
      });
      // The roof's cell temperature is Fuentes' for a nominal 49 degC, which no preset here is: it is taken from the file.
      const ac_kW =
        mount === 'rackmount'
          ? sum(out.electricity_kW!)
          : sum(rows.map((row, i) => acWith(params, out, i, row.number('cell_C'))));
      expect(Math.abs(ac_kW / (sum(rows.map((row) => row.number('ac_W'))) / 1000) - 1)).toBeLessThan(0.02);
    },
  );

  it('yields in Suzhou about 1,300 kWh/m2 x 1.07 for the tilt x 0.80 performance ratio = 1,110 kWh/kWp (ASSUMED, typical of the place)', () => {
    const rows = readShared('data/weather-epw-china/CHN_Shanghai.Shanghai.583620_CSWD.epw')
      .trim()
      .split(/\r?\n/)
      .slice(8)
      .map((line) => line.split(','));
    const column = (field: number): Float64Array => Float64Array.from(rows, (cells) => Number(cells[field - 1]));
    // The file's light lies half an hour late against its stamps (its README): hour 1 counts from 23:30 to 00:30. Its
    // beam falls 4 % short of closing global and diffuse, so the beam is taken from those two.
    const grid = { start_ms: utcMs(2004, 12, 31, 15, 30), step_s: 3600, length: 8760 };
    const site = { latitude_deg: 31.4, longitude_deg: 121.45, altitude_m: 5 };
    const weather = {
      ghi_W_per_m2: column(14),
      ...completeIrradiance(grid, site, column(14), undefined, column(16)),
      ambient_degC: column(7),
      wind_m_per_s: column(22),
    };
    const out = arrayColumns({ rated_kWp: 1, tilt_deg: 25 }, { ...grid, ...site, weather });
    const ghi_kWh_per_m2 = sum(column(14)) / 1000;
    const poa_kWh_per_m2 = sum(out.poa_W_per_m2!) / 1000;
    const yield_kWh = sum(out.electricity_kW!);
    expect(ghi_kWh_per_m2).toBeCloseTo(1271, -1);
    expect(Math.abs(poa_kWh_per_m2 / ghi_kWh_per_m2 - 1.07)).toBeLessThan(0.02);
    expect(Math.abs(yield_kWh / poa_kWh_per_m2 - 0.8)).toBeLessThan(0.03); // performance ratio
    expect(Math.abs((yield_kWh * 1300) / ghi_kWh_per_m2 - 1110)).toBeLessThan(0.03 * 1110);
  });
});
