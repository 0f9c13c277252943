import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Live } from '../../../../src/app/server/live.ts';
import { journalLines } from '../../../../src/io/journalFile.ts';
import { sha256 } from '../../../../src/io/sha256.ts';
import { audit } from '../../../../src/market/books/audit.ts';
import { ask, steps } from '../http/asking.ts';
import { floor, slot } from './trading.ts';

interface Corrected {
  readonly meter: string;
  readonly at_ms: number;
  readonly injected: number;
  readonly taken: number;
  readonly version: number;
}
/** The plant took 40 kWh in the first slot in place of 37.5, and the grid gave them. */
const plant = (more: Partial<Corrected> = {}): Corrected => ({
  meter: 'plant@power',
  at_ms: slot(1),
  injected: 0,
  taken: 40_000,
  version: 2,
  ...more,
});
const grid: Corrected = { meter: 'utility:grid@power', at_ms: slot(1), injected: 15_000, taken: 0, version: 2 };

const correct = (live: Live, readings: readonly Corrected[], as = 'operator') =>
  ask(live, '/v1/site/readings', { method: 'POST', as, body: { args: { readings } } });

interface Settled {
  readonly slot_ms: number;
  readonly revision: number;
  readonly metered_Wh: number;
}
const settled = async (live: Live): Promise<string[]> =>
  ((await ask(live, '/v1/settlements', { as: 'plant' })).json as unknown as Settled[]).map(
    ({ slot_ms, revision, metered_Wh }) => `${(slot_ms - slot(0)) / 900_000} r${revision} ${metered_Wh}`,
  );
const sound = (live: Live, data: string) => {
  const lines = [...journalLines(join(data, `exchange-${live.twin.run.run}`, 'journal.jsonl'))];
  expect(audit(lines, sha256)).toMatchObject({ isSound: true, stale: 0 });
  return lines;
};

describe('corrected readings of a live exchange', () => {
  it('settle the slots on both sides anew, and stand after a restart: by hand', async () => {
    const { start, data } = floor({ hours: 2 });
    const live = await start();
    await steps(live, 3);
    const before = (await ask(live, '/v1/account', { as: 'plant' })).json.balance_money as number;
    expect(await settled(live)).toEqual(['2 r0 -37500', '1 r0 -37500', '0 r0 -37500']);
    expect((await correct(live, [plant(), grid])).status).toBe(200);
    expect(await settled(live)).toEqual(['2 r0 -37500', '1 r1 -35000', '0 r1 -40000']);
    const after = (await ask(live, '/v1/account', { as: 'plant' })).json.balance_money as number;
    // 2.5 kWh short at 0.3, then as much over at 0.08. The grid billed as before, so both come back by what plant and roof moved:
    // 0.75 x 40/65 and 0.2 x 35/60
    expect(after - before).toBeCloseTo(-0.75 + (0.75 * 40) / 65 + 0.2 - (0.2 * 35) / 60, 5);
    // The same once more changes nothing
    expect((await correct(live, [plant(), grid])).status).toBe(200);
    expect(await settled(live)).toEqual(['2 r0 -37500', '1 r1 -35000', '0 r1 -40000']);
    const lines = sound(live, data);
    await live.stop();
    // Without its checkpoints it is made again from what came, and every entry is compared
    const folder = join(data, `exchange-${live.twin.run.run}`);
    for (const name of readdirSync(folder)) if (name.startsWith('checkpoint-')) rmSync(join(folder, name));
    const again = await start();
    expect(await settled(again)).toEqual(['2 r0 -37500', '1 r1 -35000', '0 r1 -40000']);
    expect(sound(again, data)).toEqual(lines);
    await steps(again, 2);
    expect((await settled(again))[0]).toBe('4 r0 -37500');
    sound(again, data);
  });

  it.each<[string, Partial<Corrected>, string]>([
    ['of no meter', { meter: 'nobody@power' }, 'there is no meter "nobody@power"'],
    ['of the last instant', { at_ms: slot(3) }, 'can be corrected once the next has come'],
    ['of an instant within a slot', { at_ms: slot(1) + 1 }, 'it is at the end of each slot'],
    ['beyond the next', { taken: 75_001 }, 'registers went from +0 -75001 to +0 -75000'],
    ['of a version that is known', { version: 1 }, 'Too small: expected number to be >=2'],
  ])('%s are refused, and nothing is booked', async (_, more, text) => {
    const { start, data } = floor({ hours: 2 });
    const live = await start();
    await steps(live, 3);
    const lines = sound(live, data);
    const { status, json } = await correct(live, [grid, plant(more)]);
    expect([status >= 400 && status < 500, String(json.detail)]).toEqual([true, expect.stringContaining(text)]);
    expect(sound(live, data)).toEqual(lines);
  });

  it('are the operator’s alone', async () => {
    const live = await floor({ hours: 2 }).start();
    await steps(live, 3);
    for (const as of ['plant', 'viewer']) expect((await correct(live, [plant()], as)).status).toBe(403);
  });
});
