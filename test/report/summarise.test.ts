import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/report/summary.ts';
import { simulated } from './simulated.ts';
import { site, siteSizes } from './site.ts';

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** Equal up to a share of what was added up. */
function near(a: number, b: number, scale: number, of: string): void {
  expect(Math.abs(a - b), `${of}: ${a} against ${b}`).toBeLessThanOrEqual(1e-9 * scale + 1e-9);
}

function everyNumberFinite(value: unknown, path = 'summary'): void {
  if (typeof value === 'number') expect(Number.isFinite(value), path).toBe(true);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) everyNumberFinite(inner, `${path}.${key}`);
}

/** What must hold in every summary. */
function laws(s: Summary): void {
  everyNumberFinite(s);
  for (const [id, b] of Object.entries(s.buses)) {
    const through = b.supply + b.discharge + b.unserved;
    near(through, b.use + b.charge + b.sale + b.curtailed + b.dumped, through, `bus ${id}`);
    near(total(b.rows.map((r) => r.total)), 0, through, `rows of ${id}`);
    for (const row of b.rows) near(total(row.values), row.total, through, `months of ${row.component} on ${id}`);
    s.months.forEach((month, m) => {
      near(total(b.rows.map((r) => r.values[m]!)), 0, through, `${id} in ${month}`);
    });
    expect(b.losses).toBeGreaterThanOrEqual(-1e-6 * through);
  }
  const { costs, emissions } = s;
  const spent = total(costs.components.map((c) => Math.abs(c.total_money)));
  near(total(costs.components.map((c) => c.total_money)), costs.total_money, spent, 'components');
  near(total(costs.participants.map((p) => p.total_money)), costs.total_money, spent, 'participants');
  near(total(costs.participants.map((p) => p.bill_money)), costs.bill_money, spent, 'bills of participants');
  near(total(costs.bill.map((b) => b.total)), costs.bill_money, spent, 'lines of the bill');
  // Lines that no month is named for stand in the total alone.
  for (const b of costs.bill)
    if (b.values.some((v) => v !== 0)) near(total(b.values), b.total, spent, `months of ${b.component} ${b.label}`);
  near(total(costs.products.map((p) => p.cost_money)), costs.total_money, spent, 'products');
  const emitted = emissions.scope1_kg + emissions.scope2Location_kg;
  near(total(costs.products.map((p) => p.carbon_kg)), emitted, emitted, 'carbon of products');
  near(total(emissions.monthly.map((m) => m.scope1_kg)), emissions.scope1_kg, emitted, 'months of scope 1');
  near(total(emissions.components.map((c) => c.nox_kg)), emissions.nox_kg, emissions.nox_kg, 'NOx');
  const k = s.kpis;
  for (const name of ['selfSupplyOnSite', 'selfSupplyRenewable', 'selfSupplyPrimary', 'selfUse', 'dumpedHeatShare']) {
    if (k[name] === undefined) {
      expect(s.omitted.map((o) => o.name)).toContain(name);
      continue;
    }
    expect(k[name].value, name).toBeGreaterThanOrEqual(0);
    expect(k[name].value, name).toBeLessThanOrEqual(1 + 1e-9);
  }
  expect(k.selfSupplyRenewable!.value).toBeLessThanOrEqual(k.selfSupplyOnSite!.value + 1e-12);
  const origins = ['originRenewable', 'originFuel', 'originBiofuel', 'originBought', 'originStock'];
  near(total(origins.map((o) => k[o]!.value)), 1, 1, 'origins');
  for (const kpi of Object.values(k)) expect(kpi.definition).toMatch(/\.$/);
  const inside = Object.values(s.audit.components);
  expect(Math.max(...inside)).toBeLessThan(1e-6);
}

const { summary, outcome } = simulated(site());

describe('a site with every part', () => {
  it('keeps the laws', () => {
    laws(summary);
  });
  it('has all of its parts at work', () => {
    for (const id of ['chp', 'absorption', 'chiller', 'tower', 'battery', 'electrolyser', 'exchanger', 'boiler'])
      expect(
        Object.values(summary.buses).some((b) => b.rows.some((r) => r.component === id && r.total !== 0)),
        id,
      ).toBe(true);
    expect(summary.months).toEqual(['2023-07', '2023-08']);
  });
  it('bears all costs by its products, the oven’s carbon by the oven', () => {
    expect(summary.costs.products.map((p) => p.product)).toEqual([
      'electricity',
      'heat',
      'cooling',
      'hydrogen',
      'gas',
      'atDemand',
    ]);
    const burnt = summary.emissions.components.find((c) => c.component === 'oven')!.scope1_kg;
    expect(summary.costs.products.at(-1)!.carbon_kg).toBeCloseTo(burnt, 9);
    expect(burnt).toBeCloseTo(20 * 72 * 0.18, 9); // by hand
  });
  it('closes the enthalpy of every component over the run', () => {
    for (const [k, c] of outcome.compiled.run.components.entries()) {
      const t = outcome.totals[k]!;
      const law = c.laws.find((l) => l.quantity === 'energy')!;
      const ports = total(law.terms.filter((x) => x.role === 'port').map((x) => x.coefficient * t.sum(x.name)));
      const s = summary.components[k]!;
      expect(ports - s.boundary_kWh + s.losses_kWh + s.storedChange_kWh).toBeCloseTo(0, 5);
    }
  });
  it('finds as losses of the stores on a bus what the stores themselves count as lost', () => {
    for (const [bus, store] of [
      ['power', 'battery'],
      ['hot', 'tank'],
    ] as const) {
      const { storedChange, losses } = summary.buses[bus]!;
      const { losses_kWh, storedChange_kWh } = summary.components.find((c) => c.component === store)!;
      expect(losses).toBeGreaterThan(1);
      expect(losses).toBeCloseTo(losses_kWh, 6);
      expect(storedChange).toBeCloseTo(storedChange_kWh, 9);
      expect(storedChange).not.toBe(0);
    }
    // On the hydrogen bus in lower heating value, in the component's audit in higher.
    const { storedChange } = summary.buses.hydrogen!;
    const vessel = summary.components.find((c) => c.component === 'vessel')!;
    expect(storedChange).toBeCloseTo((vessel.storedChange_kWh * 33.33) / 39.39, 6);
  });
  it('says the same whether its tally ran along the loop or is made of the columns', async () => {
    const { summarise } = await import('../../src/report/summarise.ts');
    expect(JSON.stringify(summarise(outcome))).toBe(JSON.stringify(summary));
  });
  it('is the same text in every run', () => {
    expect(JSON.stringify(simulated(site()).summary)).toBe(JSON.stringify(summary));
  });
  it('lets the towers’ costs be borne by cooling, not by their own bus', () => {
    expect(summary.costs.busCost_money.condenser).toBe(0);
    expect(summary.costs.products.find((p) => p.product === 'unassigned')).toBeUndefined();
  });
});

it('keeps the laws in sites of any size, under any allocation', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(siteSizes, (sizes) => {
      laws(simulated(site(sizes)).summary);
    }),
    { numRuns: 10, endOnFailure: true },
  );
});
