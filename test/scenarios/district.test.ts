import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeOutside } from '../../src/app/node.ts';
import { loadScenario, type Result, simulate } from '../../src/index.ts';
import { summarise } from '../../src/report/summarise.ts';
import type { Summary } from '../../src/report/summary.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
function run(path: string, copperPlate: boolean): Result {
  const result = simulate(loadScenario(at(path), nodeOutside(at(path)), { copperPlate }));
  const { residual_kWh, throughput_kWh } = result.audit.run;
  expect(Math.abs(residual_kWh)).toBeLessThan(1e-9 * throughput_kWh);
  return result;
}
const columnOf = ({ columns, table }: Result, name: string): Float64Array => {
  const k = columns.findIndex((c) => c.name === name);
  expect(k, name).toBeGreaterThanOrEqual(0);
  return table.columns[k]!;
};
const totalsOf = ({ compiled, totals }: Result, id: string) =>
  totals[compiled.run.components.findIndex((c) => c.id === id)]!;
const kpisOf = ({ compiled, totals }: Result, id: string): Readonly<Record<string, number>> => {
  const k = compiled.run.components.findIndex((c) => c.id === id);
  const { kind, q } = compiled.run.components[k]!;
  return kind.kpis!(q, totals[k]!);
};
/** kWh of every component that says it did not serve something, by its id. */
const unserved = ({ compiled, totals }: Result): Record<string, number> =>
  Object.fromEntries(
    compiled.run.components.flatMap((c, k) =>
      (c.kind.accounts?.unserved ?? [])
        .map((signal) => [c.id, totals[k]!.sum(signal)] as const)
        .filter(([, sum]) => sum > 1e-3),
    ),
  );
const summaryOf = (result: Result): Summary => summarise(result);
const page = readFileSync(new URL('../../docs/district.md', import.meta.url), 'utf8');
/** Rows of the page's table: the key figure, and what one of its unit is worth. */
const FIGURES = new Map<string, readonly [name: string, per: number]>([
  ['electricity bought, MWh', ['import_kWh', 1e3]],
  ['gas bought, MWh', ['gas_kWh', 1e3]],
  ['highest import, kW', ['peakImport_kW', 1]],
  ['bill, million CNY', ['bill_money', 1e6]],
  ['cost with capital and upkeep, million CNY', ['cost_money', 1e6]],
  ['CO2 on site, t', ['scope1_kg', 1e3]],
  ["CO2 of what is bought, by the grid's mean, t", ['scope2Location_kg', 1e3]],
  ['not served, kWh', ['unserved_kWh', 1]],
]);
const sumOf = ({ compiled, totals }: Result, kind: string, signal: string): number =>
  compiled.run.components.reduce((sum, c, k) => (c.kind.kind === kind ? sum + totals[k]!.sum(signal) : sum), 0);

describe('the district', () => {
  const result = run('../../simulations/suzhou-sip-district.yaml', true);
  const { components, buses } = result.compiled.run;
  const owners = new Set(components.map((c) => c.owner).filter((owner) => owner !== ''));

  it('has its companies, its plant, one connection and two levels of hot water beside steam', () => {
    expect(owners.size).toBeGreaterThanOrEqual(12);
    expect(components.length).toBeGreaterThanOrEqual(60);
    expect(components.filter((c) => c.kind.kind === 'gridConnection')).toHaveLength(1);
    const kinds = new Set(components.map((c) => c.kind.kind));
    for (const kind of [
      'absorptionChiller',
      'battery',
      'compressionChiller',
      'electrolyser',
      'evCharging',
      'flexibleLoad',
      'fuelCell',
      'gasEngine',
      'gasTurbine',
      'genset',
      'heatPump',
      'hydrogenStorage',
      'industry',
      'solarThermal',
      'steamBoiler',
      'thermalStorage',
      'wasteHeat',
    ])
      expect(kinds, kind).toContain(kind);
    expect(new Set(buses.filter((b) => b.carrier === 'heat').map((b) => b.supply_degC))).toEqual(
      new Set([95, 85, 80, 45, 30, 55, 37]),
    );
    expect(buses.filter((b) => b.carrier === 'steam').map((b) => b.supply_degC)).toEqual([184]);
    const sizes = (kind: string): number =>
      components.reduce((sum, c) => (c.kind.kind === kind ? sum + c.kind.size!(c.q) : sum), 0);
    expect(sizes('pv')).toBe(1610);
    expect(sizes('battery')).toBe(6035);
  });

  it('serves all in a year, and lets little heat go', () => {
    expect(unserved(result)).toEqual({});
    // Heat at 45 degC or more that was made or recovered.
    const made = ['hot', 'warm', 'engine-water'];
    const heat_kWh = components.reduce(
      (sum, c, k) =>
        c.ports.reduce(
          (s, port) =>
            port.flow === 'out' && port.bus >= 0 && made.includes(buses[port.bus]!.id)
              ? s + result.totals[k]!.sum(port.signal)
              : s,
          sum,
        ),
      0,
    );
    const dumped_kWh = sumOf(result, 'dump', 'dumped_kW');
    expect(heat_kWh).toBeGreaterThan(10e6);
    expect(dumped_kWh / heat_kWh).toBeLessThan(0.03);
  });

  it('runs its turbine as was found: 7.6 t/h of steam, fired, and more than 80 % of the fuel used', () => {
    const turbine = totalsOf(result, 'turbine');
    expect(turbine.max('steam_kg_per_h')).toBeGreaterThan(7300);
    expect(turbine.max('steam_kg_per_h')).toBeLessThan(7900);
    expect(turbine.max('steam_kW')).toBeGreaterThan(5100);
    const { etaTotal, etaElectric, fullLoadHours_h, starts } = kpisOf(result, 'turbine') as Record<string, number>;
    expect(etaTotal).toBeGreaterThan(0.8);
    expect(etaElectric).toBeLessThan(0.24);
    expect(fullLoadHours_h).toBeGreaterThan(4000);
    expect(starts).toBeLessThan(400); // a day's start and stop, with the prices
  });

  it('lifts waste heat, turns its batteries over twice a day and keeps diesel for emergencies', () => {
    for (const pump of ['server-pump', 'vapour-pump']) {
      expect(kpisOf(result, pump).seasonalCop!).toBeGreaterThan(2.5);
      expect(totalsOf(result, pump).sum('heat_kW')).toBeGreaterThan(1e6);
    }
    expect(kpisOf(result, 'lithium').cycles!).toBeGreaterThan(650);
    expect(kpisOf(result, 'lithium').cycles!).toBeLessThan(740);
    expect(sumOf(result, 'genset', 'electricity_kW')).toBe(0);
    expect(kpisOf(result, 'vans').unmet_kWh).toBe(0);
    expect(kpisOf(result, 'paper').production_t).toBeCloseTo(14_000, 3);
  });

  describe('against grid, boilers and electric chillers', () => {
    const reference = run('../../simulations/suzhou-district-grid-only.yaml', true);

    it('serves the same, costs less and emits less', () => {
      for (const id of ['towers', 'hotel-heating', 'mall-cooling', 'hydrogen-use'])
        expect(totalsOf(result, id).sum('served_kW')).toBe(totalsOf(reference, id).sum('served_kW'));
      const [a, b] = [summaryOf(result), summaryOf(reference)];
      expect(a.kpis.bill_money!.value / b.kpis.bill_money!.value).toBeLessThan(0.9);
      expect(a.kpis.cost_money!.value / b.kpis.cost_money!.value).toBeLessThan(0.97);
      const co2_kg = ({ kpis }: Summary): number => kpis.scope1_kg!.value + kpis.scope2Location_kg!.value;
      expect(co2_kg(a) / co2_kg(b)).toBeLessThan(0.95);
    });

    it('has the figures of the page within 2 %', () => {
      const rows = [...page.matchAll(/^\| ([^|]+) \| ([\d.,]+) \| ([\d.,]+) \|$/gm)];
      expect(rows.map(([, what]) => what)).toEqual([...FIGURES.keys()]);
      for (const [, what, ...cells] of rows) {
        const [name, per] = FIGURES.get(what!)!;
        [result, reference].forEach((r, k) => {
          const { value } = summaryOf(r).kpis[name]!;
          const stated = per * Number(cells[k]!.replaceAll(',', ''));
          expect(Math.abs(value - stated), `${what}: ${value / per}`).toBeLessThanOrEqual(0.02 * stated + 1e-3);
        });
      }
    });
  });
});

describe('the district with its networks, in a cold week', () => {
  const result = run('suzhou-sip-week.yaml', false);
  const { components } = result.compiled.run;

  it('has a heat network of more than ten pipes and a feeder to every company', () => {
    const pipes = components
      .find((c) => c.id === 'heat-network')!
      .outputs.filter((name) => name.endsWith('MassFlow_kg_per_h'));
    expect(pipes.length).toBeGreaterThanOrEqual(10);
    const loadings = components
      .find((c) => c.id === 'feeders')!
      .outputs.filter((name) => /[a-z0-9]Loading$/.test(name));
    expect(loadings.length).toBeGreaterThanOrEqual(16);
  });

  it('brings everybody heat hot enough, at a loss and a pressure that such networks have', () => {
    const { lossShare, shortfall_kWh, headMost_kPa } = kpisOf(result, 'heat-network') as Record<string, number>;
    expect(lossShare).toBeGreaterThan(0.015);
    expect(lossShare).toBeLessThan(0.12);
    expect(shortfall_kWh).toBeLessThan(1);
    expect(headMost_kPa).toBeLessThan(300);
    for (const station of ['hospital', 'hotel', 'core', 'chip'])
      expect(totalsOf(result, 'heat-network').min(`${station}Supply_degC`)).toBeGreaterThan(70);
  });

  it('lacks nothing but what the plant learns a step late', () => {
    const { 'unserved-hot': late_kWh = 0, ...others } = unserved(result);
    expect(others).toEqual({});
    // The plant counts on the losses and the content of the step before: what it missed comes back in another step.
    const given_kWh = -totalsOf(result, 'heat-network').sum('plant_kW');
    expect(late_kWh / given_kWh).toBeLessThan(0.02);
    expect(totalsOf(result, 'dump-hot').sum('dumped_kW') / given_kWh).toBeLessThan(0.02);
  });

  it('keeps lines, transformers and voltages within what they bear', () => {
    const feeders = totalsOf(result, 'feeders');
    expect(feeders.max('highestLoading')).toBeLessThan(1);
    expect(feeders.min('lowestVoltage')).toBeGreaterThan(0.95);
    expect(feeders.sum('overload') + feeders.sum('voltageOutOfBand')).toBe(0);
    const loss_kWh = feeders.sum('copperLoss_kW') + feeders.sum('ironLoss_kW');
    expect(loss_kWh / totalsOf(result, 'grid').sum('import_kW')).toBeLessThan(0.03);
    expect(loss_kWh).toBeGreaterThan(1000);
  });
});

describe('the district without what it imports', () => {
  const result = run('../../simulations/suzhou-import-loss.yaml', true);
  /** Step of a local time on 24 May, or in the morning after (24:00 on). */
  const step = (hour: number, minute = 0): number => (hour - 8) * 60 + minute;
  const value = (name: string, i: number): number => columnOf(result, name)[i]!;
  const CONTRACTS = ['cold-store', 'depot', 'mall-comfort', 'machinery', 'paper'];
  const cutAt = (i: number): string[] => CONTRACTS.filter((id) => value(`${id}.unserved_kW`, i) > 1e-6);

  it('draws no more than is left of its import, and nothing in the outage', () => {
    const grid = columnOf(result, 'grid.import_kW');
    for (let i = step(14); i < step(17); i++) expect(grid[i]).toBeLessThanOrEqual(3300 + 1e-6);
    expect(grid[step(14) - 1]).toBeGreaterThan(5000);
    for (let i = step(31, 30); i < step(32, 30); i++) expect(grid[i]).toBe(0);
    expect(grid[step(31, 29)]).toBeGreaterThan(6500);
  });

  it('lets batteries carry the gap, then cuts its contracts, the paper mill last and in part', () => {
    for (let i = step(14); i < step(16); i++) expect(cutAt(i)).toEqual([]);
    expect(value('lithium.electricity_kW', step(14))).toBeGreaterThan(1000);
    expect(value('lithium.soc', step(16, 30))).toBeLessThan(0.01);
    expect(cutAt(step(16, 30))).toEqual(CONTRACTS);
    expect(value('paper.production_t_per_h', step(16, 30))).toBeGreaterThan(0.1);
    expect(value('machinery.production_t_per_h', step(16, 30))).toBeCloseTo(0, 9);
    expect(cutAt(step(17))).toEqual([]);
  });

  it('goes dark for two minutes, and has everything back within twenty', () => {
    expect(result.islandEvents.map(({ what, step: i }) => [what, i])).toEqual([
      ['black', step(31, 30)],
      ['restarted', step(31, 32)],
      ['reconnected', step(32, 30)],
    ]);
    const dark = columnOf(result, 'unserved-centre.unserved_kW');
    const minutes = [...dark.keys()].filter((i) => dark[i]! > 100);
    expect(minutes).toEqual([step(31, 30), step(31, 31)]);
    expect(cutAt(step(31, 33))).toEqual(CONTRACTS);
    expect(cutAt(step(31, 50))).toEqual([]);
    expect(value('hospital-genset.electricity_kW', step(31, 50))).toBeGreaterThan(700);
    expect(value('turbine.electricity_kW', step(31, 50))).toBeGreaterThan(1200);
  });
});
