import { expect, it } from 'vitest';
import { compareRuns } from '../../src/report/compareRuns.ts';
import type { Summary } from '../../src/report/summary.ts';
import { simulated } from './simulated.ts';

const site = (demand: number, price: number, limit_kW = 500, days = 2): Summary =>
  simulated(`sixfold: 1
name: case
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-01-01T00:00, end: 2023-01-0${1 + days}T00:00, step_s: 3600 }
currency: CNY
buses: { power: { carrier: electricity, closers: [grid, lost] } }
tariffs: { power: { energy: { price_money_per_kWh: ${price} } } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: ${limit_kW} }
  lost: { kind: unserved, bus: power }
  battery: { kind: battery, bus: power, capacity_kWh: 10, charge_kW: 0, discharge_kW: 0, selfDischarge_per_h: 0 }
  load: { kind: load, bus: power, demand: ${demand} }
`).summary;

it('sets runs side by side, with differences against the first', () => {
  const { runs, rows, warnings } = compareRuns([site(10, 1), site(10, 0.5), site(10, 2)]);
  expect(runs).toHaveLength(3);
  const bill = rows.find((r) => r.name === 'bill_money')!;
  expect(bill).toEqual({
    group: 'kpis',
    name: 'bill_money',
    unit: 'CNY',
    values: [480, 240, 960],
    differences: [0, -240, 480],
  });
  expect(rows.find((r) => r.group === 'bus power' && r.name === 'use')!.values).toEqual([480, 480, 480]);
  expect(rows.find((r) => r.group === 'costs' && r.name === 'total')!.values).toHaveLength(3);
  expect(warnings).toEqual([]);
});

it('leaves a gap where a run does not have a figure', () => {
  const a = site(10, 1);
  const b: Summary = { ...a, kpis: Object.fromEntries(Object.entries(a.kpis).filter(([k]) => k !== 'bill_money')) };
  expect(compareRuns([a, b]).rows.find((r) => r.name === 'bill_money')).toMatchObject({
    values: [480, null],
    differences: [0, null],
  });
  expect(compareRuns([b, a]).rows.find((r) => r.name === 'bill_money')).toMatchObject({
    values: [null, 480],
    differences: [null, null],
  });
});

it('warns when runs do not serve the same', () => {
  const named = (s: Summary, label: string): Summary => ({ ...s, label });
  const { warnings } = compareRuns([named(site(10, 1), 'A'), named(site(12, 1, 11), 'B')]);
  expect(warnings).toEqual([
    'final use of electricity: A serves 87.6 MWh a year, B 96.36 MWh; where a measure saves energy this is what it saves, else the two are not alike',
    'B leaves 48 kWh (or kg) unserved',
  ]);
});

it('warns when stores end differently', () => {
  const a = site(10, 1);
  const b = { ...a, label: 'B', costs: { ...a.costs, inventory_money: 100 } };
  expect(compareRuns([a, b]).warnings).toEqual(['the stores of case and B end differently, worth 100 CNY more in B']);
});

it('brings sums to a year where runs differ in length, and leaves alone what is laid out once', () => {
  const a = site(10, 1);
  const b = site(10, 1, 500, 1);
  expect([a.hours_h, b.hours_h]).toEqual([48, 24]);
  expect(compareRuns([a, a]).perYear).toBe(false);
  const { perYear, rows, warnings } = compareRuns([a, b]);
  expect(perYear).toBe(true);
  const values = (group: string, name: string): readonly (number | null)[] =>
    rows.find((r) => r.group === group && r.name === name)!.values;
  const alike = (of: readonly (number | null)[], value: number): void => {
    for (const v of of) expect(v).toBeCloseTo(value, 4);
  };
  // By hand: 10 kW at 1 CNY/kWh over 8760 h, and by the grid's mean 0.598 kg/kWh.
  alike(values('kpis', 'bill_money'), 87_600);
  alike(values('kpis', 'import_kWh'), 87_600);
  alike(values('bus power', 'use'), 87_600);
  alike(values('costs', 'grid'), 87_600);
  alike(values('kpis', 'peakImport_kW'), 10);
  expect(values('kpis', 'capex_money')).toEqual([a.kpis.capex_money!.value, a.kpis.capex_money!.value]);
  const [x, y] = values('emissions', 'scope2Location_kg');
  expect(x).toBeCloseTo(y!, 4);
  expect(x).toBeCloseTo(a.emissions.scope2Location_kg * 182.5, 4);
  expect(warnings.at(-1)).toContain('runs 48 h');
});
