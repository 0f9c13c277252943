import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario, simulate } from '../../../../../src/app/node.ts';
import { openCases } from '../../../../../src/app/web/studio/engine/caseRunner.ts';
import { resolved, webFiles } from '../../../../../src/app/web/studio/engine/webFiles.ts';
import { ConfigError } from '../../../../../src/core/errors.ts';
import { zoneRules } from '../../../../../src/io/zone.ts';
import { template } from '../../../../../src/scenario/template.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const shipped = (path: string): string | undefined => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
};
const week = template('week').replace('end: 2024-01-01T00:00', 'end: 2023-01-08T00:00');
const opened = (texts: Readonly<Record<string, string>>, file = 'week.yaml') =>
  openCases(file, { files: webFiles(new Map(Object.entries(texts)), shipped), zones: zoneRules }, () => 0);

describe('cases of the studio', () => {
  it('give the same numbers as a run of the file in Node, whatever was changed in between', () => {
    const cases = openCases('simulations/suzhou-six-in-one.yaml', {
      files: webFiles(new Map(), shipped),
      zones: zoneRules,
    });
    const first = cases.run({});
    cases.run({ 'components.battery.capacity_kWh': 100 });
    const again = cases.run({});
    expect(again.kpis).toEqual(first.kpis);
    const { table, columns } = simulate(loadScenario(join(root, 'simulations/suzhou-six-in-one.yaml')));
    const here = cases.series(columns.map(({ name }) => name));
    columns.forEach(({ name }, k) => {
      expect(Buffer.from(here[k]!.buffer).equals(Buffer.from(table.columns[k]!.buffer)), name).toBe(true);
    });
  }, 60_000);

  it('change as the file would with the value written into it', () => {
    const cases = opened({ 'week.yaml': week });
    const size = cases.info.parameters.find(({ isSize, name }) => isSize && name === 'capacity_kWh')!;
    expect(week).toContain(`capacity_kWh: ${size.value}`);
    const dragged = cases.run({ [size.path]: size.value / 2 });
    const written = opened({
      'week.yaml': week.replace(`capacity_kWh: ${size.value}`, `capacity_kWh: ${size.value / 2}`),
    }).run({});
    expect(dragged.kpis).toEqual(written.kpis);
    expect(dragged.kpis).not.toEqual(cases.run({}).kpis);
  });

  it('refuse a value with its place, and go on with the next', () => {
    const cases = opened({ 'week.yaml': week });
    const before = cases.run({});
    const size = cases.info.parameters.find(({ name }) => name === 'capacity_kWh')!;
    expect(() => cases.run({ [size.path]: -1 })).toThrow(ConfigError);
    expect(() => cases.run({ [size.path]: -1 })).toThrow(/capacity_kWh/);
    expect(cases.run({}).kpis).toEqual(before.kpis);
  });

  it('tell every fault of a file', () => {
    expect(() => opened({ 'week.yaml': week.replaceAll('capacity_kWh:', 'capacity_kwh:') })).toThrow(
      /week\.yaml:\d+.*capacity_kwh.*did you mean "capacity_kWh"/,
    );
  });
});

describe('files of the page', () => {
  it.each([
    ['a.yaml', '', 'a.yaml'],
    ['../profiles/x.csv', 'simulations/a.yaml', 'profiles/x.csv'],
    ['./tariffs/t.yaml', 'simulations/a.yaml', 'simulations/tariffs/t.yaml'],
  ])('%s seen from "%s" is %s', (path, from, found) => expect(resolved(path, from)).toBe(found));

  it('does not climb out, and says what is missing and who names it', () => {
    expect(() => resolved('../../x', 'simulations/a.yaml')).toThrow(/outside the folders/);
    const files = webFiles(new Map(), () => undefined);
    expect(() => files.read('x.csv', 'a.yaml')).toThrow(/no file "x\.csv".*named in a\.yaml/);
  });

  it('asks once for a text, and not at all for one that was opened', () => {
    const asked: string[] = [];
    const files = webFiles(new Map([['own.csv', 'mine']]), (path) => {
      asked.push(path);
      return 'theirs';
    });
    expect(files.read('own.csv', '').text).toBe('mine');
    files.read('b.csv', '');
    expect(files.read('b.csv', '').text).toBe('theirs');
    expect(asked).toEqual(['b.csv']);
  });
});

describe('parameters of a scenario', () => {
  const cases = openCases('simulations/suzhou-six-in-one.yaml', {
    files: webFiles(new Map(), shipped),
    zones: zoneRules,
  });
  const { parameters } = cases.info;

  it('begin with stores, then what makes energy, and end with what closes a bus', () => {
    expect(parameters[0]).toMatchObject({ path: 'components.battery.capacity_kWh', label: 'Battery', unit: 'kWh' });
    const first = (component: string): number => parameters.findIndex((p) => p.component === component);
    expect(first('hot-tank')).toBeLessThan(first('pv'));
    expect(first('pv')).toBeLessThan(first('chp'));
    expect(first('chp')).toBeLessThan(first('economy'));
    expect(first('economy')).toBeLessThan(first('grid'));
  });

  it('name interest, carbon and prices of tariffs, also where the file leaves them at their default', () => {
    const of = (path: string) => parameters.find((p) => p.path === path);
    expect(of('economy.discountRate')).toMatchObject({ value: 0.08, from: 0, to: 0.2 });
    expect(of('carbon.price_money_per_t')).toMatchObject({ value: 0, from: 0, to: 500, least: 0 });
    expect(of('tariffs.gas.energy.price_money_per_m3')).toMatchObject({ value: 2.8, isSize: true });
  });

  it('of money change the cost and not the energy', () => {
    const before = cases.run({});
    const after = cases.run({ 'economy.discountRate': 0.04, 'carbon.price_money_per_t': 100 });
    expect(after.costs.capital_money).toBeLessThan(before.costs.capital_money);
    // Of what leaves the site, fuel burnt is paid for, refrigerants are not.
    expect(before.costs.carbon_money).toBe(0);
    expect(after.costs.carbon_money).toBeGreaterThan(0);
    expect(after.costs.carbon_money).toBeLessThan(0.1 * after.emissions.scope1_kg);
    expect(after.kpis.peakImport_kW).toEqual(before.kpis.peakImport_kW);
  });
});

it('tells how far a long run is', () => {
  const minutes = opened({ 'week.yaml': week.replace('step_s: 3600', 'step_s: 60') });
  const shares: number[] = [];
  minutes.run({}, (share) => shares.push(share));
  expect(minutes.info.steps).toBe(10_080);
  expect(shares).toEqual([8760 / 10_080]);
});
