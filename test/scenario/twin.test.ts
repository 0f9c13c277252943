import { describe, expect, it } from 'vitest';
import { normal } from '../../src/core/chance.ts';
import { type Scenario, simulate } from '../../src/index.ts';
import { summarise } from '../../src/report/summarise.ts';
import { withoutCorrections } from '../../src/scenario/corrections.ts';
import { normalOf } from '../../src/scenario/driftAlarm.ts';
import { LIVE_MEMORY, type LiveReadings, liveReadings } from '../../src/scenario/liveReadings.ts';
import type { Meter, MeterPolicy } from '../../src/scenario/meters.ts';
import { another } from '../../src/scenario/rolling.ts';
import { ROLLING_MEMORY, rollingFigures } from '../../src/scenario/rollingFigures.ts';
import { makeSession, type Session } from '../../src/scenario/session.ts';
import type { SessionEvent } from '../../src/scenario/sessionEvents.ts';
import { QUALITIES } from '../../src/series/quality.ts';
import { site } from './daily.ts';

/** What nobody said anything of. */
const POLICY: MeterPolicy = {
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  stuckAfter: 12,
  window: 24,
  rebase: undefined,
  drift: undefined,
};

/** A meter of a signal that shows these values. */
function meterOf(
  scenario: Scenario,
  column: string,
  value: (i: number) => number,
  policy: Partial<MeterPolicy> = {},
): Meter {
  const { run } = scenario;
  const [id, signal] = column.split('.') as [string, string];
  const component = run.components.findIndex((c) => c.id === id);
  const c = run.components[component]!;
  const values = Float64Array.from({ length: run.grid.length }, (_, i) => value(i));
  const at = run.frameAt[component]! + [...c.outputs, ...c.states].indexOf(signal);
  const quality = Uint8Array.from(values, (v) => (Number.isNaN(v) ? 3 : 0));
  const counts = [true, false, false, false, false, false];
  const base = { column, component, signal, at, values, quality, counts };
  return { ...base, isLive: false, gaps: 'leave', take: 'last', policy: { ...POLICY, ...policy } };
}

/** A session with one meter. */
const metered = (days: number, column: string, value: (i: number) => number, policy: Partial<MeterPolicy> = {}) => {
  const scenario = site(days);
  return makeSession({ ...scenario, meters: [meterOf(scenario, column, value, policy)] });
};
const rowOf = (session: Session): Record<string, number> => {
  const row = new Float64Array(session.columns.length);
  session.read(row, 0);
  return Object.fromEntries(session.columns.map(({ name }, k) => [name, row[k]!]));
};
const codes = (session: Session): string[] => session.events.map((e) => `${e.step} ${e.component} ${e.code}`);

describe('re-basing', () => {
  const energy = (beyond: number, every: number) => ({ rebase: { state: 0, beyond, every } });

  it('puts what was measured in the place of the model’s state, says so, and shows what it added', () => {
    const session = metered(2, 'battery.energy_kWh', (i) => (i === 9 ? 77 : Number.NaN), energy(1, 1));
    while (session.index < 10) session.step();
    const was = rowOf(session)['battery.energy_kWh']!;
    session.step();
    expect(session.events).toEqual([
      {
        step: 10,
        severity: 'info',
        component: 'battery',
        code: 'rebased',
        text: `"energy_kWh" set from ${Number(was.toPrecision(4))} to 77, as measured: ${Number(Math.abs(77 - was).toPrecision(4))} apart, more than 1`,
      },
    ]);
    expect(session.run.states[session.run.stateAt[session.run.components.findIndex((c) => c.id === 'battery')]!]).toBe(
      77,
    );
    expect(rowOf(session)['battery.correctedEnergy_kWh']).toBe(77 - was);
  });

  it('lets be what differs by little and what is not known, and does so no more often than said', () => {
    const model = metered(2, 'battery.energy_kWh', () => Number.NaN);
    const course: number[] = [];
    while (!model.isDone) {
      model.step();
      course.push(rowOf(model)['battery.energy_kWh']!);
    }
    const near = metered(2, 'battery.energy_kWh', (i) => course[i]! + 0.9, energy(1, 1));
    while (!near.isDone) near.step();
    expect(codes(near)).toEqual([]);
    const far = metered(2, 'battery.energy_kWh', (i) => 50 + 20 * (i % 2), energy(1, 5));
    while (far.index < 20) far.step();
    expect(far.events.filter((e) => e.code === 'rebased').map((e) => e.step)).toEqual([1, 6, 11, 16]);
  });

  it('is let be in a what-if', () => {
    const scenario = site(2);
    const meter = meterOf(scenario, 'battery.energy_kWh', () => 77, energy(1, 1));
    const session = makeSession({ ...scenario, meters: [meter] }, { rebases: false });
    while (session.index < 20) session.step();
    expect(codes(session)).toEqual([]);
  });

  it('gives the same bits again wherever the run is taken up', () => {
    const make = () => metered(6, 'battery.energy_kWh', (i) => 60 + 40 * ((i % 7) / 7), energy(3, 4));
    const whole = make();
    const rows: number[][] = [];
    const states = [whole.save()];
    while (!whole.isDone) {
      whole.step();
      rows.push(Object.values(rowOf(whole)));
      states.push(whole.save());
    }
    expect(whole.events.filter((e) => e.code === 'rebased').length).toBeGreaterThan(10);
    for (const from of [1, 17, 50, 99, 130]) {
      const again = make();
      again.restore(states[from]!, []);
      while (!again.isDone) {
        const i = again.index;
        again.step();
        expect(Object.values(rowOf(again))).toEqual(rows[i]);
      }
      const late = (e: SessionEvent): boolean => e.step >= from && e.code !== 'unserved' && e.code !== 'served';
      expect(again.events.filter(late)).toEqual(whole.events.filter(late));
    }
  });

  it('stands in the audit of the run as a term of its own', () => {
    const scenario = site(3);
    const meter = meterOf(scenario, 'battery.energy_kWh', (i) => 60 + 40 * ((i % 7) / 7), energy(3, 4));
    const result = simulate({ ...scenario, meters: [meter] });
    const { corrected_kWh, residual_kWh, throughput_kWh } = result.audit.run;
    expect(result.corrections[0]!.count).toBeGreaterThan(5);
    expect(corrected_kWh).toBeCloseTo(result.corrections[0]!.sum, 9);
    expect(Math.abs(corrected_kWh!)).toBeGreaterThan(1);
    expect(Math.abs(residual_kWh)).toBeLessThan(1e-9 * throughput_kWh);
    const { buses, components, audit } = summarise(result);
    expect(buses.power!.corrected).toBeCloseTo(corrected_kWh!, 9);
    expect(components.find((c) => c.component === 'battery')!.corrected_kWh).toBeCloseTo(corrected_kWh!, 9);
    expect(audit.run.corrected_kWh).toBe(corrected_kWh);
    // What the bus's stores lost is what the battery's own law says it lost.
    const lost = result.totals[scenario.run.components.findIndex((c) => c.id === 'battery')]!;
    expect(buses.power!.losses).toBeCloseTo(components.find((c) => c.component === 'battery')!.losses_kWh, 6);
    expect(lost.last('energy_kWh')).not.toBe(lost.first('energy_kWh'));
    const without = simulate(site(3));
    expect(without.audit.run).not.toHaveProperty('corrected_kWh');
    // What is run beside it under another control is not corrected.
    expect(withoutCorrections({ ...scenario, meters: [meter] }).meters[0]!.policy.rebase).toBeUndefined();
    expect(simulate(another({ ...scenario, meters: [meter] }, {})).audit.run).toEqual(without.audit.run);
  });
});

describe('a meter of a running twin', () => {
  it('stands beside the model: reading, residual, quality, and bias, RMSE and error over a rolling span', () => {
    // Load is 200 + 20 h; the meter shows 5 more by day, 1 less in the first hour of each.
    const shown = (i: number): number => 200 + 20 * (i % 24) + (i % 24 === 0 ? -1 : 5);
    const session = metered(3, 'load.demand_kW', (i) => (i === 30 ? Number.NaN : shown(i)));
    const told: Record<string, number>[] = [];
    while (session.index < 48) {
      session.step();
      told.push(rowOf(session));
    }
    expect(told[0]).toMatchObject({
      'load.measuredDemand_kW': 199,
      'load.residualDemand_kW': -1,
      'load.qualityDemand': 0,
      'load.biasDemand_kW': -1,
      'load.rmseDemand_kW': 1,
      'load.errorDemand_kWh': -1,
    });
    // by hand: a day has 23 hours of 5 and one of -1: 114 in sum, squares 23 * 25 + 1
    expect(told[23]!['load.biasDemand_kW']).toBeCloseTo(114 / 24, 12);
    expect(told[23]!['load.rmseDemand_kW']).toBeCloseTo(Math.sqrt(576 / 24), 12);
    expect(told[30]).toMatchObject({ 'load.measuredDemand_kW': Number.NaN, 'load.qualityDemand': 3 });
    // by hand: the same span a day later lacks the one reading that is not there
    expect(told[47]!['load.errorDemand_kWh']).toBeCloseTo(109, 12);
    expect(told[47]!['load.rmseDemand_kW']).toBeCloseTo(Math.sqrt(551 / 23), 12);
  });
});

describe('rolling figures', () => {
  it('let the oldest of 24 parts go as a whole', () => {
    const figures = rollingFigures(48, new Float64Array(ROLLING_MEMORY));
    for (let i = 0; i < 48; i++) figures.take(i, i < 2 ? 100 : 0);
    expect(figures.sum).toBe(200);
    figures.take(48, 1);
    // by hand: steps 0 and 1 are one part of two steps
    expect(figures.sum).toBe(1);
    expect(figures.bias).toBeCloseTo(1 / 47, 15);
    figures.take(500, Number.NaN);
    expect([figures.sum, figures.bias, figures.rmse]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe('live readings', () => {
  const readings = (take: 'mean' | 'last', policy: Partial<MeterPolicy> = {}) =>
    liveReadings({ take, policy: { ...POLICY, ...policy } }, new Float64Array(LIVE_MEMORY));
  const of = (live: LiveReadings, ...values: number[]): string => {
    for (const v of values) live.add(v);
    const [value, quality] = live.close();
    return `${value} ${QUALITIES[quality]}`;
  };

  it('give the mean of an interval, or its last, and nothing where nothing came', () => {
    expect(of(readings('mean'), 1, 2, 6)).toBe('3 good');
    expect(of(readings('last'), 1, 2, 6)).toBe('6 good');
    const live = readings('mean');
    expect([of(live, 4), of(live), of(live, 5)]).toEqual(['4 good', 'NaN missing', '5 good']);
  });

  it('mark what is out of range: any of a mean, the last of a state', () => {
    const range = [0, 10] as const;
    expect(of(readings('mean', { range }), 5, 11, 5)).toBe('7 outOfRange');
    expect(of(readings('last', { range }), 11, 5)).toBe('5 good');
    expect(of(readings('last', { range }), 5, -1)).toBe('-1 outOfRange');
  });

  it('mark what stays the same for too long, but not rest', () => {
    const live = readings('mean', { stuckAfter: 3 });
    expect([5, 5, 5, 5, 6].map((v) => of(live, v))).toEqual(['5 good', '5 good', '5 good', '5 stuck', '6 good']);
    expect([0, 0, 0, 0, 0].map((v) => of(live, v)).at(-1)).toBe('0 good');
  });
});

describe('drift', () => {
  const drifts = (session: Session) => codes(session).filter((text) => text.includes('drift'));

  it('is learnt from what is normal, and told once when it begins and once when it ends', () => {
    const noise = (i: number): number => 2 * normal(3, 9, i);
    const shift = (i: number): number => (i >= 120 && i < 150 ? 20 : 0);
    const session = metered(8, 'load.demand_kW', (i) => 200 + 20 * (i % 24) + noise(i) + shift(i));
    while (!session.isDone) session.step();
    const events = session.events.filter((e) => e.code.startsWith('drift'));
    expect(events.map((e) => [e.code, e.severity])).toEqual([
      ['drift', 'alarm'],
      ['drift-ended', 'info'],
    ]);
    expect(events[0]!.step).toBeGreaterThanOrEqual(120);
    expect(events[0]!.step).toBeLessThan(123);
    expect(events[0]!.text).toMatch(
      /^"demand_kW": the meter shows more than the model, now [\d.]+ apart, and not by chance$/,
    );
  });

  it('is told where a residual is beyond a stated bound for a stated time, and ends after as long within it', () => {
    const shift = (i: number): number => (i === 10 || (i >= 20 && i < 30 && i !== 24) ? -12 : i === 33 ? -11 : 0);
    const drift = { beyond: 10, steps: 3 };
    const session = metered(3, 'load.demand_kW', (i) => 200 + 20 * (i % 24) + shift(i), { drift });
    while (!session.isDone) session.step();
    // by hand: 20, 21, 22 are three on end; 30, 31, 32 are three within
    expect(drifts(session)).toEqual(['22 load drift', '32 load drift-ended']);
    expect(session.events.find((e) => e.code === 'drift')!.text).toBe(
      '"demand_kW": the meter shows less than the model, now -12 apart, more than 10 since 3 steps',
    );
  });

  it('goes on as it was where a run is taken up', () => {
    const shift = (i: number): number => (i >= 120 ? 50 : 0);
    const make = () => metered(8, 'load.demand_kW', (i) => 200 + 20 * (i % 24) + shift(i));
    const session = make();
    while (session.index < 110) session.step();
    const state = session.save();
    while (!session.isDone) session.step();
    expect(drifts(session)).toEqual(['120 load drift']);
    const again = make();
    again.restore(state, []);
    while (!again.isDone) again.step();
    expect(drifts(again)).toEqual(['120 load drift']);
  });

  it('takes a wider scatter for residuals that follow one another, and never less than a meter’s own', () => {
    // by hand: 1, -1, 1, -1: mean 0, squares 4 / 3; no persistence
    expect(normalOf([1, -1, 1, -1], 0).sigma).toBeCloseTo(Math.sqrt(4 / 3), 12);
    // by hand: 1, 1, -1, -1: products 1 - 1 + 1 = 1 of 4: rho 1/4, (1 + rho) / (1 - rho) = 5 / 3
    expect(normalOf([1, 1, -1, -1], 0).sigma).toBeCloseTo(Math.sqrt((4 / 3) * (5 / 3)), 12);
    expect(normalOf([3, 3, 3, 3], 1000)).toEqual({ mean: 3, sigma: 5 });
  });
});
