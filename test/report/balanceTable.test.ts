import { expect, it } from 'vitest';
import { balanceSheets } from '../../src/report/balanceTable.ts';
import { simulated } from './simulated.ts';
import { site } from './site.ts';

const { summary } = simulated(site());
const sheets = balanceSheets(summary);

it('writes a sheet for each bus, whose rows are as long as its header and sum to nothing', () => {
  expect(sheets.map((s) => s.name)).toEqual(['power', 'gas', 'hot', 'warm', 'chilled', 'condenser', 'hydrogen']);
  for (const { name, header, rows } of sheets) {
    expect(header, name).toEqual(['component', 'signal', 'role', '2023-07 (kWh)', '2023-08 (kWh)', 'total (kWh)']);
    for (const row of rows) expect(row).toHaveLength(header.length);
    for (const sum of rows.at(-1)!.slice(3)) expect(Math.abs(sum as number)).toBeLessThan(1e-6);
  }
});

it('writes a demand month by month', () => {
  // By hand: two days of July and one of August at 20 kW.
  expect(sheets[1]!.rows.find((r) => r[0] === 'oven')).toEqual(['oven', 'input_kW', 'finalUse', -960, -480, -1440]);
});
