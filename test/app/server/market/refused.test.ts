import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countRefusals, MOST_REFUSALS } from '../../../../src/app/server/market/refusals.ts';
import { journalLines } from '../../../../src/io/journalFile.ts';
import { sha256 } from '../../../../src/io/sha256.ts';
import { audit } from '../../../../src/market/books/audit.ts';
import { unpacked } from '../../../../src/market/journal/packed.ts';
import type { JournalRecord, Refusal } from '../../../../src/market/journal/record.ts';
import { listen } from '../ear.ts';
import { ask, steps } from '../http/asking.ts';
import { as } from '../place.ts';
import { floor, order, slot } from './trading.ts';

const folderOf = (data: string): string => join(data, readdirSync(data).find((name) => name.startsWith('exchange-'))!);
const journalOf = (data: string): string => join(folderOf(data), 'journal.jsonl');
const refusedIn = (data: string): Refusal[] =>
  [...journalLines(journalOf(data))].flatMap((line) => {
    const record = unpacked((JSON.parse(line) as { record: unknown }).record) as JournalRecord;
    return record.kind === 'orders' ? record.refused : [];
  });
const orders = (k: number): string => `/v1/markets/power/${slot(k)}/orders`;

describe('what a live exchange refuses', () => {
  it('stands in its journal with party, code and reason, also after it went on', async () => {
    const site = floor();
    const live = await site.start();
    const post = (by: string, body: unknown, path = orders(4)) => ask(live, path, { method: 'POST', as: by, body });
    await post('plant', order('late'), orders(0));
    await post('roof', order('b', { quantity_Wh: 0 }));
    await post('roof', order('c'), `/v1/markets/heat/${slot(4)}/orders`);
    await ask(live, `${orders(4)}/zz`, { method: 'DELETE', as: 'plant' });
    await steps(live, 2);
    await live.stop();
    const first = refusedIn(site.data);
    expect(first).toMatchObject([
      {
        party: 'plant',
        order: 'late',
        code: 'late',
        reason: `the gate of slot ${slot(0)} closed at ${slot(0)}; trade in a later slot`,
      },
      { party: 'roof', order: 'b', code: 'outOfRange' },
      { party: 'plant', order: 'zz', code: 'unknownOrder' },
      { party: 'roof', code: 'unknownMarket', reason: 'there is no market "heat"; there are power' },
    ]);
    const again = await site.start();
    await steps(again, 3);
    await again.stop();
    expect(refusedIn(site.data)).toEqual(first);
    const report = audit(journalLines(journalOf(site.data)), sha256);
    expect(report.fault).toBeUndefined();
    expect(report).toMatchObject({ isSound: true, counts: { refusals: 4, settlements: 5 } });
  });

  it('is a number once a party floods it; others are not held up', async () => {
    const site = floor();
    const live = await site.start();
    for (let k = 0; k < 150; k++) await ask(live, orders(0), { method: 'POST', as: 'plant', body: order(`f${k}`) });
    expect(
      (await ask(live, orders(2), { method: 'POST', as: 'roof', body: order('r1', { side: 'sell' }) })).status,
    ).toBe(201);
    await steps(live, 1);
    await live.stop();
    const own = refusedIn(site.data);
    expect(own.filter(({ count }) => count === undefined)).toHaveLength(MOST_REFUSALS);
    expect(own.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(150);
    expect(own.at(-1)).toEqual({ party: 'plant', order: '', code: 'late', reason: 'more of the same', count: 130 });
    expect(audit(journalLines(journalOf(site.data)), sha256).isSound).toBe(true);
  });

  it('bounds what names that are no party take, together', () => {
    const refusals = countRefusals(new Set(['plant']));
    const at = (party: string): Refusal => ({ party, order: 'x', code: 'unknownParty', reason: 'y'.repeat(1000) });
    const kept = Array.from({ length: 1000 }, (_, k) => refusals.note(at(`stranger${k}`))).filter(
      (one) => one !== undefined,
    );
    expect(kept).toHaveLength(MOST_REFUSALS);
    expect(kept[0]!.reason).toHaveLength(240);
    expect(refusals.note(at('plant'))).toBeDefined();
    expect(refusals.rest()).toMatchObject([{ party: '', code: 'unknownParty', count: 1000 - MOST_REFUSALS }]);
    expect(refusals.rest()).toEqual([]);
  });
});

describe('a live exchange that starts again', () => {
  it('goes on from its checkpoint, shows the slots before, and tells settlements again with the revision they had', async () => {
    const site = floor();
    const live = await site.start();
    await ask(live, orders(1), { method: 'POST', as: 'plant', body: order('a1') });
    await steps(live, 3);
    const before = (await ask(live, '/v1/settlements', { as: 'plant' })).json;
    await live.stop();
    expect(readdirSync(folderOf(site.data)).filter((name) => name.startsWith('checkpoint-'))).toContain(
      'checkpoint-3.bin',
    );
    const again = await site.start();
    const plant = await listen(again.broker!.url, as(again, 'plant'));
    expect(await plant.until(`settlement/${slot(1)}/plant`)).toMatchObject({
      revision: 1,
      lines: [{ market: 'power', metered_Wh: -37_500, traded_Wh: -10_000, beside_money: -6.27 }],
    });
    expect((await ask(again, '/v1/settlements', { as: 'plant' })).json).toEqual(before);
    expect((await ask(again, orders(1), { as: 'plant' })).json).toMatchObject([{ id: 'a1', filled_Wh: 10_000 }]);
  });
});
