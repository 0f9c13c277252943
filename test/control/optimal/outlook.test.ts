import { describe, expect, it } from 'vitest';
import {
  given,
  noisy,
  type Outlook,
  perfect,
  persistence,
  smartPersistence,
} from '../../../src/control/optimal/outlook.ts';
import type { Run } from '../../../src/core/run.ts';
import { cluster } from '../../cluster.ts';

const DAYS = 20;
const HOURS = 24 * DAYS;
/** A run of one load and one source whose columns are what a test asks for. */
function runOf(demand: (h: number) => number, sun: (h: number) => number): Run {
  const { run } = cluster({
    length: HOURS,
    buses: { power: { carrier: 'electricity', closers: ['grid', 'lost', 'spilt'] } },
    components: {
      grid: { kind: 'gridConnection', ports: { electricity: 'power' }, tariff: 'power', importLimit_kW: 1e4 },
      lost: { kind: 'unserved', ports: { output: 'power' } },
      spilt: { kind: 'curtailment', ports: { input: 'power' } },
      load: { kind: 'load', ports: { input: 'power' }, demand: 1 },
      sun: { kind: 'source', ports: { output: 'power' }, max_kW: 1 },
    },
    prices: { power: (h) => 0.1 + (h % 24) / 100 },
  });
  const laid: Record<string, Record<string, (h: number) => number>> = {
    load: { demand_kW: demand },
    sun: { max_kW: sun },
  };
  const components = run.components.map((c) => ({
    ...c,
    columns: c.columns.map((column, slot) => {
      const of = laid[c.id]?.[c.inputs[slot]!];
      return of === undefined ? column : Float64Array.from({ length: HOURS }, (_, h) => of(h));
    }),
  }));
  return { ...run, components };
}
const column = ({ run }: Outlook, id: string, name: string): Float64Array => {
  const c = run.components.find((k) => k.id === id)!;
  return c.columns[c.inputs.indexOf(name)] as Float64Array;
};
/** A sky that lets `clear(day)` of the sun through. */
const skyOf = (clear: (day: number) => number) => (h: number) => {
  const hour = h % 24;
  return hour <= 6 || hour >= 18 ? 0 : 100 * clear(Math.floor(h / 24)) * Math.min(hour - 6, 18 - hour);
};
const ramp = runOf(
  (h) => h,
  skyOf(() => 1),
);

it('sees everything where it sees perfectly', () => {
  expect(perfect(ramp).run).toBe(ramp);
});

describe('persistence', () => {
  it('repeats the last day that is known, as often as the horizon is long', () => {
    const outlook = persistence(ramp, 24);
    outlook.look(100, 60);
    const seen = column(outlook, 'load', 'demand_kW');
    // Step 100 as 76, 123 as 99, then the same day again. // by hand
    expect([100, 123, 124, 147, 148, 159].map((h) => seen[h])).toEqual([76, 99, 76, 99, 76, 87]);
    // The truth stays as it is, and so do prices, which are known.
    expect(column({ ...outlook, run: ramp }, 'load', 'demand_kW')[100]).toBe(100);
    expect(column(outlook, 'grid', 'buy_money_per_kWh')).toBe(
      column({ ...outlook, run: ramp }, 'grid', 'buy_money_per_kWh'),
    );
  });
  it('knows what comes while there is no day before', () => {
    const outlook = persistence(ramp, 24);
    outlook.look(5, 24);
    expect(column(outlook, 'load', 'demand_kW')[5]).toBe(5);
    // But a day later repeats what is known by then.
    expect(column(outlook, 'load', 'demand_kW')[25]).toBe(1);
  });
  it('never sees further than the end', () => {
    persistence(ramp, 168).look(HOURS - 3, 48);
  });
});

describe('smart persistence', () => {
  it('takes the course of clear days for the sun, and how clear the sky has been', () => {
    // Half the sun since the day before yesterday: the same again is expected, though clear days are in memory.
    const dull = runOf(
      () => 50,
      skyOf((day) => (day < 17 ? 1 : 0.5)),
    );
    const outlook = smartPersistence(dull);
    outlook.look(18 * 24, 24);
    const seen = column(outlook, 'sun', 'max_kW');
    // Noon of a clear day gives 600. // by hand
    expect(seen[18 * 24 + 12]).toBeCloseTo(300, 6);
    expect(seen[18 * 24 + 3]).toBe(0);
    expect(column(outlook, 'load', 'demand_kW')[18 * 24 + 12]).toBe(50);
  });
  it('notices at ten that this day is dull', () => {
    const turning = runOf(
      () => 50,
      skyOf((day) => (day < 18 ? 1 : 0.25)),
    );
    const at = 18 * 24 + 10;
    const smart = smartPersistence(turning);
    smart.look(at, 24);
    const plain = persistence(turning, 24);
    plain.look(at, 24);
    const noon = 18 * 24 + 12;
    // It is 150, and a day before it was 600: two hours ahead most of what is now lasts.
    expect(column(plain, 'sun', 'max_kW')[noon]).toBeCloseTo(600, 6);
    expect(column(smart, 'sun', 'max_kW')[noon]!).toBeGreaterThan(150);
    expect(column(smart, 'sun', 'max_kW')[noon]!).toBeLessThan(350);
    // By next morning that fades.
    expect(column(smart, 'sun', 'max_kW')[at + 23]!).toBeGreaterThan(0.8 * 300);
  });
});

describe('noise', () => {
  const run = runOf(
    () => 100,
    skyOf(() => 1),
  );
  /** Root of the mean square of the error of the load `lead` hours ahead, as a share of it. */
  const errorAt = (lead: number, seed: number): number => {
    const outlook = noisy(
      runOf(
        (h) => (h === 0 ? 0 : h === 1 ? 1e4 : 100),
        () => 1,
      ),
      { afterHour: 0.05, afterDay: 0.15 },
      seed,
    );
    const seen = column(outlook, 'load', 'demand_kW');
    let square = 0;
    let count = 0;
    for (let first = 2; first + lead <= HOURS; first++) {
      outlook.look(first, lead);
      square += (seen[first + lead - 1]! / 100 - 1) ** 2;
      count++;
    }
    return Math.sqrt(square / count);
  };
  it('errs by as much as it is told, an hour ahead and a day ahead', () => {
    const mean = (lead: number): number => [1, 2, 3, 4].reduce((sum, seed) => sum + errorAt(lead, seed), 0) / 4;
    expect(mean(1)).toBeGreaterThan(0.045);
    expect(mean(1)).toBeLessThan(0.055);
    expect(mean(24)).toBeGreaterThan(0.135);
    expect(mean(24)).toBeLessThan(0.165);
  });
  it('stays within what the column ever is, and at 0 where the sun is down', () => {
    const outlook = noisy(run, { afterHour: 0.5, afterDay: 1 }, 7);
    outlook.look(24, 48);
    const seen = column(outlook, 'sun', 'max_kW').subarray(24, 72);
    expect(Math.max(...seen)).toBeLessThanOrEqual(600);
    expect(Math.min(...seen)).toBe(0);
    expect(seen[3]).toBe(0);
  });
  it('is the same for one seed and another for another', () => {
    const look = (seed: number): Float64Array => {
      const outlook = noisy(run, { afterHour: 0.1, afterDay: 0.3 }, seed);
      outlook.look(30, 24);
      return column(outlook, 'sun', 'max_kW').slice(30, 54);
    };
    expect(look(1)).toEqual(look(1));
    expect(look(1)).not.toEqual(look(2));
  });
});

describe('a forecast from outside', () => {
  it('takes what is forecast from there and what is known from here', () => {
    const other = runOf(
      (h) => 2 * h,
      () => 0,
    );
    const outlook = given(ramp, other);
    expect(column(outlook, 'load', 'demand_kW')[10]).toBe(20);
    expect(column(outlook, 'grid', 'buy_money_per_kWh')).toBe(
      column({ ...outlook, run: ramp }, 'grid', 'buy_money_per_kWh'),
    );
  });
  it('refuses another cluster', () => {
    const { components } = ramp;
    expect(() => given(ramp, { ...ramp, components: components.slice(1) })).toThrow(
      'a forecast needs the components and the grid of the run that it foresees',
    );
  });
});
