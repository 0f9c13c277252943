import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/core/errors.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { audit } from '../../../src/market/books/audit.ts';
import { replay } from '../../../src/market/books/replay.ts';
import type { EventRecord, JournalRecord, ReportRecord } from '../../../src/market/journal/record.ts';
import { statementCollector } from '../../../src/market/statement/statement.ts';
import { startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';
import { calledSite } from './calledSite.ts';
import { journal } from './traded.ts';

/** Demand of the cold store by the hour of four days. */
const hours = (of: (h: number) => number): string =>
  `time,cold_kW\n${Array.from({ length: 97 }, (_, h) => `${new Date(Date.UTC(2023, 5, 5, h)).toISOString().replace('.000Z', 'Z')},${of(Math.min(h, 95))}`).join('\n')}\n`;

const files = (more: Parameters<typeof calledSite>[0], cold: (h: number) => number = () => 100) => ({
  'small.yaml': calledSite(more),
  'hours.csv': hours(cold),
});

const run = (more: Parameters<typeof calledSite>[0], cold?: (h: number) => number) => {
  const scenario = load(files(more, cold));
  const records: JournalRecord[] = [];
  const going = startExchange(scenario, { onRecord: (record) => records.push(record) });
  going.advance(scenario.run.grid.length);
  const outcome = going.outcome();
  return {
    records,
    outcome,
    events: records.filter((r): r is EventRecord => r.kind === 'event'),
    reports: records.filter((r): r is ReportRecord => r.kind === 'report'),
    paid: (account: string): number => (outcome.moneyBy.get(account)?.get('flexibility') ?? 0) / 1e6,
    /** kWh of an account in the quarter of an hour that begins then. */
    metered: (account: string, at: string): number => {
      const slot_ms = Date.parse(at);
      const record = records.find((r) => r.kind === 'settlement' && r.slot_ms === slot_ms);
      return record?.kind === 'settlement' ? (record.metered[account] ?? 0) / 1000 : Number.NaN;
    },
  };
};

const programme = (more: string, events = 'events: [{ id: one, start: 2023-06-08T10:00 }]'): string =>
  `{ id: peak, market: power, activation_money_per_kWh: 3, penalty_money_per_kWh: 1, baseline: { days: 2 }, ${more}, ${events} }`;

describe('an event of load reduction', () => {
  const ran = run({ flexibility: programme('product: loadReduction, level_kW: 50, availability_money_per_kW: 12') });

  it('is told with its notice, and takes what it needs of what a cold store may cut: by hand', () => {
    const [event] = ran.events;
    // 60 of 100 kW may be cut, worth 2.5 less the 0.5 that its energy costs; 50 are asked for: 12.5 kWh a quarter
    expect(event!.told_ms).toBe(Date.UTC(2023, 5, 8, 9));
    expect(event!.offers).toEqual([{ party: 'cold', quantity: 15_000, price: 2_000_000, source: 'cooling' }]);
    expect(event!.activated.map((slot) => slot.map(({ quantity }) => quantity))).toEqual([
      [12_500],
      [12_500],
      [12_500],
      [12_500],
    ]);
  });

  it('is carried out by the twin, slot by slot, and ends', () => {
    expect(ran.metered('cold', '2023-06-08T09:45Z')).toBe(-25);
    for (const at of ['10:00', '10:15', '10:30', '10:45']) expect(ran.metered('cold', `2023-06-08T${at}Z`)).toBe(-12.5);
    expect(ran.metered('cold', '2023-06-08T11:00Z')).toBe(-25);
  });

  it('is paid for by the account of the network: by hand', () => {
    // 4 x 12.5 kWh at 2.00, and 12 for each of 50 kW, all of it delivered
    expect(ran.paid('cold')).toBe(100 + 600);
    expect(ran.paid('network:power')).toBe(-700);
    expect(ran.reports.map(({ lines }) => lines[0]!.baseline)).toEqual([25_000, 25_000, 25_000, 25_000]);
    expect(ran.reports[0]!.lines[0]!.days).toEqual([19_515, 19_514]);
  });

  it('stands in a journal that an audit proves, and on the statement', () => {
    const lines = journal(ran.records);
    expect(audit(lines, sha256).fault).toBeUndefined();
    const start_ms = Date.UTC(2023, 5, 5);
    const collector = statementCollector({
      party: 'cold',
      from_ms: start_ms,
      to_ms: start_ms + 4 * 86_400_000,
      zone: zoneRules('UTC', start_ms, start_ms),
    });
    replay(lines, sha256, (entry, books) => {
      collector.take(entry, books);
    });
    const own = collector.done().lines.filter(({ kind }) => kind === 'flexibility');
    expect(own.map(({ money, text }) => [money, text])).toEqual([
      ...Array.from({ length: 4 }, () => [
        25_000_000,
        'event "one" of "peak": 12.500 units against the baseline, 0.000 short',
      ]),
      [600_000_000, 'event "one" of "peak": availability of 50.000 units of power, 100.0 % delivered'],
    ]);
  });

  it.each([
    [
      'a payment that meters do not make',
      (r: JournalRecord): JournalRecord =>
        r.kind === 'report' ? { ...r, lines: r.lines.map((line) => ({ ...line, payment: line.payment + 1 })) } : r,
      'is paid 25000001 and charged 0; what it did makes that 25000000 and 0',
    ],
    [
      'a meter that was not read so',
      (r: JournalRecord): JournalRecord =>
        r.kind === 'report' ? { ...r, lines: r.lines.map((line) => ({ ...line, metered: 0 })) } : r,
      '"cold" is said to have taken 0, and was metered at 12500',
    ],
    [
      'offers that were not chosen so',
      (r: JournalRecord): JournalRecord => (r.kind === 'event' ? { ...r, needed: r.needed.map((n) => n + 1) } : r),
      'and its offers make it',
    ],
  ])('%s is found by the audit', (_, change, text) => {
    expect(audit(journal(ran.records.map(change)), sha256).fault?.message).toContain(text);
  });
});

describe('a capacity limit', () => {
  const ran = run({
    flexibility: programme('product: capacityLimit, level_kW: 460, buyer: utility, duration_min: 30'),
  });

  it('activates what is expected above it, so that the connection stays at it: by hand', () => {
    // 400 and 100 kW are usual; 40 too many
    expect(ran.events[0]!.needed).toEqual([10_000, 10_000]);
    expect(ran.metered('utility:grid', '2023-06-08T09:45Z')).toBe(125);
    expect(ran.metered('utility:grid', '2023-06-08T10:00Z')).toBe(115);
    expect(ran.metered('utility:grid', '2023-06-08T10:30Z')).toBe(125);
    expect(ran.paid('utility:grid')).toBe(-40);
  });

  it('limits what is ordered: no more than usual, less what was activated', () => {
    // A quarter more is wanted on the last day, and expected: 125 kW; the order stays at 25 - 10
    const eager = run(
      {
        flexibility: programme('product: capacityLimit, level_kW: 460, duration_min: 30'),
        cold: 'hours.cold_kW',
        exchange: 'forecast: perfect',
      },
      (h) => (h >= 72 ? 125 : 100),
    );
    const orders = eager.records.flatMap((r) => (r.kind === 'orders' ? r.taken : []));
    const at = (time: string) =>
      orders.filter(({ party, slot_ms }) => party === 'cold' && slot_ms === Date.parse(time)).map((o) => o.quantity);
    expect(at('2023-06-08T09:45Z')).toEqual([31_250]);
    // Two hours before it was told were a quarter above the usual: the baseline is up by a fifth, 30
    expect(at('2023-06-08T10:00Z')[0]).toBeLessThanOrEqual(30_000);
    expect(audit(journal(eager.records), sha256).fault).toBeUndefined();
  });
});

describe('what falls short', () => {
  it('is charged: a demand that comes a quarter higher than expected cuts to what it must: by hand', () => {
    const ran = run(
      { flexibility: programme('product: loadReduction, level_kW: 60, duration_min: 15'), cold: 'hours.cold_kW' },
      (h) => (h === 82 ? 130 : 100),
    );
    // Held to 40 kW, but of 130 only 78 may be cut: 52 kW, 13 kWh; 12 of 15 delivered at 2.00, 3 short at 1.00
    expect(ran.metered('cold', '2023-06-08T10:00Z')).toBe(-13);
    expect(ran.paid('cold')).toBe(24 - 3);
  });
});

describe('a turn-up', () => {
  it('has a battery charge, from its meter’s own baseline: by hand', () => {
    const ran = run({
      flexibility: programme('product: turnUp, level_kW: 40, buyer: plant, duration_min: 60'),
      components:
        '  battery: { kind: store, owner: cell, bus: power, capacity_kWh: 100, charge_kW: 50, discharge_kW: 50, etaCharge: 0.8, socStart: 0 }\n',
    });
    expect(ran.events[0]!.offers.map(({ party, source, quantity }) => [party, source, quantity])).toEqual([
      ['cell', 'battery', 12_500],
    ]);
    expect(ran.metered('cell', '2023-06-08T10:00Z')).toBe(-10);
    // A kWh bought at 0.5 gives 0.8 back, which are worth 0.5 each: 0.1 is lost. 40 kWh
    expect(ran.events[0]!.offers[0]!.price).toBe(100_000);
    expect(ran.paid('cell')).toBe(4);
    expect(ran.paid('plant')).toBe(-4);
  });
});

describe('a machine', () => {
  it('gives in place of the grid at what it costs more: by hand', () => {
    const ran = run({
      flexibility: programme('product: loadReduction, level_kW: 100, duration_min: 30'),
      components: '  set: { kind: genset, owner: plant, bus: power, rated_kW: 100 }\n',
    });
    const [cold, set] = ran.events[0]!.offers.toSorted((a, b) => a.source!.localeCompare(b.source!));
    // Fuel at 0.7 a kWh and 37.2 % less the 0.5 of the grid; what it gives from the start on is near 100 kW
    expect([set!.price, set!.quantity, cold!.price]).toEqual([1_381_720, 24_700, 2_000_000]);
    // The rest of the 25 kWh is the cold store's, whose price both are paid
    expect(ran.events[0]!.activated[0]!.map(({ party, quantity }) => [party, quantity])).toEqual([
      ['plant', 24_700],
      ['cold', 300],
    ]);
    expect(ran.metered('plant', '2023-06-08T10:00Z')).toBe(-75.3);
    expect(ran.paid('plant')).toBe(98.8);
    expect(ran.paid('cold')).toBe(1.2);
    expect(audit(journal(ran.records), sha256).fault).toBeUndefined();
  });
});

describe('a condition', () => {
  it('calls an event once a day where the connection gives more than a level', () => {
    const ran = run(
      {
        flexibility: programme('product: loadReduction, level_kW: 40', 'trigger: { above_kW: 510 }'),
        cold: 'hours.cold_kW',
      },
      (h) => (h % 24 === 12 ? 120 : 100),
    );
    // Monday and Tuesday have no two like days before them. The slot that ends at 12:15 is the first above; an hour of notice.
    // Wednesday, which had an event, is no example for Thursday: Monday and Tuesday are.
    expect(ran.events.map(({ event, slots }) => [event, slots[0]])).toEqual([
      ['peak-1', Date.UTC(2023, 5, 7, 13, 15)],
      ['peak-2', Date.UTC(2023, 5, 8, 13, 15)],
    ]);
    expect(ran.reports.at(-1)!.lines[0]!.days).toEqual([19_514, 19_513]);
  });

  it('or where the price does', () => {
    const ran = run({
      flexibility: programme('product: loadReduction, level_kW: 40', 'trigger: { above_money_per_kWh: 0.4 }'),
    });
    // Told an hour before Wednesday begins, for its first slot
    expect(ran.events[0]!.slots[0]).toBe(Date.UTC(2023, 5, 7));
    const none = run({
      flexibility: programme('product: loadReduction, level_kW: 40', 'trigger: { above_money_per_kWh: 0.6 }'),
    });
    expect(none.events).toEqual([]);
  });
});

describe('a programme that cannot be', () => {
  const faults = (flexibility: string, components = ''): string => {
    const scenario = load(files({ flexibility, components }));
    try {
      startExchange(scenario);
      return '';
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as Error).message.replaceAll('small.yaml exchange.flexibility.', '');
    }
  };
  const on = (start: string, more = ''): string =>
    programme(`product: loadReduction, level_kW: 50${more}`, `events: [{ id: one, start: ${start} }]`);

  it.each([
    ['outside of the run', on('2023-06-20T10:00'), '0.events.0.start: event "one" is not within the run'],
    ['outside of its window', on('2023-06-08T10:00', ', window: 14-18'), 'from minute 600 to 660 of its local day'],
    [
      'with a baseline longer than the history',
      on('2023-06-06T10:00'),
      'event "one" has 1 days of its kind before it in the run, without an event, and its baseline is the mean of 2',
    ],
    ['told before the run', on('2023-06-05T00:30'), 'would be told 60 min before it starts'],
    ['within a slot', on('2023-06-08T10:05'), 'starts within a step of 900 s'],
    ['longer than its window', on('2023-06-08T10:00', ', window: "10-10:30"'), 'the window "10-10:30" is 30 min long'],
    ['of no market', on('2023-06-08T10:00').replace('market: power', 'market: heat'), '0.market: "heat" is no market'],
    ['for nobody', on('2023-06-08T10:00', ', buyer: someone'), '"someone" of "peak" is no participant'],
    [
      'of half a slot',
      on('2023-06-08T10:00', ', notice_min: 20'),
      '0.notice_min: met 20; expected a whole number of slots, which are 15 min long at "power"',
    ],
  ])('%s is refused', (_, text, expected) => {
    expect(faults(text)).toContain(expected);
  });

  it('with two events at once, or nobody who can offer, is refused', () => {
    expect(
      faults(
        programme(
          'product: loadReduction, level_kW: 50, duration_min: 60',
          'events: [{ id: one, start: 2023-06-08T10:00 }, { id: two, start: 2023-06-08T10:30 }]',
        ),
      ),
    ).toContain('event "two" lies upon "one" at "power"');
    const scenario = load({
      ...files({ flexibility: on('2023-06-08T10:00') }),
      'small.yaml': calledSite({ flexibility: on('2023-06-08T10:00') }).replace(
        /cooling: \{ kind: flexibleLoad.*\}/,
        'cooling: { kind: load, owner: cold, bus: power, demand: 100 }',
      ),
    });
    expect(() => startExchange(scenario)).toThrow('no participant can offer: nobody at "power" has a store');
  });
});
