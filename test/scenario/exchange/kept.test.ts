import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelsFor } from '../../../src/app/exchangeModels.ts';
import { loadReplay } from '../../../src/app/replay.ts';
import { streamOf, uniform } from '../../../src/core/chance.ts';
import type { RunState } from '../../../src/core/loop.ts';
import { canonical } from '../../../src/market/journal/canonical.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import type { Compiled } from '../../../src/scenario/compile.ts';
import { startLiveExchange } from '../../../src/scenario/exchange/liveExchange.ts';
import { makeSession } from '../../../src/scenario/session.ts';
import { root } from '../../app/site.ts';
import { load } from '../small.ts';
import { calledSite } from './calledSite.ts';
import { tradingSite } from './tradingSite.ts';

/** A run as it stood, in bytes of its own. */
interface Saved {
  readonly state: RunState;
  readonly kept: unknown;
}

/** Sets an exchange going, from its beginning or from what another left. */
function start(compiled: Compiled, from?: Saved, models: Awaited<ReturnType<typeof modelsFor>> = {}) {
  const records: string[] = [];
  let exchange: ReturnType<typeof startLiveExchange> | undefined;
  let isMuted = from !== undefined;
  const session = makeSession(compiled, { follow: (...given) => exchange?.follow(...given) });
  exchange = startLiveExchange(compiled, {
    ...models,
    onRecord: (record: JournalRecord) => {
      if (!isMuted) records.push(canonical(record));
    },
  });
  const made = exchange;
  if (from !== undefined) {
    session.restore(from.state, []);
    made.kept.restore(from.kept);
    isMuted = false;
  }
  return {
    records,
    exchange: made,
    save: (): Saved => structuredClone({ state: session.save(), kept: made.kept.save() }),
    /** Takes steps up to `until`; the plant sends orders of its own now and then, and takes every other back. */
    go(until: number): void {
      const { start_ms, step_s } = compiled.run.grid;
      while (session.index < until) {
        const i = session.index;
        if (i % 5 === 0) {
          const slot_ms = start_ms + (i + 6) * step_s * 1000;
          const order = {
            market: 'power',
            slot_ms,
            side: 'buy',
            quantity_Wh: 1000 * (1 + i),
            limit_money_per_kWh: 0.25,
          };
          made.take({ order: { id: `o${i}`, ...order } }, 'plant', i);
          if (i % 10 === 5) made.take({ cancel: { cancel: `o${i - 5}` } }, 'plant', i);
        }
        session.step();
        made.after(i);
      }
    },
  };
}

/** An exchange that goes on elsewhere from every one of these steps writes what it would have written here. */
async function checkGoesOn(make: () => Promise<Compiled>, length: number, at: readonly number[]): Promise<void> {
  const compiled = await make();
  const whole = start(compiled, undefined, await modelsFor(compiled));
  const marks = new Map<number, { readonly saved: Saved; readonly entries: number }>();
  for (const k of at) {
    whole.go(k);
    marks.set(k, { saved: whole.save(), entries: whole.records.length });
  }
  whole.go(length);
  for (const [k, { saved, entries }] of marks) {
    const other = await make();
    const again = start(other, saved, await modelsFor(other));
    again.go(length);
    expect(again.records, `from step ${k}`).toEqual(whole.records.slice(entries));
    expect(again.save()).toEqual(whole.save());
  }
}

const drawn = (count: number, length: number): number[] =>
  [...new Set(Array.from({ length: count }, (_, k) => Math.floor(length * uniform(6, streamOf('kept'), k))))].sort(
    (a, b) => a - b,
  );

const SITE = `  battery: { kind: store, owner: cell, bus: power, capacity_kWh: 200, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95 }
  engine: { kind: source, owner: cell, bus: power, max_kW: 30, price_money_per_kWh: 0.2 }
`;
const LEASE =
  '{ priceMemory: 0.5, contracts: [{ id: part, kind: lease, market: power, store: battery, lessee: plant, share: 0.25, rent_money_per_month: 72 }] }';

describe('an exchange that goes on from what it kept', () => {
  it('writes the same journal, with orders of parties, a lease and a store, from any step', async () => {
    const text = tradingSite({ hours: 40, components: SITE, exchange: LEASE });
    await checkGoesOn(() => Promise.resolve(load({ 'small.yaml': text })), 160, drawn(12, 160));
  });

  it('pays the rent of a lease once a month, also where it went on within the month', () => {
    const text = tradingSite({ hours: 40, components: SITE, exchange: LEASE });
    const first = start(load({ 'small.yaml': text }));
    first.go(70);
    const again = start(load({ 'small.yaml': text }), first.save());
    again.go(160);
    const rents = [...first.records, ...again.records].filter((record) => record.includes('"key":"rent'));
    expect(rents).toHaveLength(1);
  });

  it('writes the same journal with charges on demand in some hours, whose month ends later', async () => {
    const text = tradingSite({ hours: 40, components: SITE }).replace(
      'feedIn: { price_money_per_kWh: 0.08 }',
      'feedIn: { price_money_per_kWh: 0.08 }\n    demand: { day: { price_money_per_kW_month: 10, hours: 8-20 }, all: { price_money_per_kW_month: 4 } }',
    );
    await checkGoesOn(() => Promise.resolve(load({ 'small.yaml': text })), 160, [5, 40, 100, 131]);
  });

  it('writes the same journal before, within and after an event of flexibility', async () => {
    const flexibility =
      '{ id: peak, market: power, activation_money_per_kWh: 3, penalty_money_per_kWh: 1, baseline: { days: 2 }, product: loadReduction, level_kW: 50, events: [{ id: one, start: 2023-06-08T10:00 }] }';
    const hours = Array.from({ length: 97 }, (_, h) => new Date(Date.UTC(2023, 5, 5, h)).toISOString().slice(0, 16));
    const files = {
      'small.yaml': calledSite({ flexibility }),
      'hours.csv': `time,cold_kW\n${hours.map((at) => `${at}Z,100\n`).join('')}`,
    };
    // It is told at step 324, begins at 328 and ends at 332
    await checkGoesOn(() => Promise.resolve(load(files)), 384, [100, 324, 325, 328, 330, 333]);
  }, 60_000);

  it('writes the same journal in a district of five carriers, with carbon and certificates', async () => {
    const file = join(root, 'simulations/suzhou-exchange.yaml');
    await checkGoesOn(() => loadReplay(file, {}), 60, [1, 17, 34, 59]);
  }, 120_000);

  it('writes the same journal where markets clear together, though its solver is another', async () => {
    const file = join(root, 'simulations/suzhou-exchange.yaml');
    await checkGoesOn(() => loadReplay(file, { sections: { exchange: { clearing: 'together' } } }), 100, [1, 40, 77]);
  }, 120_000);

  it('refuses what another exchange kept', () => {
    const one = start(load({ 'small.yaml': tradingSite({ hours: 4 }) }));
    const other = start(load({ 'small.yaml': tradingSite({ hours: 4, components: SITE }) }));
    expect(() => other.exchange.kept.restore(structuredClone(one.exchange.kept.save()))).toThrow(
      'what was kept of "list" is of something else',
    );
  });
});
