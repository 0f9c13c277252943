import { describe, expect, it } from 'vitest';
import { normal } from '../../src/core/chance.ts';
import { formatUtc, timeAt } from '../../src/core/timeGrid.ts';
import { ConfigError, simulate } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { type Calibration, type CalibrationOptions, calibrate } from '../../src/scenario/calibrate.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';
import { readScenario } from '../../src/scenario/read.ts';
import { FILES, load, SMALL } from './small.ts';

/** Ten days of the small site. */
const LONG = SMALL.replace('end: 2023-03-02T00:00', 'end: 2023-03-11T00:00').replace(
  'demand: site.demand_kW',
  'demand: 350',
);
type Edit = (text: string) => string;

/** The scenario with meters of these signals, read of a plant that differs by `plant`, with noise of `sigma`. */
function planted(
  signals: readonly string[],
  plant: Edit,
  sigma: number | readonly number[],
  twin: Edit = (t) => t,
  sections = '',
) {
  const { run, cluster } = load({ ...FILES, 'small.yaml': plant(LONG) });
  const outcome = simulate(load({ ...FILES, 'small.yaml': plant(LONG) }));
  const columns = signals.map((name) => outcome.table.columns[outcome.columns.findIndex((c) => c.name === name)]!);
  const rows = Array.from({ length: run.grid.length }, (_, i) =>
    [
      formatUtc(timeAt(cluster.grid, i)),
      ...columns.map((c, k) => c[i]! + (typeof sigma === 'number' ? sigma : sigma[k]!) * normal(11, k, i)),
    ].join(','),
  );
  const names = signals.map((name) => `m${signals.indexOf(name)}_${name.split('_').slice(1).join('_')}`);
  const meters = signals.map(
    (name, k) => `  ${name}: ${name === 'battery.soc' ? `{ from: seen.m${k}, take: last }` : `seen.${names[k]}`}`,
  );
  const text = `${twin(LONG).replace('profiles:', 'profiles:\n  seen: { file: seen.csv }')}meters:\n${meters.join('\n')}\n${sections}`;
  const header = ['time', ...names.map((n) => n.replace(/_$/, ''))].join(',');
  return { ...FILES, 'small.yaml': text, 'seen.csv': `${header}\n${rows.join('\n')}\n` };
}
const fitted = (
  files: Readonly<Record<string, string>>,
  fit: readonly string[],
  more: Partial<CalibrationOptions> = {},
): Calibration => {
  const outside = { files: mapFiles(files), zones: zoneRules };
  return calibrate(readScenario('small.yaml', outside), outside, { fit, holdout: 0.3, ...more });
};
const errorOf = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};
const holds = (found: Calibration, truths: readonly number[]): void =>
  truths.forEach((truth, k) => {
    const { interval } = found.parameters[k]!;
    expect(interval![0]).toBeLessThanOrEqual(truth);
    expect(interval![1]).toBeGreaterThanOrEqual(truth);
  });

const soiled: Edit = (t) => t.replace('tilt_deg: 20 }', 'tilt_deg: 20, losses: { soiling: 0.11 } }');

describe('calibrate', () => {
  it('finds what was planted to the last digits where nothing disturbs', () => {
    const found = fitted(planted(['pv.electricity_kW'], soiled, 0), ['components.pv.losses.soiling']);
    expect(found.isWhole).toBe(false);
    expect(found.parameters[0]!.value).toBeCloseTo(0.11, 6);
    expect(found.heldOut[0]!.after.rmse).toBeLessThan(1e-6);
    expect(found.heldOut[0]!.before.rmse).toBeGreaterThan(1);
    // 30 % of 240 h
    expect(found.cut).toBe(168);
    expect(found.readings).toBe(168);
  });

  it('finds the losses of a PV array in noise, within an interval that is no wider than it should be', () => {
    const found = fitted(planted(['pv.electricity_kW'], soiled, 2), ['components.pv.losses.soiling']);
    holds(found, [0.11]);
    const { interval } = found.parameters[0]!;
    // by hand: sigma 2 kW on a power p: 1.96 * 2 / sqrt(sum of p^2) of it, p ~ 25 kW over 168 h: 1.2 %
    expect(interval![1] - interval![0]).toBeGreaterThan(0.005);
    expect(interval![1] - interval![0]).toBeLessThan(0.05);
    expect(found.heldOut[0]!.after.rmse).toBeCloseTo(2, 0);
  });

  it('finds the interval in 95 of 100 trials', () => {
    // The truth is the start, of which many trials are cheap: the residuals are the noise.
    const base = planted(['pv.electricity_kW'], soiled, 0);
    const lines = base['seen.csv'].trim().split('\n');
    let inside = 0;
    for (let trial = 0; trial < 60; trial++) {
      const noisy = lines.map((line, i) => {
        const [time, v] = line.split(',') as [string, string];
        return i === 0 ? line : `${time},${Number(v) + 3 * normal(5, trial, i)}`;
      });
      const found = fitted({ ...base, 'seen.csv': `${noisy.join('\n')}\n` }, ['components.pv.losses.soiling=0..0.2']);
      const { interval } = found.parameters[0]!;
      if (interval![0] <= 0.11 && interval![1] >= 0.11) inside++;
    }
    // 57 are expected, with a deviation of 1.7
    expect(inside).toBeGreaterThanOrEqual(51);
  });

  it('finds capacity and converter of a battery by its charge, led by its power', () => {
    const plant: Edit = (t) => t.replace('capacity_kWh: 200,', 'capacity_kWh: 170, etaConverter: 0.93,');
    const files = planted(['battery.electricity_kW', 'battery.soc'], plant, 0.004);
    const found = fitted(files, [
      'components.battery.capacity_kWh=100..300',
      'components.battery.etaConverter=0.85..0.99',
    ]);
    expect(found.isWhole).toBe(false);
    expect(found.leading).toEqual(['battery.electricity_kW']);
    holds(found, [170, 0.93]);
    expect(found.parameters[0]!.value).toBeCloseTo(170, -0.5);
  });

  it('finds the loss of a boiler, led by its heat', () => {
    const plant: Edit = (t) =>
      t.replace('heat: heat }, rated_kW: 600 }', 'heat: heat }, rated_kW: 600, jacketLoss: 0.05 }');
    const files = planted(
      ['boiler.heat_kW', 'boiler.gas_kW'],
      (t) => plant(t).replace('rated_kW: 400', 'rated_kW: 100'),
      [0, 1],
      (t) => t.replace('rated_kW: 400', 'rated_kW: 100'),
    );
    const found = fitted(files, ['components.boiler.jacketLoss=0..0.1']);
    expect(found.leading).toEqual(['boiler.heat_kW']);
    holds(found, [0.05]);
  });

  it('runs the whole site where a component cannot run alone', () => {
    const plant: Edit = (t) => t.replace('capacity_kWh: 200', 'capacity_kWh: 150');
    const files = planted(['grid.electricity_kW'], plant, 1);
    const found = fitted(files, ['components.battery.capacity_kWh=100..300']);
    expect(found.isWhole).toBe(true);
    expect(found.parameters[0]!.value).toBeCloseTo(150, 0);
    expect(found.heldOut[0]!.after.rmse).toBeLessThan(1.2);
  });

  it('says which parameters cannot be told apart', () => {
    const found = fitted(planted(['pv.electricity_kW'], soiled, 1), [
      'components.pv.losses.soiling',
      'components.pv.losses.shading',
      'components.pv.losses.wiring',
    ]);
    expect(found.mixed.flat()).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(found.parameters.every((p) => p.interval === undefined)).toBe(true);
    const kept = found.parameters.reduce((product, { value }) => product * (1 - value), 1);
    expect(kept / (0.89 * 0.97 * 0.98)).toBeCloseTo(1, 1);
  });

  it('says that a bound was reached, and that a parameter does nothing', () => {
    const bound = fitted(planted(['pv.electricity_kW'], soiled, 1), ['components.pv.losses.soiling=0..0.05']);
    expect(bound.parameters[0]).toMatchObject({ value: 0.05, bound: 'most' });
    const idle = fitted(
      planted(['pv.electricity_kW'], soiled, 1),
      ['components.pv.losses.soiling', 'components.battery.capacity_kWh=100..300'],
      { whole: true },
    );
    expect(idle.parameters.map((p) => p.isIdle)).toEqual([false, true]);
  });

  it('refuses too few readings', () => {
    const files = planted(['pv.electricity_kW'], soiled, 1, (t) => t.replace('end: 2023-03-11', 'end: 2023-03-02'));
    const few = files['seen.csv'].split('\n').map((line, i) => (i > 3 && i < 26 ? line.replace(/,.*/, ',') : line));
    const holed = {
      ...files,
      'seen.csv': few.join('\n'),
      'small.yaml': files['small.yaml'].replace('seen.csv', 'seen.csv, gaps: leave'),
    };
    expect(
      errorOf(() => fitted(holed, ['components.pv.losses.soiling', 'components.pv.tilt_deg'])),
    ).toMatchInlineSnapshot(
      `"too few readings to fit 2 parameters: 3 count in the part that the fit may see, at least 6 are needed; see the meters' quality, and --holdout"`,
    );
  });

  it('says what is wrong with its wishes', () => {
    const files = planted(['pv.electricity_kW'], soiled, 1);
    const wrong = (...fit: string[]): string => errorOf(() => fitted(files, fit));
    expect(wrong('pv.losses')).toMatchInlineSnapshot(
      `"--fit pv.losses: expected a parameter of a component and, if need be, its bounds: components.pv.losses.soiling=0..0.3"`,
    );
    expect(wrong('components.vp.losses.soiling')).toMatchInlineSnapshot(
      `"--fit components.vp.losses.soiling: there is no component "vp", did you mean "pv"?"`,
    );
    expect(wrong('components.pv.losses.soilin')).toMatchInlineSnapshot(
      `"--fit components.pv.losses.soilin: "pv" has no parameter "losses.soilin", did you mean "soiling"? Numbers there are soiling, shading, snow, mismatch, wiring, connections, lightInduced, nameplate, age, availability"`,
    );
    expect(wrong('components.pv.glass')).toMatchInlineSnapshot(
      `"--fit components.pv.glass: is "physical"; expected a parameter that is a number"`,
    );
    expect(wrong('components.pv.rated_kWp=200..300')).toMatchInlineSnapshot(
      `"--fit components.pv.rated_kWp=200..300: is 100 now, outside 200..300"`,
    );
    expect(wrong('components.pv.azimuth_deg=0..400')).toMatchInlineSnapshot(
      `"--fit components.pv.azimuth_deg=0..400: may be 0..360; expected bounds within that"`,
    );
    expect(wrong('components.pv.heatLoss_W_per_m2K')).toMatchInlineSnapshot(
      `"--fit components.pv.heatLoss_W_per_m2K: has no bounds of its own; give them: --fit components.pv.heatLoss_W_per_m2K=LEAST..MOST"`,
    );
    expect(wrong('components.pv.tilt_deg', 'components.pv.tilt_deg')).toMatchInlineSnapshot(
      `"--fit: components.pv.tilt_deg is named twice"`,
    );
    expect(errorOf(() => fitted(FILES, ['components.pv.tilt_deg']))).toMatchInlineSnapshot(
      `"nothing was measured; name meters in the scenario: meters: { pv.electricity_kW: profile.column }"`,
    );
    expect(errorOf(() => fitted(files, ['components.pv.tilt_deg'], { meters: ['pv.dc_kW'] }))).toMatchInlineSnapshot(
      `"--meter: no meter of "pv.dc_kW"; measured are pv.electricity_kW"`,
    );
    expect(errorOf(() => fitted(files, ['components.pv.tilt_deg'], { holdout: 1 }))).toMatchInlineSnapshot(
      `"--holdout: expected a share from 0 to 0.9, met 1"`,
    );
  });
});
