import { describe, expect, it } from 'vitest';
import { exchangeSummary } from '../../../src/report/exchangeSummary.ts';
import { money, type Ran, run, traded } from './traded.ts';

const DAY_h = 24;
const gainOf = (ran: Ran, id: string) =>
  exchangeSummary(ran.scenario, ran.outcome).parties.find((party) => party.id === id)!;

/** Two days; on the second, by the hour, the sun and the mill come otherwise than on the first. */
const site = (exchange: string, more = ''): string =>
  traded({ exchange, components: more }).replace('end: 2023-06-01T04:00Z', 'end: 2023-06-03T00:00Z');
const hours = (sun: (h: number) => number, demand: (h: number) => number) => ({
  sun_kW: Array.from({ length: 2 * DAY_h }, (_, h) => sun(h)),
  demand_kW: Array.from({ length: 2 * DAY_h }, (_, h) => demand(h)),
  carbon_kg_per_kWh: Array.from({ length: 2 * DAY_h }, () => 0),
});

describe('a gain is the whole statement against buying alone', () => {
  // Fixed parties: alone the mill buys all at 0.3, and the roof feeds all in at 0.08.
  const cases = [
    ['single', (h: number) => 60 + 20 * ((h * 7) % 5), (h: number) => 90 + 30 * ((h * 5) % 7)],
    ['dual', (h: number) => 60 + 20 * ((h * 3) % 5), (h: number) => 90 + 30 * ((h * 11) % 7)],
  ] as const;
  it.each(cases)('%s imbalance price, deviations on both sides', (imbalance, sun, demand) => {
    const text = site(`{ imbalance: ${imbalance} }`);
    const all = hours(sun, demand);
    const ran = run(text, all);
    const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
    const mill = gainOf(ran, 'mill');
    expect(Math.abs(mill.by.deviation ?? 0)).toBeGreaterThan(1);
    expect(mill.gain_money).toBeCloseTo(money(ran, 'mill') + 0.3 * sum(all.demand_kW), 4);
    // A source runs as it was sold: what it could have given beside was neither traded nor metered.
    const fed = ran.records.flatMap((r) => (r.kind === 'settlement' ? [(r.metered.roof ?? 0) / 1000] : []));
    expect(sum(fed)).toBeLessThan(sum(all.sun_kW));
    expect(gainOf(ran, 'roof').gain_money).toBeCloseTo(money(ran, 'roof') - 0.08 * sum(fed), 4);
  });

  it('counts a contract as what it gives one and takes the other', () => {
    const text = site(
      '{ contracts: [{ kind: cfd, id: swap, market: power, source: sun, buyer: mill, strike_money_per_kWh: 0.2 }] }',
    );
    const ran = run(
      text,
      hours(
        () => 10,
        () => 50,
      ),
    );
    // The price is 0.3: the roof hands back 0.1 for each of 480 kWh.
    expect(gainOf(ran, 'mill').otherGain_money).toBeCloseTo(48, 6);
    expect(gainOf(ran, 'roof').otherGain_money).toBeCloseTo(-48, 6);
    expect(gainOf(ran, 'mill').gain_money).toBeCloseTo(48, 6);
  });

  it('counts the demand charge alone, and no charge that each would have alone as well', () => {
    const text = site('{}', '  lamps: { kind: load, owner: roof, bus: power, demand: 30 }\n').replace(
      'energy: { price_money_per_kWh: 0.3 }',
      'energy: { price_money_per_kWh: 0.3 }\n    fixed: { by: demand, price_money_per_kW_month: 30 }\n    standing_money_per_month: 300',
    );
    // The mill peaks when the roof gives: 100 less 40, beside 30 of the roof at night
    const ran = run(
      text,
      hours(
        (h) => (h % DAY_h === 12 ? 70 : 0),
        (h) => (h % DAY_h === 12 ? 100 : 0),
      ),
    );
    const mill = gainOf(ran, 'mill');
    // Two of thirty days: 60 kW x 30 x 2/30 = 120, all of it the mill's as the roof gives then ...
    expect(ran.outcome.bills[0]).toMatchObject({ demand_money: 120, fixed_money: 20, adjustment_money: 0 });
    // ... and alone it would pay 100 x 30 x 2/30 = 200.
    expect(mill.connectionGain_money).toBeCloseTo(200 - 120, 6);
    expect(mill.by.connection).toBeCloseTo(-140, 6);
  });
});
