import { beforeAll, describe, expect, it } from 'vitest';
import { openHighs } from '../../../src/io/highsModel.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import { audit } from '../../../src/market/books/audit.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { type ExchangeOutside, startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';
import { calledSite } from './calledSite.ts';
import { journal } from './traded.ts';

let models: NonNullable<ExchangeOutside['models']>;
beforeAll(async () => {
  models = { linear: await openHighs(), whole: await openHighs() };
});

const BATTERY =
  '  battery: { kind: store, owner: cell, bus: power, capacity_kWh: 100, charge_kW: 50, discharge_kW: 50, etaCharge: 0.8, socStart: 0 }\n';

/** The site of a called event, cleared in one way or the other; its cold store always takes 100 kW. */
function run(product: string, clearing: 'bookByBook' | 'together', components = '') {
  const flexibility = `{ id: peak, market: power, activation_money_per_kWh: 3, penalty_money_per_kWh: 1, baseline: { days: 2 }, ${product}, events: [{ id: one, start: 2023-06-08T10:00 }] }`;
  const hours = Array.from({ length: 97 }, (_, h) => new Date(Date.UTC(2023, 5, 5, h)).toISOString().slice(0, 16));
  const scenario = load({
    'small.yaml': calledSite({ flexibility, components, exchange: `clearing: ${clearing}` }),
    'hours.csv': `time,cold_kW\n${hours.map((at) => `${at}Z,100\n`).join('')}`,
  });
  const records: JournalRecord[] = [];
  const going = startExchange(scenario, { models, onRecord: (record) => records.push(record) });
  going.advance(scenario.run.grid.length);
  const { books, moneyBy } = going.outcome();
  const metered = (account: string, at: string): number => {
    const record = records.find((r) => r.kind === 'settlement' && r.slot_ms === Date.parse(`2023-06-08T${at}Z`));
    return record?.kind === 'settlement' ? (record.metered[account] ?? 0) / 1000 : Number.NaN;
  };
  return {
    records,
    metered,
    events: records.filter((r) => r.kind === 'event'),
    reports: records.filter((r) => r.kind === 'report'),
    paid: (account: string): number => (moneyBy.get(account)?.get('flexibility') ?? 0) / 1e6,
    balances: Object.fromEntries([...books.balances.money].filter(([, money]) => money !== 0)),
  };
}

describe('events of flexibility where markets clear together', () => {
  it('have a cold store cut as it was chosen, and are paid by its meter: by hand', () => {
    const ran = run('product: loadReduction, level_kW: 50, availability_money_per_kW: 12', 'together');
    // 60 of 100 kW may be cut, worth 2.5 less the 0.5 of its energy; 50 are asked for: 12.5 kWh a quarter
    expect(ran.events[0]!.offers).toEqual([{ party: 'cold', quantity: 15_000, price: 2_000_000, source: 'cooling' }]);
    expect(ran.metered('cold', '09:45')).toBe(-25);
    for (const at of ['10:00', '10:15', '10:30', '10:45']) expect(ran.metered('cold', at)).toBe(-12.5);
    expect(ran.metered('cold', '11:00')).toBe(-25);
    // 4 x 12.5 kWh at 2.00, and 12 for each of 50 kW
    expect(ran.paid('cold')).toBe(100 + 600);
    expect(ran.paid('network:power')).toBe(-700);
    const grid = (at: string): number => ran.metered('utility:grid', at);
    expect([grid('09:45'), grid('10:00')]).toEqual([125, 112.5]);
  });

  it('keep a connection at its limit, and what its parties order with it: by hand', () => {
    const ran = run('product: capacityLimit, level_kW: 460, buyer: utility, duration_min: 30', 'together');
    expect(ran.events[0]!.needed).toEqual([10_000, 10_000]);
    expect(['09:45', '10:00', '10:15', '10:30'].map((at) => ran.metered('utility:grid', at))).toEqual([
      125, 115, 115, 125,
    ]);
    const ordered = ran.records.flatMap((r) =>
      r.kind === 'orders'
        ? r.taken.filter(({ party, slot_ms }) => party === 'cold' && slot_ms === Date.UTC(2023, 5, 8, 10))
        : [],
    );
    expect(ordered.map(({ quantity }) => quantity)).toEqual([15_000]);
  });

  it('have a battery charge: by hand', () => {
    const ran = run('product: turnUp, level_kW: 40, buyer: plant, duration_min: 60', 'together', BATTERY);
    expect(ran.metered('cell', '10:00')).toBe(-10);
    // 0.1 is lost of a kWh bought at 0.5, of which 0.8 come back; 40 kWh
    expect(ran.paid('cell')).toBe(4);
  });

  it.each([
    ['product: loadReduction, level_kW: 50, availability_money_per_kW: 12', ''],
    ['product: capacityLimit, level_kW: 460, buyer: utility, duration_min: 30', ''],
    ['product: turnUp, level_kW: 40, buyer: plant, duration_min: 60', BATTERY],
  ])('of one bus book as book by book, and an audit finds the books sound: %s', (product, components) => {
    const [together, byBook] = [run(product, 'together', components), run(product, 'bookByBook', components)];
    expect(together.events).toEqual(byBook.events);
    expect(together.reports).toEqual(byBook.reports);
    expect(together.balances).toEqual(byBook.balances);
    expect(audit(journal(together.records), sha256)).toMatchObject({ isSound: true, stale: 0 });
  });
});
