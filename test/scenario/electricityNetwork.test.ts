import { describe, expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import type { ZoneRules } from '../../src/core/zone.ts';
import { loadScenario, simulate, startSimulation } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { summarise } from '../../src/report/summarise.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';
import { compileSketch, profileOf, type Sketch, textOf } from '../laws/sketch.ts';

const HOURS = 48;

/** A hall on 0.4 kV behind a cable and a transformer; the grid is at the hub, and a mill stands there too. */
function campus(extra: Partial<Sketch> = {}, hall: Record<string, unknown> = {}): Sketch {
  const sketch: Sketch = {
    step_s: 3600,
    length: HOURS,
    buses: {
      mv: { carrier: 'electricity', closers: ['grid', 'missing'] },
      hall: { carrier: 'electricity', closers: ['spilt', 'short'] },
    },
    components: {
      lines: {
        kind: 'electricityNetwork',
        ports: { main: 'mv', hall: 'hall' },
        hub: 'main',
        nodes: { main: { rated_kV: 10 }, hall: { rated_kV: 0.4 }, ring: { rated_kV: 10, joint: true } },
        lines: { feeder: { from: 'main', to: 'ring', type: 'NA2XS2Y 1x240 RM/25 6/10 kV', length_m: 900 } },
        transformers: { hallt: { from: 'ring', to: 'hall', type: '0.63 MVA 10/0.4 kV' } },
      },
      grid: {
        kind: 'gridConnection',
        ports: { electricity: 'mv' },
        tariff: 'power',
        importLimit_kW: 5000,
        exportLimit_kW: 5000,
        powerFactor: 'metered',
      },
      missing: { kind: 'unserved', ports: { output: 'mv' } },
      spilt: { kind: 'curtailment', ports: { input: 'hall' } },
      short: { kind: 'unserved', ports: { output: 'hall' } },
      presses: { kind: 'load', ports: { input: 'hall' }, demand: 'drawn.hall_kW', cosPhi: 0.9, ...hall },
      ...extra.components,
    },
    ...(extra.events === undefined ? {} : { events: extra.events }),
  };
  // By day 500 kW, one hour of 700, by night 50.
  sketch.drawn = profileOf(sketch, { hall_kW: (i) => (i === 30 ? 700 : i % 24 >= 8 && i % 24 < 18 ? 500 : 50) });
  return sketch;
}

/** Every output of a component, step by step. */
function recorded(sketch: Sketch): Record<string, Record<string, number>[]> {
  const scenario = compileSketch(sketch);
  const { run } = scenario;
  const found: Record<string, Record<string, number>[]> = {};
  startSimulation(scenario, {
    observers: [
      {
        observe() {
          for (const c of run.components) {
            const names = [...c.outputs, ...c.states];
            const values = [...c.y, ...c.next];
            found[c.id] = [...(found[c.id] ?? []), Object.fromEntries(names.map((name, k) => [name, values[k]!]))];
          }
        },
      },
    ],
  }).advance(run.grid.length);
  return found;
}

it('the grid covers the load and the losses on the way, active and reactive', () => {
  const { lines, grid, short, presses } = recorded(campus());
  expect(lines!.length).toBe(HOURS);
  lines!.forEach((out, i) => {
    expect(out.hall_kW).toBe(-presses![i]!.input_kW!);
    expect(grid![i]!.electricity_kW).toBeCloseTo(-out.main_kW!, 9);
    expect(grid![i]!.electricity_kW! + presses![i]!.input_kW!).toBeCloseTo(out.copperLoss_kW! + out.ironLoss_kW!, 8);
    expect(grid![i]!.reactive_kvar).toBeCloseTo(-out.hubReactive_kvar!, 9);
    expect(short![i]!.output_kW).toBe(0);
  });
  // The reactive power of the load and of the reactances; the cable gives some.
  expect(grid![10]!.reactive_kvar).toBeGreaterThan(500 * 0.4843);
  expect(grid![10]!.reactive_kvar).toBeLessThan(500 * 0.4843 + 40);
});

it('an overload is an event with its hours: 700 kW at cos phi 0.9 on 630 kVA', () => {
  const { lines } = recorded(campus());
  expect(lines!.map((out, i) => (out.overload === 1 ? i : -1)).filter((i) => i >= 0)).toEqual([30]);
  expect(lines![30]!.halltLoading).toBeGreaterThan(1.2);
  const { components } = summarise(simulate(compileSketch(campus())));
  const { kpis } = components.find((c) => c.component === 'lines')!;
  expect(kpis.overload_h).toMatchObject({ value: 1 });
  expect(kpis.voltageOutOfBand_h).toMatchObject({ value: 0 });
  expect(kpis.lossShare!.value).toBeGreaterThan(0.005);
  expect(kpis.lossShare!.value).toBeLessThan(0.03);
});

it('in an outage of the network the hall is on its own', () => {
  const start = new Date(Date.UTC(2023, 3, 1, 10)).toISOString();
  const end = new Date(Date.UTC(2023, 3, 1, 12)).toISOString();
  const { lines, grid, short } = recorded(campus({ events: [{ outage: 'lines', start, end }] }));
  expect(short!.map((out, i) => (out.output_kW! > 0 ? i : -1)).filter((i) => i >= 0)).toEqual([10, 11]);
  expect(short![10]!.output_kW).toBe(500);
  expect(grid![10]!.electricity_kW).toBeCloseTo(0, 12);
  expect(lines![10]!.hallVoltage).toBe(0);
  expect(lines![12]!.hallVoltage).toBeGreaterThan(0.9);
});

describe('a line that fails', () => {
  const day = (from: number, to: number): { start: string; end: string } => ({
    start: new Date(Date.UTC(2023, 3, 1, from)).toISOString(),
    end: new Date(Date.UTC(2023, 3, 1, to)).toISOString(),
  });
  const hours = (rows: Record<string, number>[], is: (row: Record<string, number>) => boolean): number[] =>
    rows.flatMap((row, i) => (is(row) ? [i] : []));

  it.each([
    ['by its name', { outage: 'lines.feeder' }],
    ['by its input', { component: 'lines', input: 'feederClosed', set: 0 }],
  ])('%s: the hall is on its own, and served again when it is mended', (_, event) => {
    const { lines, grid, short } = recorded(campus({ events: [{ ...event, ...day(10, 12) }] }));
    expect(hours(short!, (row) => row.output_kW! > 0)).toEqual([10, 11]);
    expect(hours(lines!, (row) => row.cutOff === 1)).toEqual([10, 11]);
    expect(short![10]!.output_kW).toBe(500);
    expect(grid![10]!.electricity_kW).toBeCloseTo(0, 12);
    expect(lines![11]!.hallVoltage).toBe(0);
    expect(lines![12]!.hallVoltage).toBeGreaterThan(0.9);
  });

  it('in a ring leaves the hall served, by the longer way', () => {
    const ring = (events: Record<string, unknown>[]) => {
      const sketch = campus({ events });
      const { lines } = sketch.components as unknown as { lines: { lines: Record<string, object> } };
      lines.lines.back = { from: 'ring', to: 'main', type: 'NA2XS2Y 1x95 RM/25 6/10 kV', length_m: 4000 };
      return recorded(sketch);
    };
    const out = ring([{ outage: 'lines.feeder', ...day(10, 12) }]);
    expect(hours(out.short!, (row) => row.output_kW! > 0)).toEqual([]);
    expect(out.lines![10]!.copperLoss_kW).toBeGreaterThan(1.5 * ring([]).lines![10]!.copperLoss_kW!);
    expect(out.lines![10]).toMatchObject({ cutOff: 0, feederLoading: 0 });
  });

  it.each([
    [
      { outage: 'lines.feder', ...day(10, 12) },
      'laws.yaml:176 events.0: there is no part of "lines" "feder", did you mean "feeder"?',
    ],
    [
      { derate: 'lines.feeder', to: 0.5, ...day(10, 12) },
      'laws.yaml:176 events.0: a part is in service or out of it; expected "outage: lines.feeder"',
    ],
    [
      { component: 'lines', input: 'feederClosed', set: 0.5, ...day(10, 12) },
      'laws.yaml:176 events.0: makes "feederClosed" of "lines" 0.5 at 2023-04-01T18:00, where it is 1 without; expected 0 or 1',
    ],
    [
      { derate: 'lines', to: 0.5, ...day(10, 12) },
      'laws.yaml:176 events.0: makes "available" of "lines" 0.5 at 2023-04-01T18:00, where it is 1 without; expected 0 or 1',
    ],
  ])('%j is refused', (event, message) => {
    expect(() => compileSketch(campus({ events: [event] }))).toThrow(message);
  });
});

it('as a copper plate it loses nothing', () => {
  const sketch = campus({
    events: [{ outage: 'lines.feeder', start: '2023-04-01T10:00Z', end: '2023-04-01T12:00Z' }],
  });
  const files = mapFiles({ 'laws.yaml': textOf(sketch), 'drawn.csv': sketch.drawn! });
  const zones = (zone: string): ZoneRules => zoneRules(zone, utcMs(2022, 1, 1), utcMs(2024, 1, 1));
  const { run, notes } = loadScenario('laws.yaml', { files, zones }, { copperPlate: true });
  expect(notes).toEqual([
    'events of "lines" are without effect: the scenario runs its networks as copper plates, which never fail',
  ]);
  expect(run.components.map((c) => c.id)).not.toContain('lines');
  expect(run.networks.map(({ id, kind }) => [id, kind])).toEqual([['lines', 'copperPlate']]);
});
