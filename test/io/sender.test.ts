import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { StoreEvent } from '../../src/core/store.ts';
import { type Sender, type SenderOptions, type Sent, startSender } from '../../src/io/sender.ts';
import { openSpool, type Spool, type SpoolItem } from '../../src/io/spool.ts';

interface Started {
  readonly spool: Spool;
  readonly sender: Sender;
  readonly events: StoreEvent[];
  readonly stored: string[];
  readonly times_ms: number[];
}

/** A sender to something that answers by `answer`; what that says is stored is noted. */
async function started(
  answer: (text: string, count: number) => Sent,
  options: Partial<SenderOptions> = {},
): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-sender-'));
  const spool = await openSpool({ folder });
  const events: StoreEvent[] = [];
  const stored: string[] = [];
  const times_ms: number[] = [];
  const sender = startSender({
    name: 'server',
    spool,
    onEvent: (event) => events.push(event),
    first_ms: 20,
    most_ms: 80,
    random: () => 1,
    send: async (item: SpoolItem) => {
      const text = new TextDecoder().decode(item.payload);
      times_ms.push(performance.now());
      const sent = answer(text, times_ms.length);
      if (sent.is === 'stored') stored.push(text);
      return sent;
    },
    ...options,
  });
  onTestFinished(async () => {
    await sender.close();
    await spool.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { spool, sender, events, stored, times_ms };
}

const put = async ({ spool, sender }: Started, text: string, points = 10): Promise<void> => {
  await spool.append(new TextEncoder().encode(text), points);
  sender.received(points);
};

it('sends what comes, in its order, and counts it', async () => {
  const s = await started(() => ({ is: 'stored' }));
  for (const text of ['a', 'b', 'c']) await put(s, text);
  expect(await s.sender.drain(1000)).toBe(true);
  expect(s.stored).toEqual(['a', 'b', 'c']);
  expect(s.sender.health()).toEqual({
    state: 'up',
    received: 30,
    stored: 30,
    refused: 0,
    dropped: 0,
    waiting: 0,
    waitingBytes: 0,
  });
});

it('waits longer after each failure, tells once that it is down and once that it is up', async () => {
  const s = await started((_, count) => (count <= 5 ? { is: 'retry', why: 'no answer' } : { is: 'stored' }));
  await put(s, 'a');
  await put(s, 'b');
  expect(await s.sender.drain(5000)).toBe(true);
  expect(s.events.map((e) => [e.severity, e.code, e.text])).toEqual([
    ['warning', 'store-down', 'server: no answer; what comes waits in the spool'],
    ['info', 'store-up', expect.stringMatching(/^server: answers again; \d+ held up will follow$/)],
  ]);
  const waits = s.times_ms.slice(1, 6).map((t, k) => t - s.times_ms[k]!);
  [20, 40, 80, 80, 80].forEach((least, k) => {
    expect(waits[k]).toBeGreaterThan(least - 2);
    expect(waits[k]).toBeLessThan(least + 300);
  });
});

it('waits as long as it is told to', async () => {
  const s = await started((_, count) => (count === 1 ? { is: 'retry', why: 'busy', after_ms: 300 } : { is: 'stored' }));
  await put(s, 'a');
  expect(await s.sender.drain(5000)).toBe(true);
  expect(s.times_ms[1]! - s.times_ms[0]!).toBeGreaterThan(298);
});

it('takes a thrown error for a failure of the link', async () => {
  const s = await started((_, count) => {
    if (count === 1) throw new Error('reset');
    return { is: 'stored' };
  });
  await put(s, 'a');
  expect(await s.sender.drain(5000)).toBe(true);
  expect(s.events[0]!.text).toBe('server: reset; what comes waits in the spool');
});

it('reports what is refused and does not send it again', async () => {
  const s = await started((text) =>
    text === 'b' ? { is: 'refused', why: 'partial write: field type conflict', points: 3 } : { is: 'stored' },
  );
  for (const text of ['a', 'b', 'c']) await put(s, text);
  expect(await s.sender.drain(1000)).toBe(true);
  expect(s.events).toEqual([
    {
      severity: 'alarm',
      code: 'store-refused',
      text: 'server: refused 3 of 10 for good: partial write: field type conflict',
      points: 3,
    },
  ]);
  expect(s.sender.health()).toMatchObject({ received: 30, stored: 27, refused: 3, waiting: 0 });
});

it('stops where nothing will do, tells once, and goes on when told to', async () => {
  let isRight = false;
  const s = await started(() => (isRight ? { is: 'stored' } : { is: 'stop', why: 'wrong password' }));
  await put(s, 'a');
  await expect.poll(() => s.sender.health().state).toBe('stopped');
  await put(s, 'b');
  expect(await s.sender.drain(1000)).toBe(false);
  expect(s.times_ms.length).toBe(1);
  expect(s.events.map((e) => e.text)).toEqual(['server: wrong password; sending has stopped, 10 wait in the spool']);
  isRight = true;
  s.sender.resume();
  expect(await s.sender.drain(1000)).toBe(true);
  // What came since the failure goes first.
  expect(s.stored).toEqual(['b', 'a']);
});

it('closes while it waits, and leaves the rest in the spool', async () => {
  const s = await started(() => ({ is: 'retry', why: 'down' }), { first_ms: 60_000, most_ms: 60_000 });
  await put(s, 'a');
  await expect.poll(() => s.sender.health().state).toBe('down');
  const start = performance.now();
  await s.sender.close();
  expect(performance.now() - start).toBeLessThan(500);
  expect(s.spool.waiting.items).toBe(1);
});
