import { describe, expect, it } from 'vitest';
import {
  amountOf,
  auditOf,
  csvOf,
  meanError,
  ratioOf,
  totalsOf,
} from '../../../../../src/app/web/studio/views/balance/figures.ts';
import { labelsOf, stackOf } from '../../../../../src/app/web/studio/views/balance/lines.ts';
import { type Rows, rowsOf, within, withStep } from '../../../../../src/app/web/studio/views/balance/rows.ts';
import { busesOf, namesOf, partsOf, type RunDetail } from '../../../../../src/app/web/studio/views/balance/run.ts';
import {
  everyFor,
  fitted,
  isEnough,
  presetSpan,
  shareOf,
  wishFor,
  zoomed,
} from '../../../../../src/app/web/studio/views/balance/spans.ts';
import { yearRun } from '../../../yearRun.ts';

const HOUR = 3_600_000;
const run = yearRun as unknown as RunDetail;

describe('what a balance is made of', () => {
  it('is ports, levels of stores at the bus, and price and carbon of what is drawn', () => {
    expect(busesOf(run)).toEqual(['power', 'heat']);
    const parts = partsOf(run, 'power');
    expect(parts.ports.map(({ name }) => name)).toContain('chp.electricity_kW');
    expect(parts.ports.map(({ name }) => name)).not.toContain('chp.heat_kW');
    expect(parts.levels.map(({ name }) => name)).toEqual(['battery.soc']);
    expect(parts.strips.map(({ key, of, per }) => [key, of, per])).toEqual([
      ['price', 'grid.energyCost_money_per_h', 'grid.import_kW'],
      ['carbon', 'grid.co2Location_kg_per_h', 'grid.import_kW'],
    ]);
    expect(new Set(namesOf(parts)).size).toBe(namesOf(parts).length);
  });

  it('has a look of its own for each of 32 ports, and names of ports where a component has several', () => {
    const ports = Array.from({ length: 32 }, (_, k) => ({ ...run.columns[0]!, component: `c${k}` }));
    const lines = stackOf(ports, [], ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    expect(new Set(lines.map(({ colour, pattern }) => `${colour} ${pattern}`)).size).toBe(32);
    const two = [run.columns[0]!, { ...run.columns[0]!, signal: 'steam_kW' }];
    expect(labelsOf(two, [{ id: 'grid', label: 'Grid' }])).toEqual(['Grid · electricity', 'Grid · steam']);
  });
});

/** Four rows of half an hour of minutes: 10 gives, 4 then 10 take. */
const rows: Rows = rowsOf({
  from_ms: 0,
  to_ms: 2 * HOUR,
  step_s: 60,
  every_s: 1800,
  time_ms: [0, 1, 2, 3].map((k) => (k * HOUR) / 2),
  columns: [
    { name: 'a', role: 'port', how: 'mean', values: [10, 10, 10, null], min: [0, 9, 9, null], max: [30, 11, 11, null] },
    { name: 'b', role: 'port', how: 'mean', values: [-10, -4, -10, -10], min: [-30, -4, -10, -10], max: [0, 0, 0, 0] },
  ],
});

describe('figures of a balance', () => {
  it('are amounts over a span, in part where a row lies partly in it', () => {
    // by hand: 10 kW for half an hour and for a quarter
    expect(amountOf(rows, 'a', 0, 0.75 * HOUR)).toEqual({ supply: 7.5, use: 0 });
    expect(amountOf(rows, 'b', HOUR / 4, HOUR)).toEqual({ supply: 0, use: 4.5 });
  });

  it('have the sum of the ports, its tolerance, and bounds of every step', () => {
    const totals = totalsOf(rows, ['a', 'b']);
    expect(totals.residual.slice(0, 3)).toEqual([0, 6, 0]);
    expect(totals.most.slice(0, 2)).toEqual([30, 11]);
    expect(totals.least.slice(0, 2)).toEqual([-30, -4]);
    expect(auditOf(rows, totals, 0, HOUR / 2)).toEqual({
      residual: 0,
      tolerance: expect.closeTo(1e-5, 12),
      isKept: true,
    });
    expect(auditOf(rows, totals, 0, 2 * HOUR)).toEqual({
      residual: 6,
      tolerance: expect.closeTo(1e-5, 12),
      isKept: false,
    });
    expect(auditOf(rows, totals, 1.5 * HOUR, 2 * HOUR)).toBeUndefined();
  });

  it('have prices where something is drawn, and the mean error of a forecast where both are known', () => {
    expect(ratioOf(rows, 'b', 'a').slice(0, 2)).toEqual([-1, -0.4]);
    expect(ratioOf(rows, 'b', 'a')[3]).toBeNaN();
    expect(meanError([1, 2, Number.NaN], [2, 4, 9])).toBe(1.5);
  });

  it('come as a table of what is shown', () => {
    expect(csvOf(rows, ['a', 'gone'], 1.25 * HOUR, 2 * HOUR)).toBe(
      'time,a,a.min,a.max\n1970-01-01T01:00:00Z,10,9,11\n1970-01-01T01:30:00Z,,,\n',
    );
  });
});

describe('rows that go on', () => {
  it('take a step into the mean, the least and the highest of the last row, and begin another', () => {
    const begun = withStep({ ...rows, to_ms: 1.5 * HOUR, times_ms: [0, HOUR / 2, HOUR] }, 1.5 * HOUR, () => 6);
    expect(begun.times_ms.at(-1)).toBe(1.5 * HOUR);
    const next = withStep(begun, 1.5 * HOUR + 60_000, () => 12);
    // by hand: (6 + 12) / 2
    expect(next.columns.get('a')).toMatchObject({ isState: false });
    expect(next.columns.get('a')!.values.at(-1)).toBe(9);
    expect([next.columns.get('a')!.min.at(-1), next.columns.get('a')!.max.at(-1)]).toEqual([6, 12]);
    expect(next.to_ms).toBe(1.5 * HOUR + 120_000);
  });
  it('take no step twice, and none after a gap', () => {
    expect(withStep(rows, HOUR, () => 1)).toBe(rows);
    expect(withStep(rows, 3 * HOUR, () => 1)).toBe(rows);
  });
  it('are found by the span they have time in', () => {
    expect(within(rows, HOUR / 2, HOUR)).toEqual([1, 2]);
    expect(within(rows, HOUR / 2 - 1, HOUR + 1)).toEqual([0, 3]);
  });
});

describe('spans', () => {
  const whole = [0, 8760 * HOUR] as const;
  it('stay within the run', () => {
    expect(fitted([-5 * HOUR, 5 * HOUR], whole, 60_000)).toEqual([0, 10 * HOUR]);
    expect(fitted(zoomed([10 * HOUR, 20 * HOUR], 1e9), whole, 60_000)).toEqual(whole);
    const [from, to] = fitted([HOUR, HOUR], whole, 60_000);
    expect(to - from).toBe(240_000);
    expect(presetSpan('live', [0, HOUR], whole)).toEqual([8754 * HOUR, 8760 * HOUR]);
    expect(presetSpan('day', [0, 200 * HOUR], whole)).toEqual([88 * HOUR, 112 * HOUR]);
  });
  it('are asked for with their neighbours, in whole rows, and again only near the end of what is there', () => {
    const span = [1000 * HOUR, 1100 * HOUR] as const;
    const wish = wishFor(span, whole, 60_000, 600);
    expect(wish).toEqual({ every_ms: 600_000, span: [950 * HOUR, 1150 * HOUR] });
    expect(isEnough(wish, [1020 * HOUR, 1120 * HOUR], wishFor([1020 * HOUR, 1120 * HOUR], whole, 60_000, 600))).toBe(
      true,
    );
    expect(isEnough(wish, [1030 * HOUR, 1130 * HOUR], wishFor([1030 * HOUR, 1130 * HOUR], whole, 60_000, 600))).toBe(
      false,
    );
    expect(isEnough(wish, span, { ...wish, every_ms: 300_000 })).toBe(false);
  });
  it('are covered in part', () => {
    expect(shareOf([0, 4], [1, 9])).toBe(0.75);
    expect(shareOf([0, 4], [5, 9])).toBe(0);
  });
  it('have rows of whole steps that are few enough', () => {
    expect(everyFor(HOUR, 60_000, 600)).toBe(60_000);
    expect(everyFor(8760 * HOUR, 60_000, 600)).toBe(86_400_000);
    expect(everyFor(100 * 7000, 7000, 10)).toBe(70_000);
  });
});
