import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figure } from '../../src/app/cli/figures.ts';
import { plural } from '../../src/app/cli/text.ts';
import { FILES, SMALL } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

it.each([
  [1, 'bus', '1 bus'],
  [2, 'bus', '2 buses'],
  [1, 'step', '1 step'],
  [8760, 'step', '8,760 steps'],
])('counts %d %s', (count, word, text) => {
  expect(plural(count, word)).toBe(text);
});

it.each([
  [0, 'kWh', '0 kWh'],
  [0.000234, 'kWh', '0.00023 kWh'],
  [-0.0001, 'CNY/kWh', '-0.0001 CNY/kWh'],
  [0.5, 'kWh', '0.500 kWh'],
  [0.0001, '1', '0.0 %'],
])('shows %d %s as %s', (value, unit, text) => {
  expect(figure(value, unit)).toBe(text);
});

it('tells claims apart that nothing tests, and what became of an outage', async () => {
  const more = `claims:
  - { text: A lower bill, kpis: [billReduction], above: 0.2 }
  - { text: Little of its own, kpis: [selfSupplyOnSite], below: 0.0001 }
events:
  - { outage: chp, start: 2023-03-01T06:20, end: 2023-03-01T08:00 }
`;
  const folder = folderWith({ ...FILES, 'small.yaml': SMALL + more });
  const { exit, out } = await say(['run', join(folder, 'small.yaml'), '--out', folder]);
  expect(exit).toBe(0);
  expect(out).toContain(
    '\n    untested  lower bill: it compares with a reference case, and this run has none\n  Little of its own\n    MISSED    self-supply',
  );
  expect(out).toContain('Warnings\n- the outage of chp from 2023-03-01T06:20');
});
