import { beforeAll, describe, expect, it } from 'vitest';
import { packSeries, pageRows, thin, thinning, unpackColumn } from '../../src/report/chartSeries.ts';
import { example, type Ran } from './chartExample.ts';

let ran: Ran;
beforeAll(() => {
  ran = example({ end: '2023-03-01T00:00' });
});
const bytesOf = (bits: string): Uint8Array => Uint8Array.from(Buffer.from(bits, 'base64'));

it.each([
  // step s, rows, most -> rows of the table in one of the page, by hand
  [3600, 8760, 20_000, 1],
  [900, 35_040, 20_000, 2], // half hours
  [900, 35_040, 10_000, 4],
  [3600, 26_280, 20_000, 2],
  [7, 100_000, 20_000, 5], // no nice length holds 7 s
])('thins %d s, %d rows, at most %d, by %d', (step_s, rows, most, by) => {
  expect(thinning(step_s, rows, most)).toBe(by);
});

it('takes means of flows and ends of states', () => {
  const values = Float64Array.of(1, 3, 5, 9, 4);
  expect([...thin(values, 2, false)]).toEqual([2, 7, 4]);
  expect([...thin(values, 2, true)]).toEqual([3, 9, 4]);
  expect(thin(values, 1, false)).toBe(values);
});

describe('packSeries', () => {
  it('gives every column back to 1/65,000 of its range', () => {
    const page = pageRows(ran.outcome);
    const pack = packSeries(ran.outcome, page);
    const bytes = bytesOf(pack.bits);
    expect(pack.columns.length).toBe(ran.outcome.columns.length);
    expect(pack.length).toBe(59 * 24);
    pack.columns.forEach((column, k) => {
      const got = unpackColumn(pack, column, bytes);
      const range = Math.abs(column.hi - column.lo);
      let worst = 0;
      page.values[k]!.forEach((v, i) => {
        worst = Math.max(worst, Math.abs(v - got[i]!));
      });
      expect(worst, column.name).toBeLessThanOrEqual(range / 65_000);
    });
  });

  it('holds a column once that is another one times a factor', () => {
    const pack = packSeries(ran.outcome, pageRows(ran.outcome));
    const at = (name: string): number | undefined => pack.columns.find((c) => c.name === name)?.at;
    expect(at('pv.electricity_kW')).toBeGreaterThan(0);
    // What is drawn costs one price; gas taken is gas given.
    expect(at('grid.energyCost_money_per_h')).toBe(at('grid.import_kW'));
    expect(at('supply.energyCost_money_per_h')).toBe(at('supply.gas_kW'));
    // Constant columns hold nothing at all.
    expect(at('load.demand_kW')).toBeUndefined();
    const perValue = pack.bits.length / (pack.columns.length * pack.length);
    expect(perValue).toBeLessThan(0.7); // characters; plain 16-bit base64 has 2.67
  });

  it('coarsens what no standing chart draws, then all, until the page is small enough', () => {
    const page = pageRows(ran.outcome);
    const whole = packSeries(ran.outcome, page).bits.length;
    const small = packSeries(ran.outcome, page, { rows: 20_000, characters: Math.round(whole * 0.7) });
    expect(small.bits.length).toBeLessThanOrEqual(whole * 0.7);
    expect(new Set(small.columns.filter((c) => c.role === 'port').map((c) => c.every))).toEqual(new Set([1]));
    const every = new Set(small.columns.filter((c) => c.role !== 'port').map((c) => c.every));
    expect(every.size).toBe(1);
    expect([...every][0]).toBeGreaterThan(1);
    const tiny = packSeries(ran.outcome, page, { rows: 20_000, characters: 1 });
    expect(new Set(tiny.columns.map((c) => c.every))).toEqual(new Set([24]));
    const pv = tiny.columns.findIndex((c) => c.name === 'pv.electricity_kW');
    const day = unpackColumn(tiny, tiny.columns[pv]!, bytesOf(tiny.bits));
    const mean = page.values[pv]!.subarray(24, 48).reduce((sum, v) => sum + v, 0) / 24;
    expect(day[30]).toBeCloseTo(mean, 1);
  });
});

it('leaves out the rows that a stopped run did not reach', () => {
  const page = pageRows({ ...ran.outcome, steps: 100 });
  expect(page.length).toBe(100);
  expect(page.values[0]!.length).toBe(100);
});
