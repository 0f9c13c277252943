import { expect, it } from 'vitest';
import { downloadOf } from '../../../../../src/app/web/studio/views/runs/download.ts';
import { overlay } from '../../../../../src/app/web/studio/views/runs/overlay.ts';
import {
  compared,
  figuresOfKpis,
  figuresOfSummary,
  headline,
  matching,
  type RunInfo,
  sorted,
  wordsOf,
} from '../../../../../src/app/web/studio/views/runs/runs.ts';

const run = (id: string, more: Partial<RunInfo> = {}): RunInfo => ({
  id,
  site: 'park',
  scenario: 'A park',
  fork: 0,
  step_s: 3600,
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  steps: 24,
  from_ms: 0,
  to_ms: 24 * 3_600_000,
  isCurrent: false,
  ...more,
});
const ids = (runs: readonly RunInfo[]): string => runs.map(({ id }) => id).join(' ');

it('sorts runs by a key in both directions, alike ones by their begin and id', () => {
  const runs = [run('c', { steps: 3 }), run('b', { steps: 9 }), run('a', { steps: 3, from_ms: 1 })];
  expect(ids(sorted(runs, 'steps', false))).toBe('c a b');
  expect(ids(sorted(runs, 'steps', true))).toBe('b c a');
});

it('finds runs by all words of a text, in label, id and parent', () => {
  const runs = [run('r-one'), run('r-two', { parent: 'r-one' }), run('other', { scenario: 'Steel works' })];
  expect(ids(matching(runs, 'ONE park'))).toBe('r-one r-two');
  expect(ids(matching(runs, 'steel'))).toBe('other');
  expect(ids(matching(runs, ' '))).toBe('r-one r-two other');
  expect(matching(runs, 'none')).toEqual([]);
});

it('sets figures of runs side by side, against the first', () => {
  const summary = (total_money: number, unserved: number) =>
    figuresOfSummary({
      kpis: { unserved_kWh: { value: unserved, unit: 'kWh' }, cost_money: { value: 1, unit: 'CNY' } },
      costs: { total_money },
      emissions: { scope1_kg: 2, scope2Location_kg: 3 },
    });
  const rows = compared([summary(200, 0), summary(150, 8)]);
  expect(rows.map(({ id }) => id)).toEqual(['cost', 'carbon', 'unserved_kWh']);
  expect(rows[0]).toMatchObject({ values: [200, 150], differences: [0, -50], shares: [0, -0.25] });
  expect(rows[1]).toMatchObject({ values: [5, 5], differences: [0, 0] });
  // Nothing was unserved in the base: there is no relative difference
  expect(rows[2]).toMatchObject({ differences: [0, 8], shares: [Number.NaN, Number.NaN] });
});

it('leaves a figure that one run lacks open, and does not compare across units', () => {
  const rows = compared([[{ id: 'a', value: 1, unit: 'kWh' }], [{ id: 'a', value: 1, unit: 'kg' }]]);
  expect(rows.map(({ unit, values }) => [unit, values])).toEqual([
    ['kWh', [1, Number.NaN]],
    ['kg', [Number.NaN, 1]],
  ]);
});

it('tells amounts of a store by bus, and the largest of them in the list', () => {
  const amount = (value: number) => ({ value, unit: 'kWh' });
  const none = { unserved: amount(0), curtailed: amount(0), dumped: amount(0) };
  const figures = figuresOfKpis({
    buses: [
      { bus: 'heat', given: amount(5), taken: amount(5), ...none },
      { bus: 'power', given: amount(9), taken: amount(9), ...none, unserved: amount(2) },
    ],
  });
  expect(figures.map(({ id }) => id)).toEqual([
    'heat.given',
    'heat.taken',
    'power.given',
    'power.taken',
    'power.unserved',
  ]);
  expect(headline(figures).map(({ id }) => id)).toEqual(['power.taken', 'heat.taken', 'power.unserved']);
  expect(headline([])).toEqual([]);
});

const answer = (times: readonly number[], values: readonly (number | null)[]) => ({
  every_s: 1,
  time_ms: times,
  columns: [{ unit: 'kW', values }],
});
it('lays runs of different steps over each other: the longer holds its value', () => {
  const { times_ms, values, isMoved } = overlay([answer([0, 4], [1, 2]), answer([0, 2, 4, 6], [5, null, 7, 8])]);
  expect(times_ms).toEqual([0, 2, 4, 6]);
  expect([...values[0]!]).toEqual([1, 1, 2, Number.NaN]);
  expect([...values[1]!]).toEqual([5, Number.NaN, 7, 8]);
  expect(isMoved).toBe(false);
});
it('moves runs that have no time in common to begin together', () => {
  const { times_ms, values, isMoved } = overlay([answer([0, 1], [1, 2]), answer([100, 101], [3, 4])]);
  expect(times_ms).toEqual([0, 1]);
  expect(values.map((one) => [...one])).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(isMoved).toBe(true);
  expect(overlay([])).toEqual({ times_ms: [], values: [], isMoved: false });
});

it('asks for a whole run where one answer holds it, else for longer rows', () => {
  expect(downloadOf(run('a'), undefined)).toBeUndefined();
  expect(downloadOf(run('a', { to_ms: 0 }), 10)).toBeUndefined();
  expect(downloadOf(run('a'), 10)).toMatchObject({ csv: 'v1/runs/a/series?extremes=false&format=csv', isWhole: true });
  // 490,000 values are 490 rows of 1,000 columns
  expect(downloadOf(run('a', { to_ms: 8760 * 3_600_000 }), 1000)).toMatchObject({
    parquet: 'v1/runs/a/series?points=490&extremes=false&format=parquet',
    isWhole: false,
    rows: 490,
  });
});

it('writes names of the house as words', () => {
  expect(wordsOf('selfSupplyOnSite')).toBe('Self supply on site');
  expect(wordsOf('levelisedHeat_money_per_kWh')).toBe('Levelised heat');
});
