import { expect, it } from 'vitest';
import { summarise } from '../../src/report/summarise.ts';
import { tallyOf } from '../../src/report/tally.ts';
import { type SimulationOptions, simulateCompiled } from '../../src/scenario/simulation.ts';
import { changed, FILES, load } from './small.ts';

const DAYS = { ...FILES, ...changed('end: 2023-03-02T00:00, step_s: 3600', 'end: 2023-03-02T00:00, step_s: 300') };

function ran(options: SimulationOptions): { summary: unknown; rows: number; columns: readonly Float64Array[] } {
  const scenario = load(DAYS);
  const tally = tallyOf(scenario.run);
  const outcome = simulateCompiled(scenario, { ...options, observers: [tally] });
  const { grid, columns } = outcome.table;
  return { summary: summarise(outcome, { tally }), rows: grid.length, columns };
}

it('sums up a run to the same whether it keeps all rows, means of hours, or none', () => {
  const all = ran({});
  const means = ran({ maxRows: 100 });
  const none = ran({ maxRows: 0 });
  expect([all.rows, means.rows, none.rows]).toEqual([288, 24, 0]);
  expect(new Set(none.columns.map((c) => c.length))).toEqual(new Set([0]));
  expect(none.summary).toEqual(all.summary);
  expect(means.summary).toEqual(all.summary);
});

it('writes into the memory that it is given, and only where all rows are kept', () => {
  const given: SharedArrayBuffer[] = [];
  const memory = (bytes: number): SharedArrayBuffer => {
    given.push(new SharedArrayBuffer(bytes));
    return given.at(-1)!;
  };
  const { columns } = ran({ memory });
  expect(given.map(({ byteLength }) => byteLength)).toEqual([columns.length * 288 * 8]);
  expect(columns.every(({ buffer }) => buffer === given[0])).toBe(true);
  expect(columns.map((values) => Float64Array.from(values))).toEqual(ran({}).columns);
  given.length = 0;
  // Columns that are used again are nobody else's.
  ran({ memory, maxRows: 100 });
  ran({ memory, maxRows: 0 });
  expect(given).toEqual([]);
});
