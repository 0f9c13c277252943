import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { StoreEvent } from '../../src/core/store.ts';
import { openSpool, type Spool, type SpoolOptions } from '../../src/io/spool.ts';
import { nodeDisk, type SpoolDisk } from '../../src/io/spoolDisk.ts';
import { HEADER_BYTES, recordOf, recordsIn } from '../../src/io/spoolRecord.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sixfold-spool-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

interface Opened {
  readonly spool: Spool;
  readonly events: StoreEvent[];
}

async function opened(options: Omit<SpoolOptions, 'onEvent'>): Promise<Opened> {
  const events: StoreEvent[] = [];
  const spool = await openSpool({ ...options, onEvent: (event) => events.push(event) });
  onTestFinished(() => spool.close().catch(() => undefined));
  return { spool, events };
}

const text = (payload: Uint8Array): string => new TextDecoder().decode(payload);
const bytes = (of: string): Uint8Array => new TextEncoder().encode(of);
const put = (spool: Spool, of: string, weight = 1): Promise<void> => spool.append(bytes(of), weight);

/** Takes and acknowledges all that waits. */
async function all(spool: Spool): Promise<string[]> {
  const taken: string[] = [];
  for (let item = await spool.take(); item !== undefined; item = await spool.take()) {
    taken.push(text(item.payload));
    spool.done(item);
  }
  return taken;
}

it('sends live first, and between live items those that were held up, the oldest first', async () => {
  const { spool } = await opened({ folder: folder() });
  for (const name of ['a', 'b', 'c']) await put(spool, name);
  const first = (await spool.take())!;
  expect([text(first.payload), first.isLive]).toEqual(['a', true]);
  spool.back(first);
  for (const name of ['d', 'e']) await put(spool, name);
  expect(await all(spool)).toEqual(['d', 'a', 'e', 'b', 'c']);
  expect(spool.waiting).toEqual({ items: 0, weight: 0, bytes: 0 });
});

it('writes nothing that arrives sooner than it would be written, and everything once one does not', async () => {
  const at = folder();
  const { spool } = await opened({ folder: at, lazy_ms: 60_000 });
  const written = (): number =>
    readdirSync(at)
      .filter((name) => name.endsWith('.seg'))
      .reduce((sum, name) => sum + statSync(join(at, name)).size, 0);
  await put(spool, 'a');
  spool.done((await spool.take())!);
  const before = written();
  // Safe as soon as it is done.
  const b = put(spool, 'b');
  spool.done((await spool.take())!);
  await b;
  expect(written()).toBe(before);
  // Safe on disk once the link fails.
  const [c, d] = [put(spool, 'c'), put(spool, 'd')];
  spool.back((await spool.take())!);
  await Promise.all([c, d]);
  expect(written()).toBe(before + 2 * (HEADER_BYTES + 1));
  // More than a little is not left in memory.
  spool.done((await spool.take())!);
  await put(spool, 'e'.repeat(5 * 2 ** 20));
  expect(written()).toBeGreaterThan(5 * 2 ** 20);
  // What is not done when it closes is there the next time.
  spool.done((await spool.take())!);
  const f = put(spool, 'f');
  await spool.close();
  await f;
  const again = await opened({ folder: at });
  expect((await all(again.spool)).map((t) => t[0])).toEqual(['d', 'f']);
});

it('keeps what was not done over a restart, and what was done not', async () => {
  const at = folder();
  const one = await opened({ folder: at });
  for (let k = 0; k < 10; k++) await put(one.spool, `p${k}`, 100);
  for (let k = 0; k < 4; k++) one.spool.done((await one.spool.take())!);
  await one.spool.take();
  await one.spool.close();
  const two = await opened({ folder: at });
  expect(two.events.map((e) => [e.code, e.points])).toEqual([['spool-recovered', 600]]);
  expect(await all(two.spool)).toEqual(['p4', 'p5', 'p6', 'p7', 'p8', 'p9']);
  await two.spool.close();
  expect(readdirSync(at)).toEqual([]);
});

it('makes a file per so many bytes, and removes each with the last of its items', async () => {
  const at = folder();
  const { spool } = await opened({ folder: at, segmentBytes: 100 });
  const files = (): number => readdirSync(at).filter((name) => name.endsWith('.seg')).length;
  for (let k = 0; k < 12; k++) await put(spool, 'x'.repeat(40));
  expect(files()).toBe(6);
  for (let k = 0; k < 7; k++) spool.done((await spool.take())!);
  await expect.poll(files).toBe(3);
});

it('drops the oldest where it is full, counts it and tells', async () => {
  const { spool, events } = await opened({ folder: folder(), maxBytes: 2000, segmentBytes: 250 });
  const names = Array.from({ length: 40 }, (_, k) => `p${String(k).padStart(99, '0')}`);
  for (const name of names) await put(spool, name, 10);
  const kept = await all(spool);
  expect(kept).toEqual(names.slice(40 - kept.length));
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.length).toBeLessThan(2000 / 100);
  expect(spool.dropped).toEqual({
    items: 40 - kept.length,
    weight: 10 * (40 - kept.length),
    bytes: 100 * (40 - kept.length),
  });
  await spool.close();
  const told = events.filter((e) => e.code === 'spool-dropped');
  expect(told.reduce((sum, e) => sum + e.points, 0)).toBe(spool.dropped.weight);
  expect(told[0]!.text).toMatch(/spool-\S+: \d+ of the oldest dropped, for it is full or they are too old$/);
  expect(events.filter((e) => e.code === 'spool-nearly-full').length).toBe(1);
});

it('drops what has waited too long, and nothing when the clock is set back', async () => {
  let time_ms = 1_000_000;
  const { spool } = await opened({ folder: folder(), maxAge_ms: 1000, now: () => time_ms });
  await put(spool, 'a');
  time_ms -= 500_000;
  await put(spool, 'b');
  time_ms += 800;
  await put(spool, 'c');
  time_ms += 500;
  expect(spool.dropped.items).toBe(0);
  // 'a' was written by a clock that was ahead, 'b' is 1.3 s old.
  const taken = await all(spool);
  expect([taken, spool.dropped.items]).toEqual([['a', 'c'], 1]);
});

it('drops what was out while its file went, only where it comes back', async () => {
  const { spool } = await opened({ folder: folder(), maxBytes: 1600, segmentBytes: 200 });
  await put(spool, 'first'.padEnd(150));
  await put(spool, 'second'.padEnd(150));
  const first = (await spool.take())!;
  const second = (await spool.take())!;
  for (let k = 0; k < 20; k++) await put(spool, 'x'.repeat(150));
  const before = spool.dropped.items;
  spool.done(first);
  expect(spool.dropped.items).toBe(before);
  spool.back(second);
  expect(spool.dropped.items).toBe(before + 1);
});

/** A disk that takes so many bytes more. */
function smallDisk(): SpoolDisk & { room: number } {
  const disk = {
    ...nodeDisk,
    room: Number.POSITIVE_INFINITY,
    async open(path: string) {
      const file = await nodeDisk.open(path);
      return {
        ...file,
        async append(data: Uint8Array) {
          const fits = data.subarray(0, Math.max(0, disk.room));
          disk.room -= fits.length;
          await file.append(fits);
          if (fits.length < data.length) throw new Error('ENOSPC: no space left on device, write');
        },
      };
    },
  };
  return disk;
}

it('lives through a full disk: keeps in memory, tells, and writes once there is room', async () => {
  const at = folder();
  const disk = smallDisk();
  const { spool, events } = await opened({ folder: at, disk, memoryBytes: 1000 });
  await put(spool, 'a'.repeat(100));
  disk.room = 150;
  for (const name of ['b', 'c', 'd']) await put(spool, name.repeat(100));
  expect([spool.isKept, spool.waiting.items]).toEqual([false, 4]);
  expect(events.map((e) => [e.severity, e.code])).toEqual([['alarm', 'spool-full']]);
  expect(events[0]!.text).toBe(
    `spool ${at}: ENOSPC: no space left on device, write; what comes is kept in memory alone, up to 1000 bytes: free some room`,
  );
  disk.room = Number.POSITIVE_INFINITY;
  await put(spool, 'e'.repeat(100));
  expect([spool.isKept, events.at(-1)!.code]).toEqual([true, 'spool-kept']);
  await spool.close();
  const again = await opened({ folder: at });
  expect((await all(again.spool)).map((t) => t[0]).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(again.events.map((e) => e.code)).toEqual(['spool-recovered']);
});

it('drops the oldest where disk and memory are full', async () => {
  const disk = smallDisk();
  const { spool } = await opened({ folder: folder(), disk, memoryBytes: 1000, segmentBytes: 300 });
  for (let k = 0; k < 6; k++) await put(spool, `disk${k}`.padEnd(100));
  disk.room = 0;
  for (let k = 0; k < 30; k++) await put(spool, `memory${String(k).padStart(2, '0')}`.padEnd(100));
  const kept = (await all(spool)).map((t) => t.trim());
  expect(kept.length + spool.dropped.items).toBe(36);
  expect(spool.waiting).toEqual({ items: 0, weight: 0, bytes: 0 });
  expect(kept.slice(-10)).toEqual(Array.from({ length: 10 }, (_, k) => `memory${20 + k}`));
});

it('reads the whole records of a file that was cut anywhere', () => {
  const payloads = ['one', '', 'three'.repeat(9)].map(bytes);
  const file = Buffer.concat(payloads.map((p, k) => recordOf(p, k, 5 + k)));
  const ends = payloads.map((_, k) => payloads.slice(0, k + 1).reduce((sum, p) => sum + HEADER_BYTES + p.length, 0));
  for (let cut = 0; cut <= file.length; cut++) {
    const { records, torn, spoilt } = recordsIn(file.subarray(0, cut));
    const whole = ends.filter((end) => end <= cut).length;
    expect([records.length, spoilt]).toEqual([whole, 0]);
    expect(torn).toBe(cut - (ends[whole - 1] ?? 0));
    records.forEach((r, k) => {
      expect(r).toEqual({ at: ends[k]! - payloads[k]!.length, length: payloads[k]!.length, weight: k, wall_ms: 5 + k });
    });
  }
});

it('never takes a record with a changed bit for a whole one', () => {
  const file = Buffer.concat([recordOf(bytes('first one'), 3, 7), recordOf(bytes('second'), 4, 8)]);
  fc.assert(
    fc.property(fc.nat({ max: file.length * 8 - 1 }), (bit) => {
      const changed = Uint8Array.from(file);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const whole = recordsIn(changed).records.filter((r) => r !== undefined);
      const isInFirst = bit >> 3 < HEADER_BYTES + 9;
      expect(whole.length).toBeLessThanOrEqual(1);
      expect(whole.every((r) => r.weight === (isInFirst ? 4 : 3))).toBe(true);
    }),
  );
});

it('goes on behind a torn end and beside a spoilt record, and tells both', async () => {
  const at = folder();
  const one = await opened({ folder: at, segmentBytes: 100 });
  for (const name of ['a', 'b', 'c', 'd']) await put(one.spool, name.repeat(40), 7);
  await one.spool.close();
  const [first, second] = readdirSync(at).sort();
  const data = readFileSync(join(at, first!));
  data[HEADER_BYTES + 1]! ^= 1;
  writeFileSync(join(at, first!), data);
  truncateSync(join(at, second!), 100);
  const { spool, events } = await opened({ folder: at });
  expect(events.map((e) => [e.severity, e.code, e.points])).toEqual([
    ['info', 'spool-torn', 0],
    ['alarm', 'spool-spoilt', 7],
    ['info', 'spool-recovered', 14],
  ]);
  await put(spool, 'e');
  expect((await all(spool)).map((t) => t[0])).toEqual(['e', 'b', 'c']);
});

it('has one user at a time, and forgets one that was killed', async () => {
  const at = folder();
  const { spool } = await opened({ folder: at });
  await expect(openSpool({ folder: at })).rejects.toThrow(`${at}: this process uses it already; close that first`);
  await spool.close();
  // Another process: what it wrote is a lock like ours.
  const other = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => 0, 1000)'], { stdio: 'pipe' });
  await once(other.stdout, 'data');
  const stat = readFileSync(`/proc/${other.pid}/stat`, 'utf8');
  const begin = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  writeFileSync(join(at, 'lock'), `${other.pid} ${begin}\n`);
  await expect(openSpool({ folder: at })).rejects.toThrow(
    `${at}: process ${other.pid} uses it; stop that one, or choose another folder`,
  );
  other.kill('SIGKILL');
  await once(other, 'exit');
  await opened({ folder: at });
});
