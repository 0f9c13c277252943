import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTwin, type Twin, type TwinEvent } from '../../../src/app/server/twin.ts';
import { ConnectionError } from '../../../src/core/errors.ts';
import type { Action } from '../../../src/scenario/command.ts';
import { changed, FILES } from '../../scenario/small.ts';
import { folderWith } from '../site.ts';
import { type MemoryStore, memoryStore } from './memoryStore.ts';

const setpoint = (component: string, port: string, target: number, steps: number | null = null): Action => ({
  do: 'setpoint',
  component,
  port,
  target,
  steps,
});

/** The small site in a folder, and twins of it that share their store and data. */
function site(files: Readonly<Record<string, string>> = FILES): {
  readonly store: MemoryStore;
  readonly data: string;
  start(this: void, options?: Partial<Parameters<typeof startTwin>[0]>): Promise<Twin>;
} {
  const folder = folderWith(files);
  const data = mkdtempSync(join(tmpdir(), 'sixfold-twin-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const store = memoryStore();
  const given = {
    file: join(folder, 'small.yaml'),
    mode: 'step',
    speed: 1,
    policy: 'strict',
    data,
    openStore: () => Promise.resolve(store),
  } as const;
  return { store, data, start: (options) => startTwin({ ...given, ...options }) };
}

/** Resolves once the twin is at a step. */
const reach = async (twin: Twin, index: number): Promise<void> => {
  for (let k = 0; twin.clock.index < index && k < 2000; k++) await new Promise((done) => setTimeout(done, 2));
  expect(twin.clock.index).toBeGreaterThanOrEqual(index);
};
const walk = async (twin: Twin, steps: number): Promise<void> => {
  const to = twin.clock.index + steps;
  await twin.turn('step', steps);
  await reach(twin, to);
};
const same = (a: ReadonlyMap<number, Float64Array>, b: ReadonlyMap<number, Float64Array>): boolean =>
  a.size === b.size && [...a].every(([i, row]) => row.every((v, k) => Object.is(v, b.get(i)?.[k])));

describe('a twin', () => {
  it('takes steps when told, stores each, and ends at the end', async () => {
    const { store, start } = site();
    const twin = await start();
    expect(twin.clock).toMatchObject({ mode: 'step', state: 'running', index: 0 });
    await walk(twin, 3);
    await twin.turn('mode', 'asap');
    await reach(twin, 24);
    expect(twin.clock.state).toBe('ended');
    await twin.stop();
    expect(store.rows(twin.run.run).size).toBe(24);
    expect(
      await twin.act('operator', 'x', [setpoint('battery', 'electricity', 1)]).catch(() => 'stopped'),
    ).toBeDefined();
  });

  it('goes on where it stopped, and what is stored equals an uninterrupted run', async () => {
    const whole = site();
    const one = await whole.start();
    const parts = site();
    let two = await parts.start();
    const both = async (doing: (twin: Twin) => Promise<unknown>): Promise<void> => {
      await doing(one);
      await doing(two);
    };
    await both((t) => walk(t, 4));
    await both((t) => t.act('operator', 'a', [setpoint('battery', 'electricity', 20, 6)]));
    await both((t) => walk(t, 2));
    const { run } = two.run;
    await two.stop();
    two = await parts.start();
    expect(two.run.run).toBe(run);
    expect(two.clock.index).toBe(6);
    expect(two.journal().map(({ by, id, step }) => [by, id, step])).toEqual([['operator', 'a', 4]]);
    await both((t) => walk(t, 18));
    await both((t) => t.stop());
    expect(same(whole.store.rows(one.run.run), parts.store.rows(run))).toBe(true);
    expect(parts.store.rewritten).toBe(0);
  });

  it('seeks back under a new run that names its parent, and forward through what lies between', async () => {
    const { store, start } = site();
    const twin = await start();
    const events: TwinEvent[] = [];
    twin.events$.subscribe((event) => events.push(event));
    await twin.act('operator', 'a', [setpoint('battery', 'electricity', 20, null)]);
    await walk(twin, 10);
    await twin.act('operator', 'b', [setpoint('battery', 'electricity', -20, null)]);
    await walk(twin, 2);
    const first = twin.run;
    expect(await twin.seek(5)).toEqual({ kind: 'done' });
    expect(twin.run).toMatchObject({ parent: first.run, fork: 5, epoch: 2 });
    expect(twin.clock.index).toBe(5);
    await walk(twin, 3);
    // What was commanded before the fork still holds, so the trajectory is the same up to what came later.
    for (let i = 5; i < 8; i++)
      expect(store.rows(twin.run.run).get(i) ?? (await flushed(twin, store, i))).toBeDefined();
    expect(twin.journal().map(({ id }) => id)).toEqual(['a']);
    const second = twin.run;
    expect(await twin.seek(20)).toEqual({ kind: 'done' });
    await reach(twin, 20);
    expect(twin.run).toMatchObject({ parent: second.run, fork: 8, epoch: 3 });
    await twin.stop();
    const rows = store.rows(twin.run.run);
    expect([...rows.keys()]).toEqual(Array.from({ length: 12 }, (_, k) => 8 + k));
    for (const i of [5, 6, 7]) expect(store.rows(second.run).get(i)).toEqual(store.rows(first.run).get(i));
    expect(store.rows(twin.run.run).get(8)).toEqual(store.rows(first.run).get(8));
    expect(store.rows(twin.run.run).get(10)).not.toEqual(store.rows(first.run).get(10));
    expect(events.filter((e) => e.code === 'seek')).toHaveLength(2);
  });

  it('goes on after a seek that was stopped before its first step', async () => {
    const { store, start } = site();
    let twin = await start();
    await walk(twin, 9);
    await twin.seek(4);
    const { run } = twin.run;
    await twin.stop();
    twin = await start();
    expect(twin.run).toMatchObject({ run, fork: 4, epoch: 2 });
    expect(twin.clock.index).toBe(4);
    await walk(twin, 2);
    await twin.stop();
    expect([...store.rows(run).keys()]).toEqual([4, 5]);
  });

  it('runs a what-if beside the main run, under its own', async () => {
    const { store, start } = site();
    const twin = await start();
    const done = new Promise<TwinEvent>((resolve) =>
      twin.events$.subscribe((event) => event.code === 'branch-done' && resolve(event)),
    );
    await walk(twin, 6);
    const { run } = await twin.branch(10, 'operator', 'what-if', [setpoint('battery', 'electricity', 30)]);
    await walk(twin, 2);
    await done;
    await twin.turn('mode', 'asap');
    await reach(twin, 24);
    await twin.stop();
    expect((await store.runs()).find(({ id }) => id === run)).toMatchObject({ parent: twin.run.run, fork: 6 });
    expect([...store.rows(run!).keys()]).toEqual(Array.from({ length: 10 }, (_, k) => 6 + k));
    expect(store.rows(run!).get(6)).not.toEqual(store.rows(twin.run.run).get(6));
  });

  it('refuses to go on with another scenario, and begins anew where told to', async () => {
    const { data, start } = site();
    const first = await start();
    await walk(first, 1);
    await first.stop();
    const other = folderWith(changed('rated_kWp: 100', 'rated_kWp: 200'));
    const file = join(other, 'small.yaml');
    await expect(start({ file })).rejects.toThrow(
      `the scenario, its profiles or the program have changed since run "${first.run.run}" in ${data} began; take another --data folder, or --fresh to begin a new run`,
    );
    const second = await start({ file, isFresh: true });
    expect(second.run).toMatchObject({ epoch: 2, fork: 0 });
    expect(second.run.run).not.toBe(first.run.run);
    await second.stop();
  });

  it('keeps what a store cannot take now, and tells the operator', async () => {
    const base = memoryStore();
    let fails = 2;
    const { start } = site();
    const store = {
      ...base,
      appendWith: (...args: Parameters<typeof base.appendWith>) =>
        fails-- > 0 ? Promise.reject(new ConnectionError('store away')) : base.appendWith(...args),
    };
    const twin = await start({ openStore: () => Promise.resolve(store) });
    const events: TwinEvent[] = [];
    twin.events$.subscribe((event) => events.push(event));
    await walk(twin, 5);
    await twin.stop();
    expect(base.rows(twin.run.run).size).toBe(5);
    expect(events.map(({ severity, code, text }) => `${severity} ${code}: ${text}`)).toEqual([
      'warning store-down: store away',
      'warning store-down: store away',
    ]);
  });

  it('refuses to seek while its store is away, and goes on', async () => {
    const base = memoryStore();
    let isAway = false;
    const { start } = site();
    const store = {
      ...base,
      appendWith: (...args: Parameters<typeof base.appendWith>) =>
        isAway ? Promise.reject(new ConnectionError('store away')) : base.appendWith(...args),
    };
    const twin = await start({ openStore: () => Promise.resolve(store) });
    await walk(twin, 3);
    await twin.flush();
    isAway = true;
    await walk(twin, 2);
    const { run } = twin.run;
    expect(await twin.seek(1)).toEqual({
      kind: 'refused',
      code: 'store',
      message: 'memory: does not take what is to be stored; try again once it does',
    });
    expect(twin.run.run).toBe(run);
    await walk(twin, 1);
    isAway = false;
    expect(await twin.seek(1)).toEqual({ kind: 'done' });
    expect(base.rows(run).size).toBe(6);
    await twin.stop();
  });

  it('ends in time where its store stays away, and lacks nothing at the next start', async () => {
    const base = memoryStore();
    let isAway = true;
    const { start } = site();
    const store = {
      ...base,
      appendWith: (...args: Parameters<typeof base.appendWith>) =>
        isAway ? Promise.reject(new ConnectionError('store away')) : base.appendWith(...args),
    };
    const openStore = (): Promise<typeof store> => Promise.resolve(store);
    const first = await start({ openStore });
    await walk(first, 4);
    const begun = performance.now();
    await first.stop();
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect([first.storedRows, first.waitingRows]).toEqual([0, 4]);
    isAway = false;
    const second = await start({ openStore });
    await walk(second, 5);
    await second.stop();
    expect(second.run.run).toBe(first.run.run);
    expect([...base.rows(first.run.run).keys()]).toEqual([0, 1, 2, 3, 4]);
  }, 30_000);

  it('paces by the clock: ten steps at 36,000 times real time take a second', async () => {
    const { start } = site();
    const begun = performance.now();
    const twin = await start({ mode: 'paced', speed: 36_000 });
    const from = performance.now();
    await reach(twin, 10);
    expect(performance.now() - from).toBeGreaterThan(800);
    expect(performance.now() - begun).toBeLessThan(10_000);
    await twin.turn('pause');
    const { index } = twin.clock;
    await new Promise((done) => setTimeout(done, 250));
    expect(twin.clock).toMatchObject({ state: 'paused', index });
    await twin.stop();
  });
});

/** A row once the store has it. */
async function flushed(twin: Twin, store: MemoryStore, i: number): Promise<Float64Array | undefined> {
  for (let k = 0; k < 1000 && !store.rows(twin.run.run).has(i); k++) await new Promise((done) => setTimeout(done, 2));
  return store.rows(twin.run.run).get(i);
}
