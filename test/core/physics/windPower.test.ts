import { describe, expect, it } from 'vitest';
import { airDensity, pressureAtAltitude_kPa, temperatureAloft_degC } from '../../../src/core/physics/airDensity.ts';
import { logShear, powerAt, powerCurve, powerShear, windThrough_kW } from '../../../src/core/physics/windPower.ts';
import { hasShared, readShared, referenceCases, whyNoShared } from '../../shared.ts';
import { csvRows } from './csv.ts';

const curve = powerCurve([4, 5, 6], [300, 400, 500]);

it.each([
  // m/s -> kW   by hand
  [3.9, 0],
  [4, 300],
  [5.25, 425],
  [6, 500],
  [6.1, 0],
])('reads the curve at %d m/s', (v, kW) => {
  expect(powerAt(curve, v)).toBeCloseTo(kW, 12);
});

it('reads a gap as a gap', () => {
  expect(powerAt(curve, Number.NaN)).toBeNaN();
  expect(powerAt(curve, 5, Number.NaN)).toBeNaN();
});

it('moves the curve by the cube root of the density at low speed', () => {
  const dense = 1.225 * 1.331; // (1.1)^3: speeds shrink by 1.1
  expect(powerAt(curve, 5.25 / 1.1, dense)).toBeCloseTo(425, 9);
  expect(powerAt(curve, 6.01 / 1.1, dense)).toBe(0);
});

it('knows the wind through a rotor and the density of standard air', () => {
  expect(windThrough_kW(10, 1.2, 8)).toBeCloseTo((0.5 * 1.2 * Math.PI * 16 * 1000) / 1000, 9); // by hand
  expect(airDensity(101.325, 15, 0)).toBeCloseTo(1.225, 4);
  expect(pressureAtAltitude_kPa(0)).toBeCloseTo(101.325, 2);
});

describe.skipIf(!hasShared)(`against outside numbers${whyNoShared}`, () => {
  const cases = referenceCases('reference/wind/cases.json');
  type Numbers = Record<string, number>;

  it.each(cases.filter((c) => ['log', 'hellmann'].includes(c.group)))('$id', (c) => {
    const i = c.inputs as Numbers;
    const met =
      i.v_ms! *
      (c.group === 'log'
        ? logShear(i.h_ref_m!, i.h_hub_m!, i.z0_m!, 0.7 * i.obstacle_height_m!)
        : powerShear(i.h_ref_m!, i.h_hub_m!, i.alpha ?? 1 / Math.log(i.h_hub_m! / i.z0_m!)));
    expect(Math.abs(met / (c.expected as Numbers).v_hub! - 1)).toBeLessThan(1e-6);
  });

  it.each(cases.filter((c) => ['density_ig', 'density', 'temp'].includes(c.group)))('$id', (c) => {
    const i = c.inputs as Numbers;
    const e = c.expected as Numbers;
    if (c.group === 'temp')
      expect(temperatureAloft_degC(i.T_K! - 273.15, 2, i.hub_m!) + 273.15).toBeCloseTo(e.T_hub!, 9);
    else {
      // The barometric formula differs by its constants.
      const met = airDensity(i.p_Pa! / 1000, i.T_hub_K! - 273.15, i.hub_m!);
      expect(Math.abs(met / e.rho! - 1)).toBeLessThan(c.group === 'density' ? 1e-4 : 1e-7);
    }
  });

  it.each(cases.filter((c) => ['pc', 'pcd'].includes(c.group)))('$id', (c) => {
    const { v_ms, rho, curve_v, curve_P } = c.inputs as {
      v_ms: number;
      rho?: number;
      curve_v: number[];
      curve_P: number[];
    };
    const { P } = c.expected as Numbers;
    expect(Math.abs(powerAt(powerCurve(curve_v, curve_P), v_ms, rho) - P!)).toBeLessThan(1e-6 * Math.max(1, P!));
  });

  it('agrees with windpowerlib in 72 states: shear, density, three turbines with and without density', () => {
    const { curves } = JSON.parse(readShared('reference/wind/turbine_curves.json')) as {
      curves: Record<string, { v: number[]; P_W: number[] }>;
    };
    let running = 0;
    for (const row of csvRows('reference/wind/wind_points.csv')) {
      const near = (met: number, told: string): void => {
        const value = row.number(told);
        expect(Math.abs(met - value), told).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
      };
      const [v10, hub, z0] = [row.number('v10_ms'), row.number('hub_m'), row.number('z0_m')];
      near(temperatureAloft_degC(row.number('T2m_K') - 273.15, 2, hub) + 273.15, 'T_hub_K');
      near(airDensity(row.number('p_Pa') / 1000, row.number('T_hub_K') - 273.15, hub), 'rho_idealgas');
      near(v10 * logShear(10, hub, z0), 'v_hub_log');
      near(v10 * powerShear(10, hub, 1 / Math.log(hub / z0)), 'v_hub_hellmann_z0');
      near(v10 * powerShear(10, hub, 1 / 7), 'v_hub_hellmann_1_7');
      for (const [name, column] of [
        ['V112/3000', 'V112_3000'],
        ['E-82/2300', 'E-82_2300'],
        ['V90/2000', 'V90_2000'],
      ] as const) {
        const turbine = powerCurve(curves[name]!.v, curves[name]!.P_W);
        const v = v10 * logShear(10, hub, z0);
        near(powerAt(turbine, v), `P_W_${column}`);
        near(powerAt(turbine, v, row.number('rho_barometric')), `P_W_rho_${column}`);
        if (row.number(`P_W_rho_${column}`) > 0) running++;
      }
    }
    expect(running).toBeGreaterThan(60);
  });
});
