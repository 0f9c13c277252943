import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nodeOutside } from '../../src/app/node.ts';
import { loadScenario, simulate } from '../../src/index.ts';
import { summarise } from '../../src/report/summarise.ts';
import type { Summary } from '../../src/report/summary.ts';

const page = readFileSync(new URL('../../docs/district.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
const path = fileURLToPath(new URL('../../simulations/suzhou-sip-district.yaml', import.meta.url));
const yearOf = (copperPlate: boolean) => {
  const result = simulate(loadScenario(path, nodeOutside(path), { copperPlate }));
  return { result, summary: summarise(result) };
};
const kpi = ({ components }: Summary, id: string, name: string): number =>
  components.find(({ component }) => component === id)!.kpis[name]!.value;
const heatCost = ({ costs }: Summary): number =>
  costs.products.find(({ product }) => product === 'heat')!.levelised_money_per_kWh!;

it('says of the networks of the district what a year with their physics gives', () => {
  const { result, summary } = yearOf(false);
  const { columns, table } = result;
  const least = (signal: string): number =>
    table.columns[columns.findIndex(({ name }) => name === signal)]!.reduce((a, b) => Math.min(a, b));
  const said: readonly [pattern: RegExp, ...values: number[]][] = [
    [/the pipes lose ([\d.]+) % of the heat that enters them/, 100 * kpi(summary, 'heat-network', 'lossShare')],
    [/enters them, ([\d,]+) MWh/, kpi(summary, 'heat-network', 'groundLoss_kWh') / 1e3],
    [/pumps draw ([\d.]+) MWh/, kpi(summary, 'heat-network', 'pump_kWh') / 1e3],
    [/at ([\d.]+) kPa or less/, kpi(summary, 'heat-network', 'headMost_kPa')],
    [/transformers lose ([\d.]+) % of what they carry/, 100 * kpi(summary, 'feeders', 'lossShare')],
    [/of what they carry, ([\d,]+) MWh/, kpi(summary, 'feeders', 'loss_kWh') / 1e3],
    [/loaded above ([\d.]+) %/, 100 * kpi(summary, 'feeders', 'highestLoading')],
    [
      /Water arrives at ([\d.]+) degC or more at the hotel/,
      Math.min(least('heat-network.hotelSupply_degC'), least('heat-network.hospitalSupply_degC')),
    ],
    [/at the towers it had cooled to ([\d.]+)/, least('heat-network.coreSupply_degC')],
  ];
  const off = said.flatMap(([pattern, ...values]) => {
    const found = pattern.exec(page);
    return values.flatMap((value, k) => {
      const stated = Number((found?.[k + 1] ?? 'NaN').replaceAll(',', ''));
      // 3 %, and what the last place may round.
      return Math.abs(stated - value) <= 0.03 * value + 0.05 ? [] : [`${pattern.source}: ${stated} is ${value}`];
    });
  });
  expect(off).toEqual([]);
  expect(said.length).toBe(9);
  const [, lowest, highest] = /voltages stay between (\d\.\d+) and (\d\.\d+)/.exec(page)!.map(Number);
  expect(Math.abs(lowest! - kpi(summary, 'feeders', 'lowestVoltage'))).toBeLessThan(0.01);
  expect(Math.abs(highest! - kpi(summary, 'feeders', 'highestVoltage'))).toBeLessThan(0.01);
  expect(page).toContain('still all was brought there');
  expect(summary.events.filter(({ what }) => what === 'shortfall')).toEqual([]);
  expect(kpi(summary, 'heat-network', 'shortfall_kWh')).toBe(0);

  const plain = yearOf(true).summary;
  const rise = summary.costs.bill_money / plain.costs.bill_money - 1;
  expect(page).toContain('The bill rises by 1 %, the levelised cost of heat by more than a quarter');
  expect(rise).toBeGreaterThan(0.005);
  expect(rise).toBeLessThan(0.015);
  expect(heatCost(summary) / heatCost(plain)).toBeGreaterThan(1.25);
  expect(heatCost(summary) / heatCost(plain)).toBeLessThan(1.5);
}, 300_000);
