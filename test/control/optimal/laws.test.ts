import fc from 'fast-check';
import { expect, it } from 'vitest';
import { between } from '../../between.ts';
import { type ClusterSketch, cluster } from '../../cluster.ts';
import { costOf, plan } from './planning.ts';

const HOURS = 12;
const LOST = 50;

const Draw = fc.record({
  prices: fc.array(between(0.05, 1), { minLength: HOURS, maxLength: HOURS }),
  sell: between(0, 0.04),
  limit_kW: between(50, 400),
  demand_kW: between(20, 200),
  heat_kW: between(0, 150),
  cop: between(1.5, 4),
  heatPump_kW: between(10, 80),
  boiler_kW: between(20, 200),
  fuel: between(0.05, 0.6),
  capacity_kWh: between(10, 300),
  power_kW: between(5, 100),
  eta: between(0.7, 1),
  loss: between(0, 0.05),
  spring_kW: between(0, 100),
});
type Site = typeof Draw extends fc.Arbitrary<infer T> ? T : never;

/** A site whose kinds are all exactly linear. */
const sketch = (d: Site, extra_kW = 0): ClusterSketch => ({
  length: HOURS,
  buses: {
    power: { carrier: 'electricity', closers: ['grid', 'lost', 'spilt'] },
    heat: { carrier: 'heat', supply_degC: 80, return_degC: 60, closers: ['cold', 'let-go'] },
  },
  components: {
    grid: {
      kind: 'gridConnection',
      ports: { electricity: 'power' },
      tariff: 'power',
      importLimit_kW: d.limit_kW,
      exportLimit_kW: 100,
    },
    lost: { kind: 'unserved', ports: { output: 'power' }, lostLoad_money_per_kWh: LOST },
    spilt: { kind: 'curtailment', ports: { input: 'power' } },
    cold: { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat', lostLoad_money_per_kWh: LOST },
    'let-go': { kind: 'dump', ports: { input: 'heat' } },
    sun: { kind: 'source', ports: { output: 'power' }, max_kW: d.spring_kW },
    spring: {
      kind: 'source',
      ports: { output: 'heat' },
      carrier: 'heat',
      max_kW: d.boiler_kW,
      price_money_per_kWh: d.fuel,
    },
    pump: {
      kind: 'converter',
      ports: { in: 'power', out: 'heat' },
      lead: 'in',
      rated_kW: d.heatPump_kW,
      ambientShare: d.cop - 1,
      flows: {
        in: { carrier: 'electricity', flow: 'in', per: 1 },
        out: { carrier: 'heat', flow: 'out', per: d.cop },
      },
    },
    battery: {
      kind: 'store',
      ports: { port: 'power' },
      capacity_kWh: d.capacity_kWh,
      charge_kW: d.power_kW,
      discharge_kW: d.power_kW,
      etaCharge: d.eta,
      etaDischarge: d.eta,
      loss_per_h: d.loss,
      socStart: 0.5,
    },
    load: { kind: 'load', ports: { input: 'power' }, demand: d.demand_kW + extra_kW },
    heating: { kind: 'load', ports: { input: 'heat' }, carrier: 'heat', demand: d.heat_kW },
  },
  prices: { power: (i) => d.prices[i]! },
  sells: { power: d.sell },
});

/** What the rules make of it, by the same prices as the plan. */
function byRules(d: Site): number {
  const c = cluster(sketch(d));
  let money = 0;
  for (let i = 0; i < HOURS; i++) {
    c.step();
    money += c.value('grid', 'energyCost_money_per_h') - c.value('grid', 'exportRevenue_money_per_h');
    money += c.value('spring', 'cost_money_per_h');
    money += LOST * (c.value('lost', 'unserved_kW') + c.value('cold', 'unserved_kW'));
  }
  return money;
}
const best = async (d: Site, extra_kW = 0) => plan(cluster(sketch(d, extra_kW)).run);

it('costs no more than the rules', async () => {
  let cheaper = 0;
  await fc.assert(
    fc.asyncProperty(Draw, async (d) => {
      const [planned, rules] = [costOf(await best(d)), byRules(d)];
      expect(planned).toBeLessThanOrEqual(rules + 1e-6 * Math.abs(rules));
      if (planned < 0.999 * rules) cheaper++;
    }),
    { numRuns: 40 },
  );
  expect(cheaper).toBeGreaterThan(20);
});

it('never costs more where a limit is wider', async () => {
  const widen: readonly (keyof Site)[] = ['limit_kW', 'heatPump_kW', 'boiler_kW', 'power_kW', 'spring_kW'];
  await fc.assert(
    fc.asyncProperty(Draw, fc.constantFrom(...widen), async (d, which) => {
      const narrow = costOf(await best(d));
      const wide = costOf(await best({ ...d, [which]: 1.5 * (d[which] as number) }));
      expect(wide).toBeLessThanOrEqual(narrow + 1e-6 * Math.abs(narrow));
    }),
    { numRuns: 40 },
  );
});

it('prices the balance: more or less demand costs at least its price', async () => {
  await fc.assert(
    fc.asyncProperty(Draw, between(-10, 10), async (d, extra_kW) => {
      const p = await best(d);
      const moved = costOf(await best(d, extra_kW));
      const worth = p.prices[0]!.reduce((sum, price) => sum + price * extra_kW, 0);
      expect(moved).toBeGreaterThanOrEqual(costOf(p) + worth - 1e-6 * Math.abs(costOf(p)));
      // A little of it costs just that, but where the price itself would change.
      const little = costOf(await best(d, 1e-4));
      const slope = (little - costOf(p)) / 1e-4;
      expect(slope).toBeGreaterThanOrEqual(p.prices[0]!.reduce((sum, v) => sum + v, 0) - 1e-3);
    }),
    { numRuns: 40 },
  );
});

it('makes no energy in a store, nor charges and discharges at once where prices are positive', async () => {
  await fc.assert(
    fc.asyncProperty(Draw, async (d) => {
      const p = await best(d);
      if (d.eta < 0.999) expect(p.warnings).toEqual([]);
      const flow = p.flows[8]![0]!;
      const [held, full] = [0.5 * d.capacity_kWh, d.capacity_kWh];
      let level = held;
      for (const kW of flow) {
        level += kW > 0 ? -kW / d.eta : -kW * d.eta;
        // Losses come off beside it, so it may lie below, and never above what can be held with them.
        expect(level).toBeGreaterThanOrEqual(-1e-6);
      }
      expect(flow.reduce((sum, kW) => sum + Math.max(0, kW), 0) / d.eta).toBeLessThanOrEqual(
        held + d.eta * flow.reduce((sum, kW) => sum + Math.max(0, -kW), 0) + 1e-6 * full,
      );
    }),
    { numRuns: 40 },
  );
});
