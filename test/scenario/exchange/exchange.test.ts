import { describe, expect, it } from 'vitest';
import { SimulationError } from '../../../src/core/errors.ts';
import type { Scenario } from '../../../src/index.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import type { Agent } from '../../../src/market/agent.ts';
import { audit } from '../../../src/market/books/audit.ts';
import { chain } from '../../../src/market/journal/chain.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { exchangeSummary } from '../../../src/report/exchangeSummary.ts';
import { type ExchangeOutcome, startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';

/** A roof, a plant and a grid; four steps of a quarter of an hour make an hour. */
const site = (
  more: { exchange?: string; components?: string; hours?: number; demand?: number } = {},
): string => `sixfold: 1
name: pair
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-06-01T00:00Z, end: ${new Date(Date.UTC(2023, 5, 1) + (more.hours ?? 1) * 3_600_000).toISOString()}, step_s: 900 }
currency: EUR
participants: { roof: { label: Roof }, plant: { label: Plant }, cell: { label: Cell } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
tariffs:
  power:
    energy: { price_money_per_kWh: 0.3 }
    feedIn: { price_money_per_kWh: 0.08 }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000, exportLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  sun: { kind: source, owner: roof, bus: power, max_kW: 100 }
  demand: { kind: load, owner: plant, bus: power, demand: ${more.demand ?? 150} }
${more.components ?? ''}exchange: ${more.exchange ?? '{}'}
`;

interface Ran {
  readonly scenario: Scenario;
  readonly outcome: ExchangeOutcome;
  readonly records: readonly JournalRecord[];
}

function run(text: string, agents?: Readonly<Record<string, Agent>>): Ran {
  const scenario = load({ 'small.yaml': text });
  const records: JournalRecord[] = [];
  const exchange = startExchange(scenario, {
    onRecord: (record) => records.push(record),
    ...(agents === undefined ? {} : { agents: (party: string) => agents[party] }),
  });
  exchange.advance(scenario.run.grid.length);
  return { scenario, outcome: exchange.outcome(), records };
}

const money = ({ outcome }: Ran, account: string): number => (outcome.books.balances.money.get(account) ?? 0) / 1e6;

describe('two parties and a grid', () => {
  it('short of sun, the grid sets the price: by hand', () => {
    const ran = run(site());
    // 150 kWh at 0.3; 100 of them from the roof at the same price, 50 from the grid
    expect(money(ran, 'plant')).toBe(-45);
    expect(money(ran, 'roof')).toBe(30);
    expect(money(ran, 'utility:grid')).toBe(15);
    const [market] = exchangeSummary(ran.scenario, ran.outcome).markets;
    expect(market).toMatchObject({ id: 'power', traded: 150, meanPrice: 0.3, slots: 4, tradedSlots: 4 });
  });

  it('with sun to spare, feeding in sets it: by hand', () => {
    const ran = run(site({ demand: 60 }));
    // 60 kWh at 0.08 to the plant, 40 to the grid
    expect(money(ran, 'plant')).toBe(-4.8);
    expect(money(ran, 'roof')).toBe(8);
    expect(money(ran, 'utility:grid')).toBe(-3.2);
    // against 60 x 0.3 alone
    const { parties } = exchangeSummary(ran.scenario, ran.outcome);
    expect(parties.find((p) => p.id === 'plant')!.gain_money).toBeCloseTo(13.2, 9);
  });

  it('a fee stands between what the plant pays and what the roof gets', () => {
    const ran = run(site({ demand: 60, exchange: '{ fee_money_per_kWh: 0.02 }' }));
    expect(money(ran, 'plant')).toBe(-6);
    expect(money(ran, 'roof')).toBe(8);
    expect(money(ran, 'network:power')).toBe(1.2);
  });

  it('midpoint shares the gain of a pair: by hand', () => {
    const ran = run(site({ demand: 60, exchange: '{ mechanism: midpoint }' }));
    // (0.3 + 0.08) / 2 for 60 kWh; the rest is fed in
    expect(money(ran, 'plant')).toBe(-11.4);
    expect(money(ran, 'roof')).toBeCloseTo(11.4 + 3.2, 9);
  });
});

describe('a run by its exchange', () => {
  const battery =
    '  battery: { kind: store, owner: cell, bus: power, capacity_kWh: 200, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95 }\n';
  const tariff = (text: string): string =>
    text.replace(
      'energy: { price_money_per_kWh: 0.3 }',
      `energy: { periods: { day: { price_money_per_kWh: 0.5 }, night: { price_money_per_kWh: 0.1 } }, seasons: [{ months: [1,2,3,4,5,6,7,8,9,10,11,12], hours: { night: '0-8', day: '8-24' } }] }
    fixed: { by: demand, price_money_per_kW_month: 3, metering_min: 15 }`,
    );

  it('fills a store when power is cheap and empties it when it is dear, at a profit', () => {
    const ran = run(tariff(site({ hours: 72, components: battery })).replace(/^ +fixed: .*$/m, ''));
    const cell = ran.outcome.markets[0]!.parties.get('cell')!;
    expect(cell.sold).toBeGreaterThan(150_000);
    // It begins half full, and gives back what it took less the loss of both ways
    expect(cell.sold).toBeLessThan(100_000 * 0.95 + 1.01 * cell.bought * 0.95 * 0.95);
    expect(cell.got).toBeGreaterThan(cell.paid);
  });

  it('does not let a store set the highest demand that all are billed for', () => {
    // Demand is flat, so that whatever the store takes would come on top of it
    const ran = run(tariff(site({ hours: 72, components: battery })));
    expect(ran.outcome.markets[0]!.parties.get('cell')!.bought).toBe(0);
    const [bill] = ran.outcome.bills;
    // 50 kW beside the sun, 3 a kW and month, three days of thirty
    expect(bill!.demand_money).toBeCloseTo(50 * 3 * 0.1, 9);
  });

  it('keeps books that an audit finds sound, and the same twice', () => {
    const text = tariff(site({ hours: 48, components: battery, exchange: '{ connectionCharge: shapley }' }));
    const lines = ({ records }: Ran): string[] => {
      let head = '';
      return records.map((record) => {
        const made = chain(sha256, head, record);
        head = made.head;
        return made.line;
      });
    };
    const first = run(text);
    const report = audit(lines(first), sha256);
    expect(report.fault).toBeUndefined();
    expect(report.isSound).toBe(true);
    expect(lines(run(text))).toEqual(lines(first));
    const sum = [...first.outcome.books.balances.money.values()].reduce((a, b) => a + b, 0);
    expect(sum).toBe(0);
  });

  it('pays the grid what its tariff bills, energy and demand, month by month', () => {
    // Two days in May and two in June
    const text = tariff(site({ hours: 48, components: battery })).replace('start: 2023-06-01', 'start: 2023-05-30');
    const scenario = load({ 'small.yaml': text });
    const exchange = startExchange(scenario);
    exchange.advance(scenario.run.grid.length);
    const { books, bills } = exchange.outcome();
    expect(bills.map(({ tariff, from_ms, to_ms }) => [tariff, (to_ms - from_ms) / 3_600_000])).toEqual([
      ['2023-05', 48],
      ['2023-06', 48],
    ]);
    const grid = scenario.run.components.findIndex((c) => c.id === 'grid');
    const c = scenario.run.components[grid]!;
    const bill = c.kind.bill!(c.q, exchange.simulation.outcome().totals[grid]!).reduce((sum, l) => sum + l.money, 0);
    expect((books.balances.money.get('utility:grid') ?? 0) / 1e6).toBeCloseTo(bill, 5);
  });

  it('refuses what an agent must not ask for, and goes on', () => {
    const ran = run(site(), {
      plant: () => [
        { component: 'sun', side: 'buy', quantity: 10, limit: 1 },
        { component: 'demand', side: 'buy', quantity: 1.5, limit: 1 },
        { component: 'demand', side: 'buy', quantity: -5, limit: 1 },
        { component: 'demand', side: 'buy', quantity: Number.NaN, limit: 1 },
      ],
    });
    const refused = ran.records.flatMap((r) => (r.kind === 'orders' ? r.refused : []));
    expect(refused.slice(0, 4).map((r) => [r.code, r.reason])).toEqual([
      ['notYours', 'component "sun" is none of what "plant" has at "power"'],
      ['notWhole', '1.5 quanta at 1; expected whole numbers below 2^53'],
      ['outOfRange', '-5 quanta at 1; expected more than 0, and a product below 2^53'],
      ['notWhole', 'NaN quanta at 1; expected whole numbers below 2^53'],
    ]);
    // It bought nothing ahead, and pays for what it drew as a deviation
    expect(ran.outcome.markets[0]!.parties.get('plant')!.bought).toBe(0);
    expect(money(ran, 'plant')).toBeLessThan(0);
  });

  it('asks more than cost where its agent does, and the tally says so', () => {
    const dear: Agent = ({ machines }) =>
      machines.flatMap(({ component, blocks }) =>
        blocks.map(({ quantity, cost }) => ({ component, side: 'sell', quantity, limit: cost + 120_000 })),
      );
    const ran = run(site({ demand: 60 }), { roof: dear });
    // by hand: the sun costs nothing and is offered at 0.12, of which 60 are sold, so that this is the price
    expect(money(ran, 'plant')).toBe(-7.2);
    expect(money(ran, 'roof')).toBe(7.2);
    expect(exchangeSummary(ran.scenario, ran.outcome).markets[0]!.aboveCost).toBeCloseTo(0.12, 12);
  });
});

describe('bad input', () => {
  const fault = (text: string): string => {
    try {
      run(text);
    } catch (error) {
      if (error instanceof SimulationError) throw error;
      return error instanceof Error ? error.message : String(error);
    }
    return 'none';
  };

  it('names a market that is none, with those that are', () => {
    expect(fault(site({ exchange: '{ markets: { heat: { k: 0.2 } } }' }))).toContain(
      'exchange.markets.heat: no market of this name; expected one of power',
    );
  });

  it('names a slot that is no whole number of steps', () => {
    expect(fault(site({ exchange: '{ markets: { power: { slot_min: 20 } } }' }))).toContain(
      'exchange.markets.power.slot_min: met 20 min, which is no whole number of steps of 900 s; expected a multiple of the step',
    );
  });

  it('wants participants who can trade', () => {
    const alone = site()
      .replace(
        'participants: { roof: { label: Roof }, plant: { label: Plant }, cell: { label: Cell } }',
        'participants: { roof: {} }',
      )
      .replace('owner: plant', 'owner: roof');
    expect(fault(alone)).toContain('participants: met 1; expected two or more, who own components and trade');
  });

  it('wants one master of the machines', () => {
    expect(fault(`${site()}control: { planner: optimal }\n`)).toContain(
      'control.planner: met optimal beside exchange: both say what machines do; take one of the two away',
    );
  });
});

describe('the books of a run', () => {
  it('meter every slot, the first too, and sum to the registers', () => {
    const ran = run(site({ hours: 6 }));
    const settled = ran.records.flatMap((r) => (r.kind === 'settlement' ? [r] : []));
    expect(settled).toHaveLength(24);
    expect(settled.flatMap((r) => r.estimated)).toEqual([]);
    const last = ran.records
      .flatMap((r) => (r.kind === 'readings' ? r.taken : []))
      .filter((r) => r.meter === 'plant@power');
    const { injected, taken } = last.at(-1)!;
    expect(settled.reduce((sum, r) => sum + r.metered.plant!, 0)).toBe(injected - taken);
    expect(taken).toBe(900_000);
  });

  it('leave a slot out that the run does not hold whole', () => {
    const ran = run(site({ hours: 1.25, exchange: '{ slot_min: 60 }' }));
    expect(ran.records.filter((r) => r.kind === 'settlement')).toHaveLength(1);
    expect(ran.records.filter((r) => r.kind === 'clearing')).toHaveLength(1);
    expect(ran.outcome.markets[0]!.slots).toBe(1);
  });

  it('refuse an agent what is past its credit', () => {
    // 150 kW at 0.3 cost 11.25 in a slot: the third is past 30
    const ran = run(site({ exchange: '{ creditLimit_money: 30 }' }));
    const refused = ran.records.flatMap((r) => (r.kind === 'orders' ? r.refused : []));
    expect(refused.map((r) => [r.party, r.code])).toEqual([
      ['plant', 'credit'],
      ['plant', 'credit'],
    ]);
    expect(refused[0]!.reason).toContain('may cost 11250000 micro-money');
  });

  it('take the fee of hydrogen by its energy', () => {
    const scenario = load({
      'small.yaml': site({
        components:
          '  use: { kind: load, owner: plant, bus: h2, carrier: hydrogen, demand: 33.33 }\n  make: { kind: source, owner: roof, bus: h2, carrier: hydrogen, max_kW: 100, price_money_per_kWh: 0.1 }\n  vent: { kind: curtailment, bus: h2, carrier: hydrogen }\n  none: { kind: unserved, bus: h2, carrier: hydrogen }\n',
        exchange: '{ fee_money_per_kWh: 0.02 }',
      }).replace('tariffs:', '  h2: { carrier: hydrogen, closers: [vent, none] }\ntariffs:'),
    });
    const exchange = startExchange(scenario);
    exchange.advance(4);
    const { books } = exchange.outcome();
    // A kilogram in the hour: 33.33 kWh
    expect((books.balances.money.get('network:h2') ?? 0) / 1e6).toBeCloseTo(33.33 * 0.02, 3);
  });
});
