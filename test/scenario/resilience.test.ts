import { expect, it } from 'vitest';

import { resilienceHtml, survivalFigures } from '../../src/report/resilienceHtml.ts';
import type { Compiled } from '../../src/scenario/compile.ts';
import { type Resilience, studyResilience } from '../../src/scenario/resilience.ts';
import { survivalCurve } from '../../src/scenario/survival.ts';
import { load } from './small.ts';

/** Two days of a load, a battery that is held back, a gas engine of 60 kW, and the grid. */
const site = (more: string, battery: string): string => `sixfold: 1
name: island
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: Asia/Shanghai }
time: { start: 2023-03-01T00:00, end: 2023-03-03T00:00, step_s: 3600 }
currency: CNY
buses:
  power: { carrier: electricity, closers: [grid, spilt, lost] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.6 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 500 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  load: { kind: load, bus: power, demand: 60 }
  battery: { kind: battery, bus: power, capacity_kWh: 400, charge_kW: 100, discharge_kW: 100, socStart: 1, etaCharge: 1, etaDischarge: 1, etaConverter: 1, selfDischarge_per_h: 0, standby_kW: 0${battery} }
${more}control: { stores: { battery: { strategy: peakShaving, target_kW: 400 } } }
`;

function study(text: string, horizon_h = 12): { result: Resilience; compiled: Compiled } {
  const compiled = load({ 'island.yaml': text }, 'island.yaml');
  const running = studyResilience(compiled, { horizon_h, every_h: 6 });
  while (!running.advance(100));
  return { result: running.result(), compiled };
}

it('counts the hours that what is stored carries the load, by hand', () => {
  const { result } = study(site('', ''));
  expect(result.mains).toEqual(['grid']);
  expect(result.hasRoles).toBe(false);
  // 400 kWh at 60 kW: six hours and 40 minutes, so six whole hours.
  expect([...result.losses.survived_h]).toEqual(result.losses.steps.map(() => 6));
  expect(result.losses.steps).toEqual([6, 12, 18, 24, 30, 36]);
  expect(survivalCurve(result.losses).map((p) => p.survived)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  // Two days of 60 kW, of which the battery holds 400 kWh.
  const grid = result.withoutOne.find((r) => r.component === 'grid')!;
  expect(grid.total_kWh).toBeCloseTo(48 * 60 - 400, 6);
  expect(result.withoutOne.find((r) => r.component === 'battery')!.total_kWh).toBe(0);
  expect(result.whole.total_kWh).toBe(0);
});

it('tries the run without sun as without a machine, and not without a demand', () => {
  const sun = '  pv: { kind: pv, bus: power, rated_kWp: 200 }\n';
  const text = site(sun, '')
    .replace('currency: CNY', 'currency: CNY\nweather: { generate: { climate: suzhou } }')
    .replace('importLimit_kW: 500', 'importLimit_kW: 55')
    .replace('capacity_kWh: 400', 'capacity_kWh: 150');
  const { result } = study(text.replace('strategy: peakShaving, target_kW: 400', 'strategy: selfUse'));
  expect(result.withoutOne.map((r) => r.component).sort()).toEqual(['battery', 'grid', 'pv']);
  // by hand: the battery of 150 kWh serves all 60 kW while it lasts, three hours; 45 hours lack 5 kW
  expect(result.withoutOne.find((r) => r.component === 'pv')!.total_kWh).toBeCloseTo(45 * 5, 6);
});

it('counts a loss that puts the lights out as not survived, and what would carry it all the same', () => {
  const { result, compiled } = study(
    site('', ', island: { forming: true, stepLoad: 0.5, blackStart: true, start_min: 10 }'),
  );
  // Half of 100 kW can be taken over at once, and 60 kW were imported.
  expect(new Set(result.losses.first)).toEqual(new Set(['black']));
  expect([...result.losses.survived_h]).toEqual(result.losses.steps.map(() => 0));
  expect([...result.losses.carried_h]).toEqual(result.losses.steps.map(() => 6));
  expect(survivalFigures(result.losses, compiled)).toMatchObject({ tried: 6, darkAtOnce: 6, least_h: 0, mean_h: 0 });
  const page = resilienceHtml(result, compiled);
  expect(page).toContain('of 6 losses put the lights out at once');
  expect(page).toContain('dashed: less than half a step of darkness forgiven');
  expect(page).not.toContain('NaN');
});

it('adds up what is cut by agreement, and lets it count for the moment of the loss', () => {
  const flexible = '  spare: { kind: load, bus: power, demand: 40, sheddingClass: 1, lostLoad_money_per_kWh: 1 }\n';
  const { result } = study(site(flexible, ', island: { forming: true, stepLoad: 0.7 }'));
  // 100 kW were imported: 70 taken over, 40 cut. Then the battery carries both as long as it lasts.
  expect(new Set(result.losses.first)).toEqual(new Set(['holds']));
  expect(result.losses.survived_h[0]).toBe(4);
});

it('is the same twice, and says so where there is no grid to lose', () => {
  const text = site('', '');
  expect(study(text).result).toEqual(study(text).result);
  const { result, compiled } = study(
    text.replace('[grid, spilt, lost]', '[spilt, lost]').replace(/ {2}grid: .*\n/, ''),
  );
  expect(result.mains).toEqual([]);
  expect(resilienceHtml(result, compiled)).toContain('so none can be lost');
});

/** The same load at the end of a feeder, with another way that may be too weak. */
const lines = (back: string): string =>
  site('', '')
    .replace(
      'closers: [grid, spilt, lost] }',
      'closers: [grid, spilt, lost] }\n  hall: { carrier: electricity, closers: [spare, missing] }',
    )
    .replace('load: { kind: load, bus: power', 'load: { kind: load, bus: hall')
    .replace(
      '  spilt:',
      `  spare: { kind: curtailment, bus: hall }
  missing: { kind: unserved, bus: hall }
  lines:
    kind: electricityNetwork
    ports: { main: power, hall: hall }
    hub: main
    nodes: { main: { rated_kV: 0.4 }, hall: { rated_kV: 0.4 } }
    lines:
      feeder: { from: main, to: hall, length_m: 50, type: NAYY 4x150 SE }
      back: { from: main, to: hall, type: NAYY 4x50 SE, ${back} }
  spilt:`,
    );

it('takes every branch of a network out in turn, but those that stand open', () => {
  const { result, compiled } = study(lines('length_m: 50, closed: false'));
  const parts = result.withoutOne.filter((r) => r.part !== undefined);
  expect(
    parts.map(({ component, part, label, total_kWh, hours_h }) => [component, part, label, total_kWh, hours_h]),
  ).toEqual([['lines', 'feeder', 'lines: feeder', expect.closeTo(48 * 60, 6), 48]]);
  expect(resilienceHtml(result, compiled)).toContain('or one part of a network,');

  const ring = study(lines('length_m: 50')).result;
  expect(ring.withoutOne.filter((r) => r.part !== undefined).map((r) => [r.part, r.total_kWh])).toEqual([
    ['back', 0],
    ['feeder', 0],
  ]);
});

it('says where the rest of a network does not carry the load', () => {
  const { result, compiled } = study(lines('length_m: 2000'));
  const [worst] = result.withoutOne;
  expect(worst).toMatchObject({ component: 'lines', part: 'feeder', total_kWh: 0 });
  expect(worst!.stopped).toMatch(
    /^component "lines" at 2023-02-28T16:00Z \(step 0\): the power flow found no solution.*bus "hall"/,
  );
  expect(result.withoutOne.filter((r) => r.stopped !== undefined)).toHaveLength(1);
  expect(resilienceHtml(result, compiled)).toContain('Without lines: feeder the run cannot go on: component');
});
