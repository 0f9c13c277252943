import { expect, it } from 'vitest';
import type { MonthTotals } from '../../src/core/component.ts';
import { kinds } from '../../src/models/index.ts';
import { bench } from './bench.ts';
import { totals } from './totals.ts';

/** What a month metered of one signal. */
const month = (label: string, signal: string, value: number): MonthTotals => ({
  meter: { label, year: 2023, month: Number(label.slice(5)), covered_h: 24, hours_h: 744 },
  sum: (asked) => (asked === signal ? value : 0),
  max: () => 0,
  peak: () => ({ value: 0, isLowerBound: true }),
});

it.each([
  // by hand: 0.7 money a kWh of diesel; waste heat is paid as its signal says
  ['genset', {}, 'fuel_kW', 'diesel burnt', 0.7],
  ['wasteHeat', {}, 'cost_money_per_h', 'waste heat', 1],
])('%s: bills each month what was used in it', (name, params, signal, label, price) => {
  const kind = kinds.find((k) => k.kind === name)!;
  const { instance } = bench(kind, { ...(kind.example as object), ...params });
  const months = [month('2023-01', signal, 100), month('2023-02', signal, 50)];
  const lines = kind.bill!(instance.q, { ...totals({ [signal]: 150 }), months });
  expect(lines).toEqual([
    { label, part: 'energy', month: '2023-01', money: 100 * price },
    { label, part: 'energy', month: '2023-02', money: 50 * price },
  ]);
});
